/** The card element and its split fields, as a customer and as the library see them. */

import { expect, test } from './bench';

test.describe('card', () => {
  test('typed digits are grouped, the next field takes over, and the library hears no digit', async ({ bench, page }) => {
    await bench.open();
    const frame = await bench.mount({ document: 'card', element: 'card' });
    await frame.locator('[name="cardnumber"]').pressSequentially('4242424242424242');
    await expect(frame.locator('[name="exp-date"]')).toBeFocused();
    await page.keyboard.type('1234');
    await expect(frame.locator('[name="cvc"]')).toBeFocused();
    await page.keyboard.type('123');
    await expect(frame.locator('[name="postal"]')).toBeFocused();
    await page.keyboard.type('90210');
    await expect(frame.locator('[name="cardnumber"]')).toHaveValue('4242 4242 4242 4242');
    await expect(frame.locator('[name="exp-date"]')).toHaveValue('12 / 34');
    await expect.poll(() => bench.last('card', 'change')).toMatchObject({
      brand: 'visa', complete: true, empty: false, value: { postalCode: '90210' },
    });
    for (const type of ['change', 'state', 'event', 'details', 'height']) {
      expect(JSON.stringify(await bench.heard('card', type))).not.toMatch(/4242|12 ?\/ ?34|"123"/);
    }
  });

  test('is found by the names, labels and marks that tests use', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ document: 'card', element: 'card' });
    await expect(frame.getByPlaceholder('Card number')).toHaveAttribute('autocomplete', 'cc-number');
    await expect(frame.getByLabel('Credit or debit card number')).toHaveAttribute('inputmode', 'numeric');
    await expect(frame.getByLabel('Credit or debit card expiration date')).toHaveAttribute('autocomplete', 'cc-exp');
    await expect(frame.getByLabel('Credit or debit card CVC/CVV')).toHaveAttribute('autocomplete', 'cc-csc');
    await expect(frame.getByLabel('ZIP')).toHaveAttribute('autocomplete', 'billing postal-code');
    await expect(frame.locator('[data-elements-stable-field-name="postalCode"]')).toHaveCount(1);
    await expect(frame.locator('input.InputElement.is-empty.Input.Input--empty')).toHaveCount(4);
    await frame.getByPlaceholder('Card number').fill('4242424242424241');
    await expect(frame.locator('input.InputElement.is-invalid')).toHaveCount(1);
  });

  test('an impossible number is said at once, an unfinished one on leaving', async ({ bench, page }) => {
    await bench.open();
    const frame = await bench.mount({ document: 'card', element: 'card' });
    const number = frame.locator('[name="cardnumber"]');
    await number.fill('4242 4242 4242 4241');
    await expect.poll(() => bench.last('card', 'change')).toMatchObject({
      error: { type: 'validation_error', code: 'invalid_number', message: 'Your card number is invalid.' },
    });
    await number.fill('4242');
    await expect.poll(async () => (await bench.last('card', 'change'))?.error).toBeUndefined();
    await page.keyboard.press('Tab');
    await expect.poll(() => bench.last('card', 'change')).toMatchObject({ error: { code: 'incomplete_number' } });
  });

  test('posts the card to the API itself and hands back only the answer', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ document: 'card', element: 'card' });
    await frame.locator('[name="cardnumber"]').fill('4242424242424242');
    await frame.locator('[name="exp-date"]').fill('12/2034');
    await frame.locator('[name="cvc"]').fill('123');
    await frame.locator('[name="postal"]').fill('90210');
    const answer = await bench.request('card', 'collect', {
      call: 'payment_method',
      params: { billing_details: { name: 'Jenny Rosen' } },
    });
    expect(answer).toEqual({ object: { id: 'pm_1', object: 'payment_method' } });
    expect(bench.calls).toEqual([
      {
        path: '/v1/payment_methods',
        form: {
          type: 'card',
          'card[number]': '4242424242424242',
          'card[exp_month]': '12',
          'card[exp_year]': '34',
          'card[cvc]': '123',
          'billing_details[address][postal_code]': '90210',
          'billing_details[name]': 'Jenny Rosen',
          key: 'pk_test_1',
          _stripe_version: '2025-03-31.basil',
        },
      },
    ]);
  });

  test('says what is missing instead of posting, and goes there', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ document: 'card', element: 'card', init: { options: { hidePostalCode: true } } });
    await frame.locator('[name="cardnumber"]').fill('4242424242424242');
    const answer = await bench.request('card', 'collect', { call: 'token', params: {} });
    expect(answer).toEqual({
      error: {
        type: 'validation_error',
        code: 'incomplete_expiry',
        message: "Your card's expiration date is incomplete.",
      },
    });
    await expect(frame.locator('[name="exp-date"]')).toBeFocused();
    expect(bench.calls).toEqual([]);
  });

  test('the style option reaches the fields, nothing that loads does', async ({ bench, page }) => {
    const warnings: string[] = [];
    page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
    await bench.open();
    const frame = await bench.mount({
      document: 'card',
      element: 'card',
      init: {
        options: {
          style: {
            base: { color: '#123456', fontSize: '20px', '::placeholder': { color: 'rgb(9, 9, 9)' }, backgroundImage: 'x' },
            invalid: { color: 'rgb(200, 0, 0)' },
            empty: { backgroundColor: 'url(https://example.com/x)' },
          },
        },
      },
    });
    const number = frame.locator('[name="cardnumber"]');
    await expect(number).toHaveCSS('color', 'rgb(18, 52, 86)');
    await expect(number).toHaveCSS('font-size', '20px');
    await number.fill('4242424242424241');
    await expect(number).toHaveCSS('color', 'rgb(200, 0, 0)');
    expect(warnings.filter((text) => /backgroundImage|backgroundColor/.test(text))).toHaveLength(2);
  });

  test('Backspace goes back, Enter submits the page, Escape is told, focus counts once', async ({ bench, page }) => {
    await bench.open();
    const frame = await bench.mount({ document: 'card', element: 'card' });
    await bench.send('card', 'focus');
    await page.keyboard.type('4242424242424242');
    await page.keyboard.press('Backspace');
    await expect(frame.locator('[name="cardnumber"]')).toBeFocused();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect.poll(() => bench.heard('card', 'submit')).toHaveLength(1);
    await expect.poll(() => bench.heard('card', 'escape')).toHaveLength(1);
    await bench.send('card', 'blur');
    await expect.poll(() => bench.heard('card', 'blur')).toHaveLength(1);
    expect(await bench.heard('card', 'focus')).toHaveLength(1);
  });

  test('a co-branded card offers its networks and says that they changed', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ document: 'card', element: 'card', init: { options: { hidePostalCode: true } } });
    await frame.locator('[name="cardnumber"]').fill('4000002500001001');
    await expect.poll(() => bench.last('card', 'event')).toMatchObject({ name: 'networkschange' });
    await frame.getByLabel('Card brand').selectOption('cartes_bancaires');
    await frame.locator('[name="exp-date"]').fill('1234');
    await frame.locator('[name="cvc"]').fill('123');
    await bench.request('card', 'collect', { call: 'payment_method', params: {} });
    expect(bench.calls[0]!.form['card[networks][preferred]']).toBe('cartes_bancaires');
  });

  test('clear empties, disabled fields take nothing', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ document: 'card', element: 'card' });
    await frame.locator('[name="cardnumber"]').fill('4242424242424241');
    await bench.send('card', 'clear');
    await expect(frame.locator('[name="cardnumber"]')).toHaveValue('');
    await expect.poll(() => bench.last('card', 'change')).toMatchObject({ empty: true, brand: 'unknown' });
    await bench.send('card', 'update', { options: { disabled: true } });
    await expect(frame.locator('[name="cardnumber"]')).toBeDisabled();
  });
});

test.describe('split fields', () => {
  test.beforeEach(async ({ bench }) => {
    await bench.open();
    for (const part of ['cardNumber', 'cardExpiry', 'cardCvc']) await bench.mount({ document: 'card', element: part });
  });

  test('the number gathers the others without the page', async ({ bench, page }) => {
    await page.evaluate(() => {
      const seen: string[] = [];
      (window as never as { seen: string[] }).seen = seen;
      window.addEventListener('message', (event) => seen.push(JSON.stringify(event.data)), true);
    });
    await page.frameLocator('[name="cardNumber"]').locator('[name="cardnumber"]').fill('378282246310005');
    await page.frameLocator('[name="cardExpiry"]').locator('[name="exp-date"]').fill('1234');
    const cvc = page.frameLocator('[name="cardCvc"]').locator('[name="cvc"]');
    await cvc.pressSequentially('12345');
    await expect(cvc).toHaveValue('1234');
    await expect.poll(() => bench.last('cardCvc', 'change')).toMatchObject({ complete: true });
    await bench.request('cardNumber', 'collect', { call: 'token', params: { card: { name: 'Jenny' } } });
    expect(bench.calls[0]).toEqual({
      path: '/v1/tokens',
      form: {
        'card[number]': '378282246310005',
        'card[exp_month]': '12',
        'card[exp_year]': '34',
        'card[cvc]': '1234',
        'card[name]': 'Jenny',
        key: 'pk_test_1',
        _stripe_version: '2025-03-31.basil',
      },
    });
    expect(await page.evaluate(() => (window as never as { seen: string[] }).seen.join())).not.toMatch(/3782|1234/);
  });

  test('a missing part is said by the one that posts and shown where it is missing', async ({ bench, page }) => {
    await page.frameLocator('[name="cardNumber"]').locator('[name="cardnumber"]').fill('4242424242424242');
    const answer = await bench.request('cardNumber', 'collect', { call: 'payment_method', params: {} });
    expect(answer).toMatchObject({ error: { code: 'incomplete_expiry' } });
    await expect.poll(() => bench.last('cardExpiry', 'change')).toMatchObject({ error: { code: 'incomplete_expiry' } });
    await expect.poll(() => bench.last('cardCvc', 'change')).toMatchObject({ error: { code: 'incomplete_cvc' } });
    expect(bench.calls).toEqual([]);
  });

  test('a page that asks the fields like a sibling gets no answer', async ({ bench, page }) => {
    await page.frameLocator('[name="cardCvc"]').locator('[name="cvc"]').fill('987');
    const answered = await page.evaluate(async (origin) => {
      const frame = document.querySelector<HTMLIFrameElement>('iframe[name="cardCvc"]')!;
      const { port1, port2 } = new MessageChannel();
      let answer = false;
      port1.onmessage = () => (answer = true);
      frame.contentWindow!.postMessage({ florin: 1, group: 'group-1', ask: 'part', show: false }, origin, [port2]);
      // A question that is answered comes back before a later one does.
      const own = (window as never as { standIn: { request(...args: unknown[]): Promise<unknown> } }).standIn;
      await own.request('cardCvc', 'validate', { show: false, focus: false });
      await own.request('cardCvc', 'validate', { show: false, focus: false });
      return answer;
    }, bench.origin);
    expect(answered).toBe(false);
  });

  test('the code alone becomes a token for a saved card', async ({ bench, page }) => {
    await page.frameLocator('[name="cardCvc"]').locator('[name="cvc"]').fill('987');
    await bench.request('cardCvc', 'collect', { call: 'token', params: {} });
    expect(bench.calls.map(({ path, form }) => [path, form['cvc_update[cvc]'], form['card[cvc]']])).toEqual([['/v1/tokens', '987', undefined]]);
  });

  test('labels, placeholders and names of the single fields', async ({ page }) => {
    const field = (part: string) => page.frameLocator(`[name="${part}"]`);
    await expect(field('cardNumber').getByPlaceholder('1234 1234 1234 1234')).toHaveAttribute('name', 'cardnumber');
    await expect(field('cardExpiry').getByPlaceholder('MM / YY')).toHaveAttribute('name', 'exp-date');
    await expect(field('cardCvc').getByPlaceholder('CVC')).toHaveAttribute('name', 'cvc');
  });
});
