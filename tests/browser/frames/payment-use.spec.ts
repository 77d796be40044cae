/** The Payment Element in use: saved payment methods, collecting, other methods, changes by the page, accessibility. */

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './bench';
import { eventOf, GERMAN, initOf, mountPayment, OPEN, savedCard, savedDebit, typeCard, type Mounting } from './payment-setup';

test.describe('saved payment methods', () => {
  const SAVED = { saved: [savedCard('pm_1'), savedCard('pm_2', '4444', 'mastercard'), savedDebit('pm_3')], features: {} };

  test('the first is chosen; the page hears which', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, SAVED);
    const group = frame.getByRole('radiogroup', { name: 'Saved payment methods' });
    await expect(group.getByRole('radio', { name: 'Visa •••• 4242' })).toBeChecked();
    await expect(frame.locator('[name="number"]')).toHaveCount(0);
    expect(await bench.last('payment', 'change')).toMatchObject({
      complete: true, value: { type: 'card', payment_method: { id: 'pm_1', billing_details: { name: 'Jenny Rosen', email: null } } },
    });
    await group.getByText('SEPA Direct Debit').click();
    await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ value: { payment_method: { id: 'pm_3' } } });
    await group.getByText('New payment method').click();
    await expect(frame.getByLabel('Save payment details for future purchases')).not.toBeChecked();
    await expect.poll(async () => (await bench.last('payment', 'change'))!.value).not.toHaveProperty('payment_method');
  });

  test('removal asks first, tells the API with the session secret, and the page', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, SAVED);
    await frame.getByRole('button', { name: 'Options for Visa •••• 4242' }).click();
    await frame.getByRole('button', { name: 'Remove' }).click();
    await frame.getByRole('group', { name: 'Remove Visa •••• 4242?' }).getByRole('button', { name: 'Remove' }).click();
    await expect(frame.getByRole('radio', { name: 'Visa' })).toHaveCount(0);
    await expect(frame.getByRole('radio', { name: 'Mastercard •••• 4444' })).toBeChecked();
    expect(bench.calls).toMatchObject([
      { path: '/v1/elements/payment_methods/pm_1/detach', form: { customer_session_client_secret: 'cuss_1_secret_1', key: 'pk_test_1' } },
    ]);
    expect(await eventOf(bench, 'savedpaymentmethodremove')).toMatchObject({
      payload: { success: true, payment_method: { id: 'pm_1', type: 'card' } },
    });
  });

  test('a refused removal says why and keeps the row', async ({ bench }) => {
    bench.answer = () => ({ status: 400, body: { error: { type: 'invalid_request_error', message: 'Not yours.' } } });
    await bench.open();
    const frame = await mountPayment(bench, SAVED);
    await frame.getByRole('button', { name: 'Options for Visa •••• 4242' }).click();
    await frame.getByRole('button', { name: 'Remove' }).click();
    await frame.getByRole('button', { name: 'Remove' }).click();
    await expect(frame.getByRole('alert')).toHaveText('Not yours.');
    await expect(frame.getByRole('radio', { name: 'Visa •••• 4242' })).toBeChecked();
    expect(await eventOf(bench, 'savedpaymentmethodremove')).toMatchObject({ payload: { success: false, error: 'Not yours.' } });
  });

  test('a card can be corrected', async ({ bench }) => {
    const edited = { ...savedCard('pm_1'), card: { ...(savedCard('pm_1').card as object), exp_month: 5, exp_year: 2035 } };
    bench.answer = () => ({ body: edited });
    await bench.open();
    const frame = await mountPayment(bench, SAVED);
    await frame.getByRole('button', { name: 'Options for Visa •••• 4242' }).click();
    await frame.getByRole('button', { name: 'Edit' }).click();
    await expect(frame.getByLabel('Expiration date')).toHaveValue('04 / 31');
    await frame.getByLabel('Expiration date').fill('0535');
    await frame.getByRole('button', { name: 'Save' }).click();
    await expect(frame.getByLabel('Expiration date')).toHaveCount(0);
    expect(bench.calls[0]).toMatchObject({
      path: '/v1/elements/payment_methods/pm_1',
      form: { 'card[exp_month]': '05', 'card[exp_year]': '35', 'billing_details[address][country]': 'DE' },
    });
    expect(await eventOf(bench, 'savedpaymentmethodupdate')).toMatchObject({ payload: { success: true } });
  });

  test('the security code is asked for again and travels as a token', async ({ bench }) => {
    bench.answer = ({ path }) =>
      path === '/v1/tokens' ? { body: { id: 'cvctok_1', object: 'token' } } : { body: { id: 'ctoken_1', object: 'confirmation_token' } };
    await bench.open();
    const frame = await mountPayment(bench, { ...SAVED, group: { paymentMethodOptions: { card: { require_cvc_recollection: true } } } });
    expect(await bench.last('payment', 'change')).toMatchObject({ complete: false });
    expect(await bench.request('payment', 'validate', { show: true, focus: true })).toMatchObject({ error: { code: 'incomplete_cvc' } });
    await frame.locator('[name=cvc]').fill('123');
    await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ complete: true });
    const answer = await bench.request('payment', 'collect', { call: 'confirmation_token', params: {} });
    expect(answer).toEqual({ object: { id: 'ctoken_1', object: 'confirmation_token' } });
    expect(bench.calls.map(({ path }) => path)).toEqual(['/v1/tokens', '/v1/confirmation_tokens']);
    expect(bench.calls[0]!.form).toMatchObject({ 'cvc_update[cvc]': '123' });
    expect(bench.calls[1]!.form).toMatchObject({ payment_method: 'pm_1', 'payment_method_options[card][cvc_token]': 'cvctok_1' });
  });
});

test.describe('collecting', () => {
  test('posts itself, with what the save box decides', async ({ bench }) => {
    bench.answer = () => ({ body: { id: 'ctoken_1', object: 'confirmation_token' } });
    await bench.open();
    const frame = await mountPayment(bench, { ...GERMAN, features: {} });
    await typeCard(frame);
    await frame.getByLabel('Save payment details for future purchases').check();
    await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ value: { savePaymentMethod: true } });
    await expect(frame.getByText('By saving this card, you allow Rocket Rides')).toBeVisible();
    const answer = await bench.request('payment', 'collect', { call: 'confirmation_token', params: { return_url: 'https://shop.example' } });
    expect(answer).toEqual({ object: { id: 'ctoken_1', object: 'confirmation_token' } });
    expect(bench.calls).toEqual([
      {
        path: '/v1/confirmation_tokens',
        form: {
          'payment_method_data[type]': 'card',
          'payment_method_data[allow_redisplay]': 'always',
          'payment_method_data[card][number]': '4242424242424242',
          'payment_method_data[card][exp_month]': '12',
          'payment_method_data[card][exp_year]': '34',
          'payment_method_data[card][cvc]': '123',
          'payment_method_data[billing_details][address][country]': 'DE',
          setup_future_usage: 'off_session',
          return_url: 'https://shop.example',
          key: 'pk_test_1',
          _stripe_version: '2025-03-31.basil',
        },
      },
    ]);
  });

  test('an incomplete form posts nothing', async ({ bench }) => {
    await bench.open();
    await mountPayment(bench, OPEN);
    expect(await bench.request('payment', 'collect', { call: 'payment_method', params: {} })).toMatchObject({
      error: { type: 'validation_error', code: 'incomplete_number' },
    });
    expect(bench.calls).toEqual([]);
  });

  test('a declined card comes back as the API says it', async ({ bench }) => {
    const error = { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' };
    bench.answer = () => ({ status: 402, body: { error } });
    await bench.open();
    const frame = await mountPayment(bench, { ...GERMAN, intent: {} });
    await typeCard(frame, '4000000000000002');
    const params = { client_secret: 'pi_1_secret_2', return_url: 'https://shop.example' };
    expect(await bench.request('payment', 'collect', { call: 'confirm', intent: 'payment_intents', id: 'pi_1', params })).toEqual({ error });
    expect(bench.calls[0]!.path).toBe('/v1/payment_intents/pi_1/confirm');
  });

  test('what the bank found wrong stands at its field until it is edited', async ({ bench }) => {
    const error = { type: 'card_error', code: 'incorrect_cvc', message: "Your card's security code is incorrect." };
    bench.answer = () => ({ status: 402, body: { error } });
    await bench.open();
    const frame = await mountPayment(bench, GERMAN);
    await typeCard(frame, '4000000000000127');
    expect(await bench.request('payment', 'collect', { call: 'payment_method', params: {} })).toEqual({ error });
    await expect(frame.locator('#Field-cvcError')).toHaveText("Your card's security code is incorrect.");
    await frame.locator('[name=cvc]').fill('321');
    await expect(frame.locator('#Field-cvcError')).toHaveCount(0);
  });
});

test.describe('other methods', () => {
  test('sepa debit: name, email, IBAN and the mandate', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, { types: ['sepa_debit'], country: 'DE' });
    await frame.getByLabel('Full name').fill('Jenny Rosen');
    await frame.getByLabel('Email').fill('jenny@');
    await frame.getByLabel('Email').blur();
    await expect(frame.locator('#Field-emailError')).toHaveText('Your email address is invalid.');
    await frame.getByLabel('Email').fill('jenny@example.com');
    await frame.getByLabel('IBAN').fill('de89370400440532013000');
    await expect(frame.getByLabel('IBAN')).toHaveValue('DE89 3704 0044 0532 0130 00');
    await expect(frame.getByText('you authorize Rocket Rides')).toBeVisible();
    await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ complete: true, value: { type: 'sepa_debit' } });
    await bench.request('payment', 'collect', { call: 'confirmation_token', params: {} });
    expect(bench.calls[0]!.form).toMatchObject({
      'payment_method_data[sepa_debit][iban]': 'DE89370400440532013000',
      'mandate_data[customer_acceptance][type]': 'online',
    });
  });

  test('a redirect method says what follows and needs no more than its fields', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, { types: ['ideal', 'newpay'] });
    await frame.locator('[data-value="newpay"]').click();
    await expect(frame.getByText('Newpay takes over on its own page')).toBeVisible();
    await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ complete: true, value: { type: 'newpay' } });
    await frame.locator('[data-value="ideal"]').click();
    await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ complete: false, empty: true });
    await frame.getByLabel('Full name').fill('Jenny Rosen');
    await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ complete: true });
  });
});

test.describe('what the merchant changes', () => {
  test('restyles and refreshes without losing what was typed', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, OPEN);
    await typeCard(frame);
    await bench.send('payment', 'update', { appearance: { theme: 'night', variables: { colorPrimary: '#ff0000' } } });
    await expect(frame.locator('html')).toHaveAttribute('data-theme', 'night');
    await bench.send('payment', 'update', { locale: 'de' });
    await expect(frame.getByLabel('Kartennummer')).toHaveValue('4242 4242 4242 4242');
    const { session } = initOf({ ...OPEN, types: ['ideal', 'card'] });
    await bench.send('payment', 'update', { session });
    await expect(frame.locator('.p-AccordionButton').first()).toHaveAttribute('data-value', 'ideal');
    await expect.poll(() => eventOf(bench, 'availablepaymentmethodschange')).toMatchObject({
      payload: { paymentMethods: { ideal: { available: true }, card: { available: true } } },
    });
    await expect(frame.locator('[name="number"]')).toHaveValue('4242 4242 4242 4242');
    await expect(frame.locator('[name="cvc"]')).toHaveValue('123');
  });

  test('read only: nothing can be changed', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, { ...OPEN, options: { layout: 'accordion', readOnly: true } });
    for (const name of ['number', 'expiry', 'cvc', 'country', 'postalCode']) await expect(frame.locator(`[name="${name}"]`)).toBeDisabled();
    await frame.locator('[data-value="ideal"]').click({ force: true });
    await expect(frame.locator('[name="number"]')).toBeVisible();
    await bench.send('payment', 'update', { options: { layout: 'accordion', readOnly: false } });
    await expect(frame.locator('[name="number"]')).toBeEnabled();
  });

  test('defaults are filled in, fields set to never are gone', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, {
      types: ['sepa_debit'],
      options: { defaultValues: { billingDetails: { name: 'Jenny Rosen' } }, fields: { billingDetails: { email: 'never' } } },
    });
    await expect(frame.getByLabel('Full name')).toHaveValue('Jenny Rosen');
    await expect(frame.getByLabel('Email')).toHaveCount(0);
    expect(await bench.last('payment', 'change')).toMatchObject({ empty: true });
  });

  test('the Link box, where the server shows it, is ticked and keeps nobody from paying', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, { types: ['card'], country: 'DE', settings: { link_checkbox: 'compat' } });
    await expect(frame.locator('#payment-linkOptInInput[name=linkOptIn]')).toBeChecked();
    await expect(frame.locator('#payment-linkMobilePhoneInput[name=linkMobilePhone]')).toBeVisible();
    await typeCard(frame);
    await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ complete: true });
    await frame.getByText('Save my information for faster checkout').click();
    await expect(frame.locator('[name=linkOptIn]')).not.toBeChecked();
  });
});

test.describe('for everyone', () => {
  test('the keyboard alone is enough', async ({ bench, page }) => {
    await bench.open();
    const frame = await mountPayment(bench, { country: 'DE' });
    await page.keyboard.press('Tab');
    await expect(frame.locator('[data-value="card"]')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(frame.locator('[name="number"]')).toBeFocused();
    await page.keyboard.type('42424242424242421234123');
    await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ complete: true });
    await page.keyboard.press('Enter');
    await expect.poll(() => bench.heard('payment', 'submit')).toHaveLength(1);
    await page.keyboard.press('Tab');
    await expect(frame.locator('[name="country"]')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(frame.locator('[data-value="us_bank_account"]')).toBeFocused();
    await page.keyboard.press(' ');
    await expect(frame.getByLabel('Full name')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect.poll(() => bench.heard('payment', 'escape')).toHaveLength(1);
    expect(await bench.heard('payment', 'focus')).toHaveLength(1);
  });

  const LOOKS: Record<string, Mounting> = {
    'an open row': OPEN,
    tabs: { train: 'v3' },
    'a bank account': { types: ['us_bank_account'] },
    'saved methods': { saved: [savedCard('pm_1'), savedDebit('pm_2')], features: {} },
  };
  for (const theme of ['stripe', 'night', 'flat']) {
    for (const [look, given] of Object.entries(LOOKS)) {
      test(`no accessibility faults: ${look} in ${theme}`, async ({ bench, page }) => {
        // The frame is transparent: the checker must be told what is behind it.
        const behind = theme === 'night' ? '#1b1c25' : '#ffffff';
        await bench.open(`body { background: ${behind} }`);
        await mountPayment(bench, { ...given, appearance: { theme, disableAnimations: true } });
        await bench.request('payment', 'validate', { show: true, focus: false });
        await page.frames().at(-1)!.evaluate((color) => (document.documentElement.style.background = color), behind);
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
        const { violations } = await new AxeBuilder({ page }).include('iframe').withTags(tags).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
      });
    }
  }
});
