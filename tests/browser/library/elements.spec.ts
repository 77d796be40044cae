import { expect, test } from '../support/test';

const titles: Record<string, string> = {
  payment: 'Secure payment input frame',
  card: 'Secure card payment input frame',
  cardNumber: 'Secure card number input frame',
  cardExpiry: 'Secure expiration date input frame',
  cardCvc: 'Secure CVC input frame',
  linkAuthentication: 'Secure email input frame',
  expressCheckout: 'Secure express checkout frame',
  iban: 'Secure IBAN input frame',
};

for (const [type, title] of Object.entries(titles)) {
  test(`${type}: its frame in the page`, async ({ shop, page, florin }) => {
    await shop();
    await page.evaluate((name) => {
      const elements = globalThis.Stripe('pk_test_1').elements({ mode: 'payment', amount: 1099, currency: 'usd' });
      elements.create(name).mount('#box');
    }, type);
    const frame = page.locator('#box.StripeElement > .__PrivateStripeElement > iframe');
    await expect(frame).toHaveCount(1);
    await expect(frame).toHaveAttribute('title', title);
    await expect(frame).toHaveAttribute('name', /^__privateStripeFrame\d+$/);
    await expect(frame).toHaveAttribute('allow', 'payment *; publickey-credentials-get *');
    const src = (await frame.getAttribute('src')) ?? '';
    expect(src.startsWith(`${florin.origin}/v3/elements-inner-`)).toBe(true);
    expect(src).toContain(`componentName=${type}`);
    expect(src.includes('accessory-target')).toBe(type === 'payment');
    await expect(page.locator('#box input.__PrivateStripeElement-input')).toHaveAttribute('aria-hidden', 'true');
    await expect(frame).toHaveCSS('height', '44px');
    await expect(page.locator('iframe')).toHaveCount(1);
  });
}

test('a card makes no call, a payment element one', async ({ shop, page, florin }) => {
  await shop();
  await page.evaluate(() => {
    const stripe = globalThis.Stripe('pk_test_1');
    stripe.elements().create('card').mount('#second');
  });
  await expect(page.frameLocator('#second iframe').getByLabel('Field')).toBeVisible();
  expect(florin.calls).toEqual([]);
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const elements = globalThis.Stripe('pk_test_1', { stripeAccount: 'acct_2', locale: 'de' }).elements({ mode: 'payment', amount: 1099, currency: 'usd' });
        elements.create('payment').on('ready', resolve).mount?.('#box');
        elements.getElement('payment').mount('#box');
      }),
  );
  expect(florin.calls).toHaveLength(1);
  expect(florin.calls[0]).toMatchObject({
    path: '/v1/elements/sessions',
    fields: { type: 'deferred_intent', 'deferred_intent[amount]': '1099', key: 'pk_test_1', _stripe_account: 'acct_2', _stripe_version: '2025-08-27.basil', locale: 'de' },
  });
});

test('events, classes and focus', async ({ shop, page }) => {
  await shop();
  await page.evaluate(() => {
    const seen: string[] = ((globalThis as any).seen = []);
    const card = globalThis.Stripe('pk_test_1').elements().create('card', { classes: { complete: 'done and-dusted' } });
    for (const name of ['ready', 'change', 'focus', 'blur', 'escape']) {
      card.on(name, (event: any) => seen.push(`${name}:${event.elementType}${name === 'change' ? `:${event.empty}:${event.complete}` : ''}`));
    }
    card.once('change', () => seen.push('once'));
    card.mount('#box');
    document.querySelector('label')!.htmlFor = 'box';
    (globalThis as any).card = card;
  });
  const box = page.locator('#box');
  const field = page.frameLocator('#box iframe').getByLabel('Field');
  await expect(field).toBeVisible();
  await expect.poll(() => page.evaluate(() => (globalThis as any).seen)).toEqual(['ready:card']);
  await page.getByText('Card', { exact: true }).click();
  await expect(field).toBeFocused();
  await field.pressSequentially('424242');
  await expect(box).toHaveClass(/StripeElement(?!-).*done and-dusted|done and-dusted.*StripeElement(?!-)/);
  await field.press('Escape');
  await page.evaluate(() => (globalThis as any).card.clear());
  await expect(box).toHaveClass(/StripeElement--empty/);
  await page.evaluate(() => (globalThis as any).card.blur());
  await expect.poll(() => page.evaluate(() => (globalThis as any).seen)).toEqual([
    'ready:card', 'focus:card', 'change:card:false:false', 'once', 'change:card:false:true', 'escape:card', 'change:card:true:false', 'blur:card',
  ]);
  await page.evaluate(() => (globalThis as any).card.unmount());
  await expect(box).not.toHaveClass(/StripeElement/);
});

test('create, destroy and create again in one tick', async ({ shop, page }) => {
  await shop();
  const second = await page.evaluate(async () => {
    const elements = globalThis.Stripe('pk_test_1').elements({ mode: 'setup' });
    const first = elements.create('payment');
    first.mount('#box');
    first.destroy();
    const next = elements.create('payment');
    const ready = new Promise<any>((resolve) => next.on('ready', resolve));
    next.mount('#box');
    let again = '';
    try {
      first.destroy();
    } catch (error) {
      again = (error as Error).message;
    }
    return { event: await ready, again, found: elements.getElement('payment') === next, count: elements._elements.length };
  });
  expect(second).toEqual({ event: { elementType: 'payment' }, again: expect.stringContaining('destroyed'), found: true, count: 1 });
  await expect(page.locator('iframe')).toHaveCount(1);
});

test('mounting again moves the element', async ({ shop, page }) => {
  await shop();
  await page.evaluate(() => {
    const card = globalThis.Stripe('pk_test_1').elements().create('card');
    card.mount('#box');
    card.mount(document.getElementById('second'));
  });
  await expect(page.locator('#box iframe')).toHaveCount(0);
  await expect(page.locator('#second iframe')).toHaveCount(1);
  await expect(page.frameLocator('#second iframe').getByLabel('Field')).toBeVisible();
});

test('Enter in a field submits the form around it', async ({ shop, page }) => {
  await shop();
  await page.evaluate(() => {
    document.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault();
      document.title = 'submitted';
    });
    globalThis.Stripe('pk_test_1').elements().create('card').mount('#box');
  });
  await page.frameLocator('#box iframe').getByLabel('Field').press('Enter');
  await expect(page).toHaveTitle('submitted');
});

test('a key that the server does not know is a loaderror', async ({ shop, page }) => {
  await shop();
  const error = await page.evaluate(
    () =>
      new Promise<any>((resolve) => {
        const element = globalThis.Stripe('pk_test_unknown').elements({ mode: 'setup' }).create('payment');
        element.on('loaderror', resolve);
        element.mount('#box');
      }),
  );
  expect(error).toMatchObject({ elementType: 'payment', error: { type: 'invalid_request_error', message: expect.stringContaining('Invalid API Key') } });
});

test('a customer session that has expired does not stop the payment', async ({ shop, page }) => {
  await shop();
  const warnings: string[] = [];
  page.on('console', (message) => warnings.push(message.text()));
  await page.evaluate(
    () =>
      new Promise<any>((resolve) => {
        const element = globalThis.Stripe('pk_test_1').elements({ clientSecret: 'pi_1_secret_1', customerSessionClientSecret: 'cuss_secret_old' }).create('payment');
        element.on('ready', resolve);
        element.mount('#box');
      }),
  );
  expect(warnings.join()).toContain('customerSessionClientSecret');
});

test('a frame of another build says so', async ({ shop, page, florin }) => {
  florin.protocol = 99;
  await shop();
  const error = await page.evaluate(
    () =>
      new Promise<any>((resolve) => {
        const element = globalThis.Stripe('pk_test_1').elements().create('card');
        element.on('loaderror', resolve);
        element.mount('#box');
      }),
  );
  expect(error.error.message).toContain('Reload');
});

test('update: one session call, the same frame, and a promise from dahlia on', async ({ shop, page, florin }) => {
  for (const [train, isAsync] of [['basil', false], ['dahlia', true]] as const) {
    await shop(train);
    florin.calls.length = 0;
    const answer = await page.evaluate(async () => {
      const elements = globalThis.Stripe('pk_test_1').elements({ mode: 'payment', amount: 1099, currency: 'usd' });
      const element = elements.create('payment');
      await new Promise((resolve) => {
        element.on('ready', resolve);
        element.mount('#box');
      });
      const ended = new Promise((resolve) => elements.on('update-end', resolve));
      const result = elements.update({ amount: 2000, currency: undefined });
      await ended;
      return typeof result?.then;
    });
    expect(answer).toBe(isAsync ? 'function' : 'undefined');
    expect(florin.calls.map((call) => call.fields['deferred_intent[amount]'])).toEqual(['1099', '2000']);
    const init = page.frameLocator('#box iframe').locator('body');
    await expect(init).toHaveAttribute('data-init', /"amount":2000/);
    expect(florin.requests.filter((path) => path.endsWith('.html'))).toHaveLength(1);
    florin.requests.length = 0;
  }
});

test('two instances with two groups on one page', async ({ shop, page, florin }) => {
  await shop();
  await page.evaluate(() => {
    const mount = (key: string, locale: string, box: string): void => {
      const element = globalThis.Stripe(key, { locale }).elements({ mode: 'setup' }).create('payment');
      element.mount(box);
    };
    mount('pk_test_1', 'de', '#box');
    mount('pk_test_2', 'fr', '#second');
  });
  for (const [box, key, locale] of [['#box', 'pk_test_1', 'de'], ['#second', 'pk_test_2', 'fr']] as const) {
    const init = JSON.parse((await page.frameLocator(`${box} iframe`).locator('body[data-init]').getAttribute('data-init')) ?? '{}');
    expect([init.call.apiKey, init.locale]).toEqual([key, locale]);
  }
  expect(florin.calls.map((call) => call.fields['key']).sort()).toEqual(['pk_test_1', 'pk_test_2']);
});

test('a page with a strict policy', async ({ shop, page, florin }) => {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|violates/.test(message.text())) refused.push(message.text());
  });
  const { origin } = florin;
  const policy = `default-src 'none'; script-src ${origin}; frame-src ${origin}; connect-src ${origin}; img-src ${origin} data:`;
  await shop('basil', { policy });
  await page.evaluate(() => {
    const elements = globalThis.Stripe('pk_test_1').elements({ mode: 'setup', loader: 'always' });
    elements.create('payment').mount('#box');
  });
  await expect(page.frameLocator('#box iframe').getByLabel('Field')).toBeVisible();
  expect(refused).toEqual([]);
});

test('an update before the first answer is not lost', async ({ shop, page, florin }) => {
  await shop();
  const held: (() => void)[] = [];
  await page.route(/elements\/sessions.*1099/, async (route) => {
    await new Promise<void>((resolve) => held.push(resolve));
    await route.continue();
  });
  await page.evaluate(() => {
    const elements = globalThis.Stripe('pk_test_1').elements({ mode: 'payment', amount: 1099, currency: 'usd' });
    elements.create('payment').mount('#box');
    elements.update({ amount: 2000 });
  });
  await expect.poll(() => florin.calls.length).toBe(1);
  held.forEach((release) => release());
  const body = page.frameLocator('#box iframe').locator('body');
  await expect(body).toHaveAttribute('data-init', /"group":\{[^}]*"amount":2000/);
});
