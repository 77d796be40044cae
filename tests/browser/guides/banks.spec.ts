/** Methods that leave the page for a bank, and the bank account that is linked in a dialog. */

import type { Page } from '@playwright/test';
import { expect, paymentFrame, test } from '../support/florin';

const mount = (page: Page, clientSecret: string): Promise<void> =>
  page.evaluate(async (secret) => {
    const stripe = ((globalThis as any).stripe = globalThis.Stripe((globalThis as any).KEY));
    const elements = ((globalThis as any).elements = stripe.elements({ clientSecret: secret }));
    const payment = elements.create('payment');
    await new Promise((resolve, reject) => {
      payment.on('ready', resolve);
      payment.on('loaderror', (event: any) => reject(new Error(event.error.message)));
      payment.mount('#box');
    });
  }, clientSecret);

const confirm = (page: Page, options: object): Promise<any> =>
  page.evaluate((given) => (globalThis as any).stripe.confirmPayment({ elements: (globalThis as any).elements, ...given }), options);

const euros = { amount: 1099, currency: 'eur', payment_method_types: { 0: 'bancontact' } };
const BASIL = '2025-08-27.basil';

for (const [button, status, end] of [['Authorize Test Payment', 'succeeded', 'succeeded'], ['Fail Test Payment', 'failed', 'requires_payment_method']] as const) {
  test(`a bank page: ${button}`, async ({ shop, page, host, florin }) => {
    const intent = await florin.call('POST', '/v1/payment_intents', euros, BASIL);
    await shop();
    await mount(page, intent.client_secret);
    await paymentFrame(page).locator('[name="name"]').fill('Ada Lovelace');
    void confirm(page, { confirmParams: { return_url: `${host.origin}/done` } }).catch(() => undefined);
    await page.getByRole('button', { name: button }).or(page.getByRole('link', { name: button })).click();
    await page.waitForURL((url) => url.pathname === '/done' && url.searchParams.get('redirect_status') === status);
    expect((await florin.call('GET', `/v1/payment_intents/${intent.id}`)).status).toBe(end);
  });
}

test('a US bank account: the dialog, then a payment that takes its time', async ({ shop, page, florin }) => {
  const intent = await florin.call('POST', '/v1/payment_intents', { amount: 1099, currency: 'usd', payment_method_types: { 0: 'us_bank_account' } }, BASIL);
  await shop();
  await mount(page, intent.client_secret);
  const frame = paymentFrame(page);
  await frame.locator('[name="name"]').fill('Ada Lovelace');
  const paid = confirm(page, { redirect: 'if_required' });
  const dialog = page.frameLocator('iframe[src*="linked-accounts-inner"]');
  await dialog.getByTestId('agree-button').click();
  await dialog.getByTestId('success').click();
  await dialog.getByTestId('select-button').click();
  await dialog.getByTestId('done-button').click();
  expect(await paid).toMatchObject({ paymentIntent: { status: expect.stringMatching(/^(processing|succeeded)$/) } });
});
