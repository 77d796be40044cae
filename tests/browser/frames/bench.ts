/**
 * Two origins: the merchant's page, with a stand-in for the library, and ours, with the built documents under the policy
 * that the server sets and an API that remembers what it was sent.
 */

import { test as base, type FrameLocator, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const dist = join(import.meta.dirname, '../../../web/dist');

export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline' https:; img-src 'self' data:; " +
  "font-src https: data: http://localhost:*; connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'";

export interface Call {
  path: string;
  form: Record<string, string>;
}

/** What the stand-in has heard from one frame. */
export interface Heard {
  type: string;
  payload: Record<string, unknown>;
}

export interface MountOptions {
  document: string;
  element: string;
  name?: string;
  fragment?: Record<string, string>;
  init?: Record<string, unknown>;
  /** Style of the container on the page. */
  box?: string;
}

export interface Bench {
  calls: Call[];
  answer: (call: Call) => { status?: number; body: unknown };
  origin: string;
  page: Page;
  open(style?: string): Promise<void>;
  mount(options: MountOptions): Promise<FrameLocator>;
  send(name: string, type: string, payload?: unknown): Promise<void>;
  request(name: string, type: string, payload?: unknown): Promise<unknown>;
  /** How the page answers an event that waits for it. */
  reply(event: string, given: { reply?: unknown; refusal?: unknown }): Promise<void>;
  heard(name: string, type: string): Promise<Record<string, unknown>[]>;
  last(name: string, type: string): Promise<Record<string, unknown> | undefined>;
}

function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(handle);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const body = async (request: IncomingMessage) => {
  let text = '';
  for await (const part of request) text += part;
  return text;
};

export const test = base.extend<{ bench: Bench }>({
  bench: async ({ page }, use) => {
    const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as { frames: Record<string, string> };
    const calls: Call[] = [];
    const bench = { calls, page } as Bench;
    bench.answer = () => ({ body: { id: 'pm_1', object: 'payment_method' } });

    const ours = await listen(async (request, response) => {
      const path = new URL(request.url!, 'http://x').pathname;
      if (path.startsWith('/v1/')) {
        const call = { path, form: Object.fromEntries(new URLSearchParams(await body(request))) };
        calls.push(call);
        const { status = 200, body: answer } = bench.answer(call);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
        return;
      }
      if (path.startsWith('/3d_secure_2_test/')) {
        const script = "document.querySelector('button').onclick = () => parent.postMessage({florin:1,challenge:'completed'}, location.origin)";
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(`<h1>Test bank</h1><button id="test-source-authorize-3ds">Complete</button><script>${script}</script>`);
        return;
      }
      try {
        const content = readFileSync(join(dist, path.endsWith('.html') || path.includes('/assets/') ? path : 'none'));
        const type = path.endsWith('.html') ? 'text/html' : path.endsWith('.css') ? 'text/css' : 'text/javascript';
        response
          .writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY, 'referrer-policy': 'origin' })
          .end(content);
      } catch {
        response.writeHead(404).end();
      }
    });
    let style = '';
    const theirs = await listen((request, response) => {
      const path = new URL(request.url!, 'http://x').pathname;
      if (path === '/stand-in.js') {
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(join(import.meta.dirname, 'stand-in.js')));
        return;
      }
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<!doctype html><html lang="en"><head><title>Shop</title><meta name="viewport" content="width=device-width"><style>body{font-family:sans-serif;margin:8px}${style}</style><script src="/stand-in.js"></script></head><body><form id="form"></form></body></html>`);
    });

    bench.origin = originOf(ours);
    bench.open = async (css = '') => {
      style = css;
      await page.goto(originOf(theirs));
    };
    bench.mount = async ({ document, element, name = element, fragment = {}, init = {}, box = '' }) => {
      const file = manifest.frames[document];
      if (!file) throw new Error(`no document ${document}: build web/ first`);
      await page.evaluate(
        (given) => (window as unknown as { standIn: { mount(given: unknown): Promise<void> } }).standIn.mount(given),
        { origin: bench.origin, file, element, name, fragment, init, box },
      );
      return page.frameLocator(`iframe[name="${name}"]`);
    };
    const standIn = <Result>(call: string, ...args: unknown[]) =>
      page.evaluate(
        ([member, given]) => {
          const all = (window as unknown as { standIn: Record<string, (...args: unknown[]) => unknown> }).standIn;
          return all[member as string]!(...(given as unknown[]));
        },
        [call, args] as const,
      ) as Promise<Result>;
    bench.send = (name, type, payload = null) => standIn('send', name, type, payload);
    bench.request = (name, type, payload = null) => standIn('request', name, type, payload);
    bench.reply = (event, given) => standIn('answer', event, given);
    bench.heard = (name, type) => standIn('heard', name, type);
    bench.last = async (name, type) => (await bench.heard(name, type)).at(-1);
    await use(bench);
    ours.close();
    theirs.close();
  },
});

export { expect } from '@playwright/test';
