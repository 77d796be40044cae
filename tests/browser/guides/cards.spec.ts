/** Card elements of older pages, whole and split. */

import type { Page } from '@playwright/test';
import { completeChallenge, expect, test } from '../support/florin';

const start = (page: Page, types: Record<string, string>): Promise<void> =>
  page.evaluate(async (boxes) => {
    const stripe = ((globalThis as any).stripe = globalThis.Stripe((globalThis as any).KEY));
    const elements = stripe.elements();
    for (const [type, box] of Object.entries(boxes)) {
      const element = ((globalThis as any)[type] = elements.create(type));
      await new Promise((resolve) => {
        element.on('ready', resolve);
        element.mount(box);
      });
    }
  }, types);

const run = (page: Page, code: string): Promise<any> => page.evaluate((source) => new Function('return ' + source)(), code);

test('one field: 3-D Secure, then paid', async ({ shop, page, florin }) => {
  const intent = await florin.call('POST', '/v1/payment_intents', { amount: 500, currency: 'eur', payment_method_types: { 0: 'card' } }, '2025-08-27.basil');
  await shop('v3');
  await start(page, { card: '#box' });
  const frame = page.frameLocator('iframe[title="Secure card payment input frame"]');
  await frame.locator('[name="cardnumber"]').fill('4000002760003184');
  await frame.locator('[name="exp-date"]').fill('12 / 34');
  await frame.locator('[name="cvc"]').fill('123');
  await frame.locator('[name="postal"]').fill('12345');
  await expect(page.locator('#box')).toHaveClass(/StripeElement--complete/);
  const paid = run(page, `stripe.confirmCardPayment('${intent.client_secret}', {payment_method: {card, billing_details: {name: 'Ada'}}})`);
  await completeChallenge(page);
  expect((await paid).paymentIntent.status).toBe('succeeded');
});

test('split fields share what was typed', async ({ shop, page }) => {
  await shop('basil');
  await start(page, { cardNumber: '#box', cardExpiry: '#second', cardCvc: '#third' });
  const number = page.frameLocator('iframe[title="Secure card number input frame"]').locator('[name="cardnumber"]');
  await number.pressSequentially('4242424242424242');
  expect((await run(page, `stripe.createPaymentMethod({type: 'card', card: cardNumber})`)).error).toMatchObject({ type: 'validation_error', code: 'incomplete_expiry' });
  await page.frameLocator('iframe[title="Secure expiration date input frame"]').locator('[name="exp-date"]').fill('1234');
  await page.frameLocator('iframe[title="Secure CVC input frame"]').locator('[name="cvc"]').fill('123');
  const { paymentMethod } = await run(page, `stripe.createPaymentMethod({type: 'card', card: cardNumber, billing_details: {name: 'Ada'}})`);
  expect(paymentMethod).toMatchObject({ object: 'payment_method', card: { brand: 'visa', last4: '4242', exp_month: 12 }, billing_details: { name: 'Ada' } });
  expect((await run(page, `stripe.createToken(cardExpiry)`)).token).toMatchObject({ object: 'token', type: 'card' });
});

test('the script of the original host, answered by ours in the test runner', async ({ host, page, florin }) => {
  await page.route('https://js.stripe.com/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: florin.url + pathname }) });
  });
  await page.addInitScript((key) => {
    (globalThis as any).KEY = key;
  }, florin.publishableKey);
  await page.goto(host.page('/', { head: '<script src="https://js.stripe.com/basil/stripe.js"></script>', body: '<div id="box"></div>' }));
  await start(page, { card: '#box' });
  expect(await page.locator('#box iframe').getAttribute('src')).toContain(`${florin.url}/v3/elements-inner-card`);
});

test('a saved card by its id: one preflight, one confirmation', async ({ shop, page, florin }) => {
  const method = await florin.call('POST', '/v1/payment_methods', { type: 'card', card: { token: 'tok_visa' } });
  const intent = await florin.call('POST', '/v1/payment_intents', { amount: 500, currency: 'eur', automatic_payment_methods: { enabled: true } });
  await shop('basil', { body: '' });
  await page.evaluate(() => {
    (globalThis as any).stripe = globalThis.Stripe((globalThis as any).KEY);
  });
  const paid = await run(page, `stripe.confirmCardPayment('${intent.client_secret}', {payment_method: '${method.id}', return_url: 'https://shop.example'})`);
  expect(paid.paymentIntent).toMatchObject({ id: intent.id, status: 'succeeded' });
});
