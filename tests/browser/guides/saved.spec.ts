/** Saving a card with the customer's consent, finding it again, correcting it, removing it, asking for its code. */

import type { Page } from '@playwright/test';
import { chooseCard, expect, fillCard, paymentFrame, test, type Merchant } from '../support/florin';

const FEATURES = {
  payment_method_redisplay: 'enabled', payment_method_save: 'enabled', payment_method_save_usage: 'off_session',
  payment_method_remove: 'enabled',
};

async function secretFor(florin: Merchant, customer: string): Promise<string> {
  const session = await florin.call('POST', '/v1/customer_sessions', {
    customer, components: { payment_element: { enabled: true, features: FEATURES } },
  });
  return session.client_secret;
}

/** A deferred group with the customer's session; events are kept. */
const mount = (page: Page, customerSessionClientSecret: string, more: object = {}): Promise<void> =>
  page.evaluate(
    async ([secret, options]) => {
      const all = globalThis as any;
      all.stripe ??= globalThis.Stripe(all.KEY);
      all.payment?.destroy();
      all.elements = all.stripe.elements({ mode: 'payment', amount: 1099, currency: 'usd', customerSessionClientSecret: secret, ...options });
      all.payment = all.elements.create('payment', { layout: 'accordion' });
      all.events = [];
      for (const name of ['change', 'savedpaymentmethodupdate', 'savedpaymentmethodremove']) {
        all.payment.on(name, (event: unknown) => all.events.push({ name, event }));
      }
      await new Promise((resolve, reject) => {
        all.payment.on('ready', resolve);
        all.payment.on('loaderror', (event: any) => reject(new Error(event.error.message)));
        all.payment.mount('#box');
      });
    },
    [customerSessionClientSecret, more] as const,
  );

const last = (page: Page, name: string): Promise<any> =>
  page.evaluate((wanted) => (globalThis as any).events.filter((one: any) => one.name === wanted).at(-1)?.event, name);

const token = (page: Page): Promise<any> =>
  page.evaluate(async () => {
    const { stripe, elements } = globalThis as any;
    const submitted = await elements.submit();
    return submitted.error ? submitted : stripe.createConfirmationToken({ elements, params: { return_url: 'https://shop.example/done' } });
  });

const savedCard = async (florin: Merchant, customer: string): Promise<string> => {
  const method = await florin.call('POST', '/v1/payment_methods', { type: 'card', card: { token: 'tok_visa' }, allow_redisplay: 'always' });
  await florin.call('POST', `/v1/payment_methods/${method.id}/attach`, { customer });
  return method.id;
};

test('a ticked box keeps the card, and it is there at the next visit', async ({ shop, page, florin }) => {
  const customer = await florin.call('POST', '/v1/customers', { name: 'Ada' });
  await shop();
  await mount(page, await secretFor(florin, customer.id));
  const frame = await chooseCard(page);
  await fillCard(frame);
  await frame.getByLabel('Save payment details for future purchases').check();
  await expect.poll(async () => (await last(page, 'change')).value.savePaymentMethod).toBe(true);
  const { confirmationToken } = await token(page);
  expect(confirmationToken).toMatchObject({ setup_future_usage: 'off_session', payment_method_preview: { allow_redisplay: 'always' } });
  const intent = await florin.call('POST', '/v1/payment_intents', {
    amount: 1099, currency: 'usd', customer: customer.id, confirm: true, confirmation_token: confirmationToken.id,
    automatic_payment_methods: { enabled: true },
  });
  expect(intent).toMatchObject({ status: 'succeeded', setup_future_usage: 'off_session' });
  await mount(page, await secretFor(florin, customer.id));
  await expect(paymentFrame(page).getByRole('radio', { name: 'Visa •••• 4242' })).toBeChecked();
  await expect.poll(async () => (await last(page, 'change')).value.payment_method.id).toBe(intent.payment_method);
});

test('an empty box keeps nothing to show again', async ({ shop, page, florin }) => {
  const customer = await florin.call('POST', '/v1/customers', { name: 'Ada' });
  await shop();
  await mount(page, await secretFor(florin, customer.id));
  await fillCard(await chooseCard(page));
  const { confirmationToken } = await token(page);
  expect(confirmationToken).toMatchObject({ setup_future_usage: null, payment_method_preview: { allow_redisplay: 'limited' } });
});

test('a saved card is corrected and removed by the customer', async ({ shop, page, florin }) => {
  const customer = await florin.call('POST', '/v1/customers', { name: 'Ada' });
  const method = await savedCard(florin, customer.id);
  await shop();
  await mount(page, await secretFor(florin, customer.id));
  const frame = paymentFrame(page);
  await frame.getByRole('button', { name: 'Options for Visa •••• 4242' }).click();
  await frame.getByRole('button', { name: 'Edit' }).click();
  await frame.getByLabel('Expiration date').fill('0539');
  await frame.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => last(page, 'savedpaymentmethodupdate')).toMatchObject({ elementType: 'payment', success: true });
  expect((await florin.call('GET', `/v1/payment_methods/${method}`)).card).toMatchObject({ exp_month: 5, exp_year: 2039 });
  await frame.getByRole('button', { name: 'Options for Visa •••• 4242' }).click();
  await frame.getByRole('button', { name: 'Remove' }).click();
  await frame.getByRole('button', { name: 'Remove' }).click();
  await expect.poll(() => last(page, 'savedpaymentmethodremove')).toMatchObject({ success: true, payment_method: { id: method } });
  await expect(frame.getByRole('radio')).toHaveCount(0);
  expect((await florin.call('GET', `/v1/payment_methods/${method}`)).customer).toBeNull();
});

test('the code of a saved card is asked for again', async ({ shop, page, florin }) => {
  const customer = await florin.call('POST', '/v1/customers', { name: 'Ada' });
  await savedCard(florin, customer.id);
  await shop();
  const options = { card: { require_cvc_recollection: true } };
  await mount(page, await secretFor(florin, customer.id), { paymentMethodOptions: options });
  expect((await token(page)).error).toMatchObject({ type: 'validation_error', code: 'incomplete_cvc' });
  await paymentFrame(page).locator('[name=cvc]').fill('123');
  await expect.poll(async () => (await last(page, 'change')).complete).toBe(true);
  const { confirmationToken } = await token(page);
  const intent = await florin.call('POST', '/v1/payment_intents', {
    amount: 1099, currency: 'usd', customer: customer.id, confirm: true, confirmation_token: confirmationToken.id,
    automatic_payment_methods: { enabled: true }, payment_method_options: options,
  });
  expect(intent.status).toBe('succeeded');
});
