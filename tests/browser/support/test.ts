/** `test` with a merchant's server and the stand-in, new for each test, and an opened shop page. */

import { test as base, type Page } from '@playwright/test';
import { Host, type HostPage } from './host';
import { StandIn } from './stand-in';

interface Fixtures {
  host: Host;
  florin: StandIn;
  /** Opens a page that has loaded the script of a train. */
  shop(train?: string, page?: HostPage): Promise<Page>;
}

export const test = base.extend<Fixtures>({
  host: async ({}, use) => {
    const host = await new Host().start();
    await use(host);
    await host.stop();
  },
  florin: async ({}, use) => {
    const florin = await new StandIn().start();
    await use(florin);
    await florin.stop();
  },
  shop: async ({ host, florin, page }, use) => {
    await use(async (train = 'basil', { head = '', body = '<form id="form"><label for="box">Card</label><div id="box"></div><div id="second"></div><button>Pay</button></form>', policy } = {}) => {
      const script = `<script src="${florin.origin}/${train}/stripe.js"></script>`;
      await page.goto(host.page('/', { head: script + head, body, policy }));
      return page;
    });
  },
});

export { expect } from '@playwright/test';

/** What pages of these tests call. */
declare global {
  // eslint-disable-next-line no-var
  var Stripe: ((key: string, options?: unknown) => any) & { version: unknown };
}

export const deferred = { mode: 'payment', amount: 1099, currency: 'usd' };
