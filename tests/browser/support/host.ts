/** The merchant's server: pages that a test writes, on an origin of their own. */

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { out } from './bundle';

export interface HostPage {
  body?: string;
  head?: string;
  /** `Content-Security-Policy` of the page. */
  policy?: string;
}

export class Host {
  origin = '';
  #pages = new Map<string, HostPage>();
  #server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', this.origin);
    if (pathname.startsWith('/bundles/')) {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(readFileSync(join(out, pathname.slice('/bundles/'.length))));
      return;
    }
    const page = this.#pages.get(pathname) ?? {};
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...(page.policy && { 'content-security-policy': page.policy }) });
    response.end(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">${page.head ?? ''}</head><body>${page.body ?? '<h1>Shop</h1>'}</body></html>`);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://localhost:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  page(path: string, page: HostPage): string {
    this.#pages.set(path, page);
    return this.origin + path;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
