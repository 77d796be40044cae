/** Express checkout: nothing by default, and the sandbox's wallet where the server shows it. */

import { expect, test, type Bench } from './bench';
import { initOf } from './payment-setup';

const NAME = 'expressCheckout';

function mount(bench: Bench, wallet: boolean, options: Record<string, unknown> = {}) {
  const init = { ...initOf({ settings: { test_wallet: wallet } }), options };
  return bench.mount({ document: 'express-checkout', element: NAME, init });
}

test('nothing to offer: ready says so and no room is taken', async ({ bench }) => {
  await bench.open();
  const frame = await mount(bench, false);
  expect((await bench.last(NAME, 'ready'))!.availablePaymentMethods).toBeUndefined();
  expect(await bench.last(NAME, 'height')).toMatchObject({ px: 0 });
  await expect(frame.getByRole('button')).toHaveCount(0);
});

test('the test wallet plays a purchase with shipping', async ({ bench }) => {
  bench.answer = () => ({ body: { id: 'ctoken_1', object: 'confirmation_token' } });
  await bench.open();
  const rates = [{ id: 'slow', amount: 0, displayName: 'Slow' }, { id: 'fast', amount: 500, displayName: 'Fast' }];
  await bench.reply('click', { reply: { lineItems: [{ name: 'Boots', amount: 1099 }] } });
  await bench.reply('shippingaddresschange', { reply: { shippingRates: rates } });
  await bench.reply('shippingratechange', { reply: {} });
  const frame = await mount(bench, true, { emailRequired: true, shippingAddressRequired: true });
  expect(await bench.last(NAME, 'ready')).toMatchObject({ availablePaymentMethods: { link: true, applePay: false } });
  await frame.getByRole('button', { name: 'Pay with test wallet' }).click();
  await expect(frame.getByText('Boots')).toBeVisible();
  await frame.getByLabel('Ship to').selectOption({ index: 1 });
  await frame.getByLabel('Shipping', { exact: true }).selectOption({ label: 'Fast, $5.00' });
  await frame.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect.poll(() => bench.last(NAME, 'event')).toMatchObject({
    name: 'confirm',
    payload: { expressPaymentType: 'link', shippingRate: { id: 'fast' }, billingDetails: { email: 'erika.mustermann@example.com' } },
  });
  const names = (await bench.heard(NAME, 'event')).map(({ name }) => name);
  expect(names).toEqual(['click', 'shippingaddresschange', 'shippingaddresschange', 'shippingratechange', 'confirm']);
  expect(await bench.request(NAME, 'collect', { call: 'confirmation_token', params: {} })).toMatchObject({ object: { id: 'ctoken_1' } });
  expect(bench.calls[0]!.form).toMatchObject({
    'payment_method_data[card][token]': 'tok_visa', 'payment_method_data[billing_details][address][country]': 'DE',
  });
  await expect(frame.getByRole('button', { name: 'Pay with test wallet' })).toBeVisible();
});

test('a page that refuses, a customer who leaves', async ({ bench }) => {
  await bench.open();
  await bench.reply('click', { refusal: { type: 'invalid_request_error', message: 'rejected' } });
  const frame = await mount(bench, true);
  await frame.getByRole('button', { name: 'Pay with test wallet' }).click();
  await expect.poll(() => bench.last(NAME, 'event')).toEqual({ name: 'cancel', payload: {} });
  await bench.reply('click', { reply: {} });
  await bench.reply('confirm', { refusal: { type: 'invalid_request_error', message: 'Sold out.' } });
  await frame.getByRole('button', { name: 'Pay with test wallet' }).click();
  await frame.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect(frame.getByRole('alert')).toHaveText('Sold out.');
  await frame.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => bench.heard(NAME, 'event')).toHaveLength(5);
  expect(await bench.last(NAME, 'event')).toEqual({ name: 'cancel', payload: {} });
});
