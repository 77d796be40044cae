import { expect, test } from '../support/test';

const trains = ['v3', 'acacia', 'basil', 'clover', 'dahlia', 'endive'];

for (const train of trains) {
  test(`${train}: one global, its version, no frame and no request before the first element`, async ({ shop, florin, page }) => {
    await page.addInitScript(() => {
      (globalThis as any).before = new Set(Object.getOwnPropertyNames(globalThis));
    });
    await shop(train);
    const added = await page.evaluate(() => {
      const names = Object.getOwnPropertyNames(globalThis).filter((name) => !(globalThis as any).before.has(name));
      const stripe = globalThis.Stripe('pk_test_1');
      stripe.elements();
      stripe.elements({ mode: 'payment', amount: 1, currency: 'usd' }).create('payment');
      return names.filter((name) => name !== 'before');
    });
    expect(added).toEqual(['Stripe']);
    expect(await page.evaluate(() => globalThis.Stripe.version)).toBe(train === 'v3' ? 3 : train);
    expect(await page.locator('iframe').count()).toBe(0);
    expect(florin.requests).toEqual([`/${train}/stripe.js`]);
  });
}

test('names of each train', async ({ shop, page }) => {
  const names: Record<string, Record<string, string>> = {};
  const asked = ['redirectToCheckout', 'initCheckout', 'initEmbeddedCheckout', 'createSource', 'handleCardPayment', 'confirmBilliePayment', 'confirmAmazonPaySetup', 'confirmBlikSetup', 'initCheckoutFormSdk', 'initCheckoutElementsSdk', 'createEmbeddedCheckoutPage'];
  for (const train of trains) {
    await shop(train);
    names[train] = await page.evaluate(async (list) => {
      const stripe = globalThis.Stripe('pk_test_1');
      const say = async (name: string): Promise<string> => {
        if (typeof stripe[name] !== 'function') return 'absent';
        try {
          await stripe[name]();
          return 'works';
        } catch (error) {
          return /no longer supported/.test((error as Error).message) ? 'removed' : 'works';
        }
      };
      return Object.fromEntries(await Promise.all(list.map(async (name) => [name, await say(name)] as const)));
    }, asked);
  }
  const row = (name: string): string => trains.map((train) => names[train]![name]![0]).join('');
  expect(Object.fromEntries(asked.map((name) => [name, row(name)]))).toEqual({
    redirectToCheckout: 'wwwrrr',
    initCheckout: 'wwwwrr',
    initEmbeddedCheckout: 'wwwwrr',
    createSource: 'wwwwrr',
    handleCardPayment: 'wwwwrr',
    confirmBilliePayment: 'aawwww',
    confirmAmazonPaySetup: 'aaawww',
    confirmBlikSetup: 'aaaaaw',
    initCheckoutFormSdk: 'aaaaww',
    initCheckoutElementsSdk: 'wwwwww',
    createEmbeddedCheckoutPage: 'wwwwww',
  });
});

test('keys', async ({ shop, page }) => {
  await shop();
  const outcome = (key: unknown): Promise<string> =>
    page.evaluate((given) => {
      try {
        globalThis.Stripe(given as string);
        return 'accepted';
      } catch (error) {
        return `${(error as Error).name}: ${(error as Error).message}`;
      }
    }, key);
  expect(await outcome('pk_test_1')).toBe('accepted');
  expect(await outcome('pk_live_1')).toBe('accepted');
  expect(await outcome('pk_1')).toBe('accepted');
  for (const key of [undefined, '', 5]) expect(await outcome(key)).toMatch(/^IntegrationError: .*must be a string/);
  for (const key of ['sk_test_abc', 'rk_live_abc']) {
    expect(await outcome(key)).toMatch(/^IntegrationError: .*secret key.*browser/);
    expect(await outcome(key)).not.toContain(key);
  }
  for (const key of ['ek_test_1', 'hello']) expect(await outcome(key)).toMatch(/^IntegrationError: .*publishable key/);
});

test('with and without new, without this, with the members that others read', async ({ shop, page }) => {
  await shop();
  const seen = await page.evaluate(() => {
    const made = new (globalThis.Stripe as any)('pk_test_1', { locale: 'de' });
    const called = globalThis.Stripe.apply(undefined, ['pk_live_1']);
    const { elements, registerAppInfo, _registerWrapper } = { ...called };
    registerAppInfo({ name: 'x' });
    _registerWrapper({ name: 'react-stripe-js', version: '1' });
    const { create } = elements();
    return { key: made._apiKey, mode: made._keyMode, live: called._keyMode, element: typeof create('card').mount };
  });
  expect(seen).toEqual({ key: 'pk_test_1', mode: 'test', live: 'live', element: 'function' });
});

test('a script that comes second leaves the first in place', async ({ shop, page, florin }) => {
  const warnings: string[] = [];
  page.on('console', (message) => warnings.push(message.text()));
  await shop('basil', { head: `<script src="${florin.origin}/endive/stripe.js"></script>` });
  expect(await page.evaluate(() => globalThis.Stripe.version)).toBe('basil');
  expect(warnings.join()).toContain('already on the page');
});
