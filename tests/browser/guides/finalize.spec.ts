/** The order is finalized on the server: elements without an intent, a confirmation token, the server confirms. */

import type { Page } from '@playwright/test';
import { chooseCard, completeChallenge, expect, fillCard, test } from '../support/florin';

const mount = (page: Page, more: object = {}, create: object = { layout: 'accordion' }): Promise<void> =>
  page.evaluate(
    async ([options, given]) => {
      const stripe = ((globalThis as any).stripe = globalThis.Stripe((globalThis as any).KEY));
      const elements = ((globalThis as any).elements = stripe.elements({
        mode: 'payment', amount: 1099, currency: 'usd', paymentMethodCreation: 'manual', appearance: {}, ...options,
      }));
      const payment = elements.create('payment', given);
      (globalThis as any).changes = [];
      payment.on('change', (event: unknown) => (globalThis as any).changes.push(event));
      await new Promise((resolve, reject) => {
        payment.on('ready', resolve);
        payment.on('loaderror', (event: any) => reject(new Error(event.error.message)));
        payment.mount('#box');
      });
    },
    [more, create] as const,
  );

const token = (page: Page, params: object = {}): Promise<any> =>
  page.evaluate(async (given) => {
    const { stripe, elements } = globalThis as any;
    const submitted = await elements.submit();
    return submitted.error ? submitted : stripe.createConfirmationToken({ elements, params: given });
  }, params);

const nextAction = (page: Page, clientSecret: string): Promise<any> =>
  page.evaluate((secret) => (globalThis as any).stripe.handleNextAction({ clientSecret: secret }), clientSecret);

test('token in the browser, payment on the server', async ({ shop, page, florin }) => {
  await shop();
  await mount(page, {}, { layout: { type: 'accordion', defaultCollapsed: false, radios: true, spacedAccordionItems: false } });
  expect((await token(page)).error).toMatchObject({ type: 'validation_error' });
  await fillCard(await chooseCard(page));
  const shipping = { name: 'Ada', address: { line1: 'Weg 1', city: 'Berlin', postal_code: '10115', country: 'DE' } };
  const { confirmationToken } = await token(page, { shipping, return_url: 'https://shop.example/done' });
  expect(confirmationToken).toMatchObject({
    object: 'confirmation_token', use_stripe_sdk: true, return_url: 'https://shop.example/done', payment_intent: null,
    payment_method_preview: { type: 'card', card: { brand: 'visa', last4: '4242' } }, shipping: { name: 'Ada' },
  });
  const intent = await florin.call('POST', '/v1/payment_intents', {
    amount: 1099, currency: 'usd', confirm: true, confirmation_token: confirmationToken.id, automatic_payment_methods: { enabled: true },
  });
  expect(intent.status).toBe('succeeded');
  expect((await nextAction(page, intent.client_secret)).paymentIntent.status).toBe('succeeded');
});

test('the bank asks: the dialog, then the new status', async ({ shop, page, florin }) => {
  await shop();
  await mount(page);
  await fillCard(await chooseCard(page), '4000002500003155');
  const { confirmationToken } = await token(page, { return_url: 'https://shop.example/done' });
  const intent = await florin.call('POST', '/v1/payment_intents', {
    amount: 1099, currency: 'usd', confirm: true, confirmation_token: confirmationToken.id, automatic_payment_methods: { enabled: true },
  });
  expect(intent.status).toBe('requires_action');
  const result = nextAction(page, intent.client_secret);
  await completeChallenge(page);
  expect((await result).paymentIntent.status).toBe('succeeded');
  await expect(page.locator('iframe[src*="three-ds"]')).toHaveCount(0);
});

test('the amount changes; what was typed stays; submit is asked for again only by typing', async ({ shop, page }) => {
  await shop();
  await mount(page);
  const frame = await chooseCard(page);
  await fillCard(frame);
  await page.evaluate(() => (globalThis as any).elements.update({ amount: 2500 }));
  await expect(frame.locator('[name="number"]')).toHaveValue('4242 4242 4242 4242');
  expect((await token(page)).confirmationToken.id).toMatch(/^ctoken_/);
});

test('no digit of the card reaches the page', async ({ shop, page }) => {
  await page.addInitScript(() => {
    const heard: unknown[] = ((globalThis as any).heard = []);
    const keep = (value: unknown): void => void heard.push(JSON.stringify(value));
    addEventListener('message', (event) => keep(event.data), true);
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...given: unknown[]) {
      keep(given[0]);
      return (postMessage as any).apply(this, given);
    };
    const hook = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage')!;
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      ...hook,
      set(handler: (event: MessageEvent) => void) {
        hook.set!.call(this, (event: MessageEvent) => {
          keep(event.data);
          handler(event);
        });
      },
    });
    const { parse, stringify } = JSON;
    JSON.parse = (text: string) => (heard.push(text), parse(text));
    JSON.stringify = ((value: unknown, ...more: any[]) => stringify(value, ...more)) as typeof JSON.stringify;
    const { fetch: send } = globalThis;
    globalThis.fetch = (...given) => {
      heard.push(String(given[0]), String(given[1]?.body));
      return send(...given);
    };
  });
  await shop();
  await mount(page);
  await fillCard(await chooseCard(page), '5555555555554444');
  const made = await token(page);
  expect(made.confirmationToken.payment_method_preview.card.last4).toBe('4444');
  const heard: string = await page.evaluate(() => {
    const frames = Array.from(document.querySelectorAll('iframe'), (frame) => Array.from(frame.attributes, (one) => one.value).join());
    return [...(globalThis as any).heard, ...frames].join('\n');
  });
  expect(heard).toContain('"change"');
  for (const digits of ['5555 5555', '55555555', '12 / 34', '"123"']) expect(heard).not.toContain(digits);
});

test('ready in three requests', async ({ shop, page, florin }) => {
  await shop();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(florin.url)) asked.push(request.url());
  });
  await mount(page);
  expect(asked).toHaveLength(3);
  expect(asked.every((url) => /elements-inner-payment|assets\/payment-|\/v1\/elements\/sessions/.test(url))).toBe(true);
});
