/** A page that is not changed at all: the original's host names lead to the server, as a hosts file would have it. */

import { X509Certificate, createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test } from '@playwright/test';
// @ts-expect-error plain JavaScript, shared with the suites of the official libraries
import { startServer } from '../../sdk/node/lib/server.mjs';
import { Host } from '../support/host';

const debian = '/usr/bin/chromium';

/** What Chromium is told to trust in place of an entry in its store: the authority's key. */
function keyHash(certificate: string): string {
  const der = new X509Certificate(readFileSync(certificate)).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('base64');
}

test('script and frames come from the hosts that the page names', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'florin-certs-'));
  const server = await startServer({
    FLORIN_TLS: 'true', FLORIN_TLS_LISTEN: '127.0.0.1:0', FLORIN_TLS_DIR: folder,
    FLORIN_WEB_DIR: join(import.meta.dirname, '../../../web/dist'),
  });
  const host = await new Host().start();
  const port = server.output().match(/With TLS it listens on 127\.0\.0\.1:(\d+)/)[1];
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? (existsSync(debian) ? debian : undefined),
    args: [
      '--no-sandbox',
      `--host-resolver-rules=MAP *.stripe.com 127.0.0.1:${port}`,
      `--ignore-certificate-errors-spki-list=${keyHash(join(folder, 'ca.pem'))}`,
    ],
  });
  try {
    const page = await browser.newPage({ locale: 'en-US' });
    const head = '<script src="https://js.stripe.com/basil/stripe.js"></script>';
    await page.goto(host.page('/', { head, body: '<div id="box"></div>' }));
    await page.evaluate(async (key) => {
      const elements = globalThis.Stripe(key).elements({ mode: 'payment', amount: 1099, currency: 'usd' });
      const payment = elements.create('payment', { layout: { type: 'accordion', defaultCollapsed: false } });
      await new Promise((resolve, reject) => {
        payment.on('ready', resolve);
        payment.on('loaderror', (event: any) => reject(new Error(event.error.message)));
        payment.mount('#box');
      });
    }, server.publishableKey);
    const frame = page.locator('iframe[src^="https://js.stripe.com/v3/elements-inner-payment"]');
    await expect(frame).toHaveCount(1);
    await frame.contentFrame().locator('[name="number"]').fill('4242424242424242');
    await expect(frame.contentFrame().locator('[name="number"]')).toHaveValue('4242 4242 4242 4242');
  } finally {
    await browser.close();
    await host.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
