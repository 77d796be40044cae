/** The intent is there before the form: the browser confirms, and a status page reads the outcome. */

import type { Page } from '@playwright/test';
import { chooseCard, completeChallenge, expect, failChallenge, fillCard, test } from '../support/florin';

const mount = (page: Page, clientSecret: string, more: object = {}): Promise<void> =>
  page.evaluate(
    async ([secret, options]) => {
      const stripe = ((globalThis as any).stripe = globalThis.Stripe((globalThis as any).KEY));
      const elements = ((globalThis as any).elements = stripe.elements({ clientSecret: secret, ...options }));
      const payment = elements.create('payment');
      (globalThis as any).changes = [];
      payment.on('change', (event: unknown) => (globalThis as any).changes.push(event));
      await new Promise((resolve, reject) => {
        payment.on('ready', resolve);
        payment.on('loaderror', (event: any) => reject(new Error(event.error.message)));
        payment.mount('#box');
      });
    },
    [clientSecret, more] as const,
  );

const confirm = (page: Page, options: object = { redirect: 'if_required' }, method = 'confirmPayment'): Promise<any> =>
  page.evaluate(([name, given]) => (globalThis as any).stripe[name]({ elements: (globalThis as any).elements, ...given }), [method, options] as const);

const order = { amount: 1099, currency: 'usd', automatic_payment_methods: { enabled: true } };

test('leaves for the return address, where the status page reads the outcome', async ({ shop, page, host, florin }) => {
  const intent = await florin.call('POST', '/v1/payment_intents', order);
  host.page('/complete', { head: `<script src="${florin.url}/v3/"></script>` });
  await shop('v3');
  await mount(page, intent.client_secret);
  await fillCard(await chooseCard(page));
  void confirm(page, { confirmParams: { return_url: `${host.origin}/complete` } }).catch(() => undefined);
  await page.waitForURL(/\/complete\?payment_intent=pi_\w+&payment_intent_client_secret=pi_\w+&redirect_status=succeeded$/);
  const result = await page.evaluate(() => globalThis.Stripe((globalThis as any).KEY).retrievePaymentIntent(new URLSearchParams(location.search).get('payment_intent_client_secret')));
  expect(result.paymentIntent).toMatchObject({ id: intent.id, status: 'succeeded' });
});

for (const train of ['v3', 'acacia', 'basil', 'clover', 'dahlia', 'endive']) {
  test(`${train}: stays on the page`, async ({ shop, page, florin }) => {
    const intent = await florin.call('POST', '/v1/payment_intents', order);
    await shop(train);
    await mount(page, intent.client_secret);
    await fillCard(await chooseCard(page));
    expect((await confirm(page)).paymentIntent).toMatchObject({ status: 'succeeded' });
  });
}

test('a decline, and another card', async ({ shop, page, florin }) => {
  const intent = await florin.call('POST', '/v1/payment_intents', order);
  await shop();
  await mount(page, intent.client_secret);
  const frame = await chooseCard(page);
  await fillCard(frame, '4000000000009995');
  expect((await confirm(page)).error).toMatchObject({
    type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds', message: 'Your card has insufficient funds.', payment_intent: { id: intent.id },
  });
  await fillCard(frame);
  expect((await confirm(page)).paymentIntent.status).toBe('succeeded');
});

test('the bank asks, the customer fails, then completes', async ({ shop, page, florin }) => {
  const intent = await florin.call('POST', '/v1/payment_intents', order);
  await shop();
  await mount(page, intent.client_secret);
  await fillCard(await chooseCard(page), '4000002760003184');
  const refused = confirm(page);
  await failChallenge(page);
  expect((await refused).error).toMatchObject({ code: 'payment_intent_authentication_failure', payment_intent: { status: 'requires_payment_method' } });
  const paid = confirm(page);
  await completeChallenge(page);
  expect((await paid).paymentIntent.status).toBe('succeeded');
});

test('the customer closes the bank\'s dialog: failed, and nothing hangs', async ({ shop, page, florin }) => {
  const intent = await florin.call('POST', '/v1/payment_intents', order);
  await shop();
  await mount(page, intent.client_secret);
  await fillCard(await chooseCard(page), '4000002760003184');
  const closed = confirm(page);
  await page.frameLocator('body > div:first-child > iframe').getByRole('button', { name: 'Cancel' }).click();
  expect((await closed).error).toMatchObject({ type: 'invalid_request_error', code: 'payment_intent_authentication_failure' });
  const paid = confirm(page);
  await completeChallenge(page);
  expect((await paid).paymentIntent.status).toBe('succeeded');
});

test('a card is saved without a payment', async ({ shop, page, florin }) => {
  const intent = await florin.call('POST', '/v1/setup_intents', { automatic_payment_methods: { enabled: true } });
  await shop();
  await mount(page, intent.client_secret);
  await fillCard(await chooseCard(page));
  expect((await confirm(page, { redirect: 'if_required' }, 'confirmSetup')).setupIntent.status).toBe('succeeded');
});

test('a returning customer pays with the saved card, and it is told apart', async ({ shop, page, florin }) => {
  const customer = await florin.call('POST', '/v1/customers', { name: 'Ada' });
  const method = await florin.call('POST', '/v1/payment_methods', { type: 'card', card: { token: 'tok_visa' }, allow_redisplay: 'always' });
  await florin.call('POST', `/v1/payment_methods/${method.id}/attach`, { customer: customer.id });
  const session = await florin.call('POST', '/v1/customer_sessions', {
    customer: customer.id,
    components: { payment_element: { enabled: true, features: { payment_method_redisplay: 'enabled', payment_method_save: 'enabled', payment_method_save_usage: 'off_session', payment_method_remove: 'enabled' } } },
  });
  const intent = await florin.call('POST', '/v1/payment_intents', { ...order, customer: customer.id });
  await shop();
  await mount(page, intent.client_secret, { customerSessionClientSecret: session.client_secret });
  await expect.poll(() => page.evaluate(() => (globalThis as any).changes.at(-1)?.value.payment_method?.id)).toBe(method.id);
  const { paymentIntent } = await confirm(page);
  expect(paymentIntent.status).toBe('succeeded');
  expect((await florin.call('GET', `/v1/payment_intents/${intent.id}`)).payment_method).toBe(method.id);
});
