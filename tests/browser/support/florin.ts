/** The real binary with the built browser side, and a merchant's server that calls its API. */

import { join } from 'node:path';
import { test as base, type FrameLocator, type Page } from '@playwright/test';
// @ts-expect-error plain JavaScript, shared with the suites of the official libraries
import { startServer } from '../../sdk/node/lib/server.mjs';
import { Host, type HostPage } from './host';

interface Server {
  url: string;
  secretKey: string;
  publishableKey: string;
  stop(): Promise<void>;
}

type Params = Record<string, unknown>;

export interface Merchant extends Server {
  /** A call that the merchant's server makes. */
  call(method: string, path: string, params?: Params, version?: string): Promise<any>;
}

interface WorkerFixtures {
  florin: Merchant;
}

interface TestFixtures {
  host: Host;
  /** Opens a page that has loaded the script of a train; `KEY` is the publishable key. */
  shop(train?: string, page?: HostPage): Promise<Page>;
}

function flatten(params: Params, prefix = ''): [string, string][] {
  return Object.entries(params).flatMap(([key, value]): [string, string][] => {
    const name = prefix ? `${prefix}[${key}]` : key;
    if (value === undefined || value === null) return [];
    return typeof value === 'object' ? flatten(value as Params, name) : [[name, String(value)]];
  });
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  florin: [
    async ({}, use) => {
      const server: Server = await startServer({ FLORIN_WEB_DIR: join(import.meta.dirname, '../../../web/dist') });
      const call: Merchant['call'] = async (method, path, params = {}, version) => {
        const form = new URLSearchParams(flatten(params));
        const response = await fetch(server.url + path + (method === 'GET' ? `?${form}` : ''), {
          method,
          headers: { authorization: `Bearer ${server.secretKey}`, ...(version && { 'stripe-version': version }) },
          ...(method === 'POST' && { body: form }),
        });
        const body = (await response.json()) as { error?: { message: string } };
        if (body.error && response.status !== 402) throw new Error(`${method} ${path}: ${body.error.message}`);
        return body;
      };
      await use({ ...server, call });
      await server.stop();
    },
    { scope: 'worker' },
  ],
  host: async ({}, use) => {
    const host = await new Host().start();
    await use(host);
    await host.stop();
  },
  shop: async ({ host, florin, page }, use) => {
    await use(async (train = 'basil', { head = '', body = '<form id="form"><div id="box"></div><div id="second"></div><div id="third"></div><button>Pay</button></form>', policy } = {}) => {
      await page.addInitScript((key) => {
        (globalThis as any).KEY = key;
      }, florin.publishableKey);
      const path = train === 'v3' ? '/v3/' : `/${train}/stripe.js`;
      await page.goto(host.page('/', { head: `<script src="${florin.url}${path}"></script>${head}`, body, policy }));
      return page;
    });
  },
});

export { expect } from '@playwright/test';

export const paymentFrame = (page: Page): FrameLocator => page.frameLocator('iframe[title="Secure payment input frame"]');

/** By the names that merchants' own tests use. */
export async function fillCard(frame: FrameLocator, number = '4242424242424242'): Promise<void> {
  await frame.locator('[name="number"]').fill(number);
  await frame.locator('[name="expiry"]').fill('1234');
  await frame.locator('[name="cvc"]').fill('123');
  await frame.locator('select[name="country"]').selectOption('United States');
  await frame.locator('[name="postalCode"]').fill('94107');
}

/** Opens the card form if the list of methods is closed. */
export async function chooseCard(page: Page): Promise<FrameLocator> {
  const frame = paymentFrame(page);
  const number = frame.locator('[name="number"]');
  const row = frame.locator('[data-value="card"], [data-testid="card"]').first();
  await number.or(row).first().waitFor();
  if (!(await number.isVisible())) await row.click();
  await number.waitFor();
  return frame;
}

export const completeChallenge = (page: Page): Promise<void> =>
  page.frameLocator('body > div:first-child > iframe').frameLocator('iframe#challengeFrame').locator('#test-source-authorize-3ds').click();
export const failChallenge = (page: Page): Promise<void> =>
  page.frameLocator('body > div:first-child > iframe').frameLocator('iframe#challengeFrame').locator('#test-source-fail-3ds').click();
