import type { Page } from '@playwright/test';
import { expect, test } from '../support/test';

const mountIntent = (page: Page, secret: string): Promise<void> =>
  page.evaluate(async (clientSecret) => {
    const stripe = ((globalThis as any).stripe = globalThis.Stripe('pk_test_1'));
    const elements = ((globalThis as any).elements = stripe.elements({ clientSecret }));
    const payment = elements.create('payment');
    await new Promise((resolve) => {
      payment.on('ready', resolve);
      payment.mount('#box');
    });
  }, secret);

const type = (page: Page): Promise<void> => page.frameLocator('#box iframe').getByLabel('Field').fill('4242');

const confirm = (page: Page, options: object, kind = 'confirmPayment'): Promise<any> =>
  page.evaluate(([name, more]) => (globalThis as any).stripe[name as string]({ elements: (globalThis as any).elements, ...(more as object) }), [kind, options] as const);

const stay = { redirect: 'if_required' };

test('if_required resolves with the intent', async ({ shop, page, florin }) => {
  await shop();
  await mountIntent(page, 'pi_1_secret_1');
  await type(page);
  const result = await confirm(page, { ...stay, confirmParams: { receipt_email: 'a@example.com', payment_method_data: { billing_details: { name: 'Ada' } } } });
  expect(Object.keys(result)).toEqual(['paymentIntent']);
  expect(result.paymentIntent).toMatchObject({ id: 'pi_1', status: 'succeeded' });
  expect(florin.confirms()[0]?.fields).toMatchObject({
    use_stripe_sdk: 'true', client_secret: 'pi_1_secret_1', receipt_email: 'a@example.com', 'payment_method_data[billing_details][name]': 'Ada',
    expected_payment_method_type: 'card', typed: '4242',
  });
});

test('always leaves for the return address, and its promise never settles', async ({ shop, page, host }) => {
  await shop();
  await mountIntent(page, 'pi_1_secret_1');
  await type(page);
  void confirm(page, { confirmParams: { return_url: `${host.origin}/done?order=7#thanks` } }).catch(() => undefined);
  await page.waitForURL(`${host.origin}/done?order=7&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_1&redirect_status=succeeded#thanks`);
});

test('a delayed method leaves with its own status', async ({ shop, page, host }) => {
  await shop();
  await mountIntent(page, 'pi_later1_secret_1');
  await type(page);
  void confirm(page, { confirmParams: { return_url: `${host.origin}/done` } }).catch(() => undefined);
  await page.waitForURL(/redirect_status=processing/);
});

test('a decline stays, in the customer\'s language', async ({ shop, page, host }) => {
  await shop();
  await mountIntent(page, 'pi_decline_secret_1');
  await page.evaluate(() => (globalThis as any).elements.update({ locale: 'de' }));
  await type(page);
  const { error, paymentIntent } = await confirm(page, { confirmParams: { return_url: `${host.origin}/done` } });
  expect(paymentIntent).toBeUndefined();
  expect(error).toMatchObject({ type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds', message: expect.stringContaining('Deckung'), payment_intent: { id: 'pi_decline' } });
});

test('an incomplete field sends nothing and takes the focus', async ({ shop, page, florin }) => {
  await shop();
  await mountIntent(page, 'pi_1_secret_1');
  const { error } = await confirm(page, stay);
  expect(error).toMatchObject({ type: 'validation_error', code: 'incomplete_number', message: 'Your card number is incomplete.' });
  await expect(page.frameLocator('#box iframe').getByLabel('Field')).toBeFocused();
  expect(florin.confirms()).toEqual([]);
});

for (const secret of ['pi_3ds_secret_1', 'pi_3dspage_secret_1']) {
  test(`3-D Secure, completed: ${secret}`, async ({ shop, page }) => {
    await shop();
    await mountIntent(page, secret);
    await type(page);
    const result = confirm(page, stay);
    const layer = page.locator('body > div:first-child');
    await expect(layer).toHaveAttribute('role', 'dialog');
    await expect(layer.locator('> iframe[name^="__privateStripeFrame"][src*="three-ds-2-challenge"]')).toBeVisible();
    await page.frameLocator('body > div:first-child > iframe').frameLocator('iframe#challengeFrame').getByRole('button', { name: 'Complete' }).click();
    expect((await result).paymentIntent.status).toBe('succeeded');
    await expect(page.locator('iframe[src*="three-ds"]')).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.style.overflow)).toBe('');
  });
}

test('3-D Secure, failed', async ({ shop, page }) => {
  await shop();
  await mountIntent(page, 'pi_3ds_secret_1');
  await type(page);
  const result = confirm(page, stay);
  await page.frameLocator('body > div:first-child > iframe').frameLocator('iframe[name="stripe-challenge-frame"]').locator('#test-source-fail-3ds').click();
  expect((await result).error).toMatchObject({
    type: 'invalid_request_error', code: 'payment_intent_authentication_failure',
    message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    payment_intent: { status: 'requires_payment_method' },
  });
});

for (const [way, act] of [
  ['Cancel', (page: Page) => page.frameLocator('body > div:first-child > iframe').getByRole('button', { name: 'Cancel' }).click()],
  ['Esc', (page: Page) => page.keyboard.press('Escape')],
] as const) {
  test(`3-D Secure, closed by ${way}: failed, and the focus is back`, async ({ shop, page }) => {
    await shop();
    await mountIntent(page, 'seti_3ds_secret_1');
    await type(page);
    await page.getByRole('button', { name: 'Pay' }).focus();
    const result = confirm(page, stay, 'confirmSetup');
    await expect(page.frameLocator('body > div:first-child > iframe').getByRole('button', { name: 'Cancel' })).toBeFocused();
    await act(page);
    expect((await result).error).toMatchObject({ code: 'setup_intent_authentication_failure', setup_intent: { status: 'requires_payment_method' } });
    await expect(page.getByRole('button', { name: 'Pay' })).toBeFocused();
  });
}

test('the keyboard stays in the dialog', async ({ shop, page }) => {
  await shop();
  await mountIntent(page, 'pi_3ds_secret_1');
  await type(page);
  void confirm(page, stay).catch(() => undefined);
  const layer = page.frameLocator('body > div:first-child > iframe');
  await expect(layer.getByRole('button', { name: 'Cancel' })).toBeFocused();
  for (let step = 0; step < 8; step++) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.querySelector('body > div:first-child')!.contains(document.activeElement))).toBe(true);
  }
});

test('a bank page takes the whole window', async ({ shop, page, florin }) => {
  await shop();
  await mountIntent(page, 'pi_bank_secret_1');
  await type(page);
  void confirm(page, { ...stay, confirmParams: { return_url: 'https://shop.example/done' } }).catch(() => undefined);
  await page.waitForURL(`${florin.origin}/bank`);
});

test('a lost answer: an error, then the state of the intent instead of a second payment', async ({ shop, page, florin }) => {
  await shop();
  await mountIntent(page, 'pi_1_secret_1');
  await type(page);
  await page.route(/confirm$/, async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  expect((await confirm(page, stay)).error).toMatchObject({ type: 'api_connection_error' });
  await page.unroute(/confirm$/);
  expect((await confirm(page, stay)).paymentIntent.status).toBe('succeeded');
  expect(florin.confirms()).toHaveLength(1);
});

test('the browser repeats by itself when a connection breaks: the same key, one payment', async ({ shop, page, florin }) => {
  await shop();
  await page.evaluate(() => {
    (globalThis as any).stripe = globalThis.Stripe('pk_test_1');
    (globalThis as any).elements = undefined;
  });
  await page.evaluate(() => (globalThis as any).stripe.retrievePaymentIntent('pi_1_secret_1'));
  florin.lose = /confirm$/;
  const result = await confirm(page, { ...stay, clientSecret: 'pi_1_secret_1', confirmParams: { payment_method: 'pm_1' } });
  const again = result.error ? await confirm(page, { ...stay, clientSecret: 'pi_1_secret_1', confirmParams: { payment_method: 'pm_1' } }) : result;
  expect(again.paymentIntent.status).toBe('succeeded');
  expect(florin.charged).toBe(1);
  expect(new Set(florin.confirms().map((call) => call.key)).size).toBe(1);
});

test('a double click is one payment', async ({ shop, page, florin }) => {
  await shop();
  await mountIntent(page, 'pi_1_secret_1');
  await type(page);
  const results = await page.evaluate(async () => {
    const pay = (): Promise<any> => (globalThis as any).stripe.confirmPayment({ elements: (globalThis as any).elements, redirect: 'if_required' });
    return Promise.all([pay(), pay()]);
  });
  expect(results.map((result) => result.paymentIntent?.status)).toEqual(['succeeded', 'succeeded']);
  expect(florin.confirms()).toHaveLength(1);
});

const mountDeferred = (page: Page, amount = 1099): Promise<void> =>
  page.evaluate(async (value) => {
    const stripe = ((globalThis as any).stripe = globalThis.Stripe('pk_test_1'));
    const elements = ((globalThis as any).elements = stripe.elements({ mode: 'payment', amount: value, currency: 'usd', paymentMethodCreation: 'manual', setupFutureUsage: 'off_session' }));
    const payment = elements.create('payment');
    await new Promise((resolve) => {
      payment.on('ready', resolve);
      payment.mount('#box');
    });
  }, amount);

const submit = (page: Page): Promise<any> => page.evaluate(() => (globalThis as any).elements.submit());

test('deferred: submit, then a token; typing asks for submit again', async ({ shop, page, florin }) => {
  await shop();
  await mountDeferred(page);
  expect((await submit(page)).error.code).toBe('incomplete_number');
  await type(page);
  expect(await submit(page)).toEqual({ selectedPaymentMethod: 'card' });
  const result = await page.evaluate(() =>
    (globalThis as any).stripe.createConfirmationToken({
      elements: (globalThis as any).elements,
      params: { return_url: 'https://shop.example/done', shipping: { name: 'Ada', address: { country: 'DE' } }, payment_method_data: { billing_details: { phone: '1' } } },
    }),
  );
  expect(result).toEqual({ confirmationToken: { id: 'ctoken_1', object: 'confirmation_token' } });
  expect(florin.calls.find((call) => call.path === '/v1/confirmation_tokens')?.fields).toMatchObject({
    return_url: 'https://shop.example/done', 'shipping[name]': 'Ada', 'shipping[address][country]': 'DE',
    'payment_method_data[billing_details][phone]': '1', setup_future_usage: 'off_session', typed: '4242',
  });
  await page.frameLocator('#box iframe').getByLabel('Field').fill('42');
  await expect(page.evaluate(() => (globalThis as any).stripe.createConfirmationToken({ elements: (globalThis as any).elements }))).rejects.toThrow(/submit\(\) must be called/);
});

test('deferred: an intent that differs from what was shown is not paid', async ({ shop, page, florin }) => {
  await shop();
  await mountDeferred(page, 5);
  await type(page);
  await submit(page);
  const { error } = await confirm(page, { ...stay, clientSecret: 'pi_1_secret_1' });
  expect(error).toMatchObject({ type: 'invalid_request_error', message: expect.stringContaining('amount') });
  expect(florin.confirms()).toEqual([]);
});

test('handleNextAction: the dialog, then the new status; finished intents as they are', async ({ shop, page }) => {
  await shop();
  await page.evaluate(() => {
    (globalThis as any).stripe = globalThis.Stripe('pk_test_1');
  });
  const next = (clientSecret: string): Promise<any> => page.evaluate((secret) => (globalThis as any).stripe.handleNextAction({ clientSecret: secret }), clientSecret);
  expect((await next('pi_new1_secret_1')).error.type).toBe('invalid_request_error');
  await page.evaluate(() => (globalThis as any).stripe.confirmPayment({ clientSecret: 'pi_ok_secret_1', redirect: 'if_required', confirmParams: { payment_method: 'pm_1' } }));
  expect((await next('pi_ok_secret_1')).paymentIntent.status).toBe('succeeded');
  const waiting = await page.evaluate(() => (globalThis as any).stripe.confirmCardPayment('pi_3ds_secret_1', { payment_method: 'pm_1' }, { handleActions: false }));
  expect(waiting.paymentIntent.next_action.type).toBe('use_stripe_sdk');
  const result = next('pi_3ds_secret_1');
  await page.frameLocator('body > div:first-child > iframe').frameLocator('#challengeFrame').getByText('Complete').click();
  expect((await result).paymentIntent.status).toBe('succeeded');
});

test('card element: token, payment method and payment from what was typed', async ({ shop, page, florin }) => {
  await shop();
  await page.evaluate(async () => {
    const stripe = ((globalThis as any).stripe = globalThis.Stripe('pk_test_1'));
    const card = ((globalThis as any).card = stripe.elements().create('card'));
    await new Promise((resolve) => {
      card.on('ready', resolve);
      card.mount('#box');
    });
  });
  const run = (code: string): Promise<any> => page.evaluate((source) => new Function('stripe', 'card', `return ${source}`)((globalThis as any).stripe, (globalThis as any).card), code);
  expect((await run(`stripe.createToken(card)`)).error.code).toBe('incomplete_number');
  await type(page);
  expect((await run(`stripe.createToken(card, {name: 'Ada', address_zip: '1'})`)).token.id).toBe('tok_1');
  expect((await run(`stripe.createPaymentMethod({type: 'card', card, billing_details: {name: 'Ada'}})`)).paymentMethod.type).toBe('card');
  expect((await run(`stripe.createPaymentMethod('card', card, {billing_details: {name: 'Bo'}})`)).paymentMethod.type).toBe('card');
  expect((await run(`stripe.createPaymentMethod({element: card, params: {billing_details: {name: 'Cy'}}})`)).paymentMethod.type).toBe('card');
  expect((await run(`stripe.confirmCardPayment('pi_1_secret_1', {payment_method: {card, billing_details: {name: 'Di'}}, receipt_email: 'd@example.com'})`)).paymentIntent.status).toBe('succeeded');
  expect((await run(`stripe.confirmCardSetup('seti_1_secret_1', {payment_method: {card}})`)).setupIntent.status).toBe('succeeded');
  const sent = florin.calls.map((call) => [call.path, call.fields['card[name]'] ?? call.fields['billing_details[name]'] ?? call.fields['payment_method_data[billing_details][name]'], call.fields['typed']]);
  expect(sent).toEqual([
    ['/v1/tokens', 'Ada', '4242'],
    ['/v1/payment_methods', 'Ada', '4242'],
    ['/v1/payment_methods', 'Bo', '4242'],
    ['/v1/payment_methods', 'Cy', '4242'],
    ['/v1/payment_intents/pi_1/confirm', 'Di', '4242'],
    ['/v1/setup_intents/seti_1/confirm', undefined, '4242'],
  ]);
});

test('other methods go by their type, and come back by their own address', async ({ shop, page, florin }) => {
  await shop();
  const result = await page.evaluate(() => globalThis.Stripe('pk_test_1').confirmIdealPayment('pi_1_secret_1', { payment_method: { ideal: { bank: 'ing' } }, return_url: 'https://shop.example' }, { handleActions: false }));
  expect(result.paymentIntent.id).toBe('pi_1');
  expect(florin.confirms()[0]?.fields).toMatchObject({ 'payment_method_data[type]': 'ideal', 'payment_method_data[ideal][bank]': 'ing', return_url: 'https://shop.example' });
});

test('a wallet button has nothing to offer, and says so', async ({ shop, page }) => {
  await shop();
  const answer = await page.evaluate(() => globalThis.Stripe('pk_test_1').paymentRequest({ country: 'US', currency: 'usd', total: { label: 'x', amount: 1 } }).canMakePayment());
  expect(answer).toBeNull();
});

test('what the library says and hears stays between it and its frame', async ({ shop, page }) => {
  await page.addInitScript(() => {
    const heard: string[] = ((globalThis as any).heard = []);
    addEventListener('message', (event) => heard.push(JSON.stringify(event.data)), true);
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (...given: any[]) {
      heard.push(JSON.stringify(given[0]));
      return post.apply(this, given as any);
    };
    const add = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage')!;
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      ...add,
      set(handler) {
        add.set!.call(this, (event: MessageEvent) => {
          heard.push(JSON.stringify(event.data));
          handler(event);
        });
      },
    });
  });
  await shop();
  await mountIntent(page, 'pi_1_secret_1');
  await page.frameLocator('#box iframe').getByLabel('Field').fill('4000056655665556');
  await confirm(page, stay);
  const heard: string[] = await page.evaluate(() => (globalThis as any).heard);
  expect(heard.length).toBeGreaterThan(5);
  expect(heard.join()).not.toContain('40000566');
});
