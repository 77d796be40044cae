/** The Payment Element by the names, ids, roles and texts that merchants' tests use: card form, rows, tabs. */

import { expect, test } from './bench';
import { eventOf, GERMAN, mountPayment, OPEN } from './payment-setup';

test.describe('card form', () => {
  test('is found by names, labels, placeholders and classes', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, OPEN);
    for (const name of ['number', 'expiry', 'cvc', 'postalCode']) await expect(frame.locator(`[name="${name}"]`)).toHaveCount(1);
    await expect(frame.getByLabel('Card number')).toHaveAttribute('autocomplete', 'cc-number');
    await expect(frame.getByLabel('Expiration date MM / YY')).toHaveAttribute('autocomplete', 'cc-exp');
    await expect(frame.getByLabel('Security code')).toHaveAttribute('autocomplete', 'cc-csc');
    await expect(frame.getByLabel('ZIP code')).toHaveAttribute('autocomplete', /postal-code$/);
    await expect(frame.getByRole('textbox', { name: 'Card number' })).toHaveAttribute('inputmode', 'numeric');
    await expect(frame.getByPlaceholder('1234 1234 1234 1234')).toHaveAttribute('name', 'number');
    await expect(frame.getByPlaceholder('MM / YY')).toHaveAttribute('name', 'expiry');
    await expect(frame.getByPlaceholder('CVC')).toHaveAttribute('name', 'cvc');
    await expect(frame.getByPlaceholder('12345')).toHaveAttribute('name', 'postalCode');
    const inputs = frame.locator('.p-CardForm .p-Input-input');
    await expect(inputs).toHaveCount(3);
    for (const [index, name] of ['number', 'expiry', 'cvc'].entries()) await expect(inputs.nth(index)).toHaveAttribute('name', name);
    await expect(frame.locator('.p-CardNumberInput .p-CardNumberInput-input.Input.Input--empty')).toHaveCount(1);
    await expect(frame.locator('.p-Field[data-field=number] .p-FieldLabel')).toHaveText('Card number');
    const country = frame.locator('select[name="country"]');
    await country.selectOption('Germany');
    await expect(country).toHaveValue('DE');
    await expect(frame.locator('[name="postalCode"]')).toHaveCount(0);
    await country.selectOption('US');
    await expect(frame.getByLabel('Country')).toHaveValue('US');
  });

  test('ids follow the train, and the setting above it', async ({ bench }) => {
    await bench.open();
    const ids = (start: string) => ['number', 'expiry', 'cvc', 'country', 'postalCode'].map((name) => `#${start}${name}Input`);
    const old = await mountPayment(bench, OPEN);
    for (const id of ids('Field-')) await expect(old.locator(id)).toHaveCount(1);
    await expect(old.locator('label[for="Field-numberInput"]')).toHaveText('Card number');
    await bench.open();
    const newer = await mountPayment(bench, { types: ['card'] });
    for (const id of ids('payment-')) await expect(newer.locator(id)).toHaveCount(1);
    await bench.open();
    const set = await mountPayment(bench, { types: ['card'], settings: { dom_profile: 'legacy' } });
    await expect(set.locator('#Field-numberInput')).toHaveCount(1);
  });

  test('typing goes from field to field; the page hears what it may know', async ({ bench, page }) => {
    await bench.open();
    const frame = await mountPayment(bench, OPEN);
    await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ empty: true, complete: false, value: { type: 'card' } });
    await frame.locator('[name="number"]').pressSequentially('4242 4242 4242 4242');
    await expect(frame.locator('[name="expiry"]')).toBeFocused();
    await page.keyboard.type('1234');
    await expect(frame.locator('[name="cvc"]')).toBeFocused();
    await page.keyboard.type('123');
    await frame.locator('[name="postalCode"]').fill('94107');
    await expect(frame.locator('[name="number"]')).toHaveValue('4242 4242 4242 4242');
    await expect(frame.locator('[name="expiry"]')).toHaveValue('12 / 34');
    await expect.poll(() => bench.last('payment', 'change')).toEqual({
      empty: false, complete: true, collapsed: false,
      value: { type: 'card', billingDetails: { address: { country: 'US', postalCode: '94107' } } },
    });
    await expect.poll(() => bench.last('payment', 'state')).toMatchObject({ complete: true, empty: false });
    const heard = await Promise.all(['change', 'state', 'details', 'event', 'height'].map((type) => bench.heard('payment', type)));
    expect(JSON.stringify(heard)).not.toMatch(/4242|12 ?\/ ?34|"123"/);
  });

  test('the page hears of the brands, also of a card with two, and the customer chooses', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, GERMAN);
    expect(await eventOf(bench, 'carddetailschange')).toBeUndefined();
    await frame.locator('[name="number"]').fill('4000002500001001');
    await expect.poll(() => eventOf(bench, 'carddetailschange')).toMatchObject({
      payload: { loading: false, details: { brands: ['cartes_bancaires', 'visa'], funding: null } },
    });
    await frame.getByLabel('Card brand').selectOption('cartes_bancaires');
    await frame.locator('[name="expiry"]').fill('1234');
    await frame.locator('[name="cvc"]').fill('123');
    await bench.request('payment', 'collect', { call: 'payment_method', params: {} });
    expect(bench.calls[0]!.form['card[networks][preferred]']).toBe('cartes_bancaires');
  });

  test('errors come on leaving a field or at submit, and go while it is edited', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, OPEN);
    const number = frame.locator('[name="number"]');
    await number.pressSequentially('4242');
    await expect(frame.locator('#Field-numberError')).toHaveCount(0);
    await number.blur();
    await expect(frame.locator('#Field-numberError')).toHaveText('Your card number is incomplete.');
    await expect(frame.locator('p[class="p-FieldError Error"][role=alert]')).toHaveCount(1);
    await expect(number).toHaveAttribute('aria-invalid', 'true');
    await expect(number).toHaveAttribute('aria-describedby', 'Field-numberError');
    await expect(number).toHaveClass(/Input--invalid/);
    await number.pressSequentially('4');
    await expect(frame.locator('#Field-numberError')).toHaveCount(0);
    await number.fill('4242 4242 4242 4241');
    await expect(frame.locator('#Field-numberError')).toHaveText('Your card number is invalid.');
    const answer = await bench.request('payment', 'validate', { show: true, focus: true });
    expect(answer).toEqual({
      selected: 'card',
      error: { type: 'validation_error', code: 'invalid_number', message: 'Your card number is invalid.' },
    });
    await expect(number).toBeFocused();
    for (const text of [
      "Your card's expiration date is incomplete.", "Your card's security code is incomplete.", 'Your postal code is incomplete.',
    ]) await expect(frame.getByText(text)).toBeVisible();
  });

  test('a date in the past has its own text', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, GERMAN);
    await frame.locator('[name="expiry"]').fill('12 / 24');
    await frame.locator('[name="expiry"]').blur();
    await expect(frame.getByText("Your card's expiration year is in the past.")).toBeVisible();
  });
});

test.describe('accordion', () => {
  test('closed rows are buttons, the open one is plain text, panels exist only while open', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench);
    await expect(frame.locator('[data-testid="payment-accordion-wrapper"]')).toHaveCount(1);
    await expect(frame.locator('.p-Accordion > .p-AccordionItem > .p-AccordionButton')).toHaveCount(4);
    await expect(frame.locator('.p-AccordionPanel')).toHaveCount(0);
    expect(await bench.last('payment', 'change')).toMatchObject({ collapsed: true });
    const card = frame.locator('[data-testid="card"], [data-value="card"]');
    await expect(frame.getByRole('button', { name: 'Card', exact: true })).toHaveAttribute('aria-expanded', 'false');
    await card.click();
    await expect(frame.locator('.p-AccordionPanel [name="number"]')).toBeVisible();
    await expect(frame.getByRole('button', { name: 'Card' })).toHaveCount(0);
    await expect(frame.getByText('Card', { exact: true })).toHaveCount(1);
    await expect(frame.locator('circle.RadioIconOuter')).toHaveCount(4);
    await frame.locator('[name="number"]').fill('4242424242424242');
    // A click on the open row, as tests make to be sure, closes nothing.
    await card.click();
    await expect(frame.locator('[name="number"]')).toHaveValue('4242 4242 4242 4242');
    await frame.locator('[data-value="ideal"]').click();
    await expect(frame.locator('[name="number"]')).toHaveCount(0);
    await card.click();
    await expect(frame.locator('[name="number"]')).toHaveValue('4242 4242 4242 4242');
  });

  test('rows behind "more", logos at the end, no radios', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, {
      options: { layout: { type: 'accordion', visibleAccordionItemsCount: 2, radios: 'never', paymentMethodLogoPosition: 'end' } },
    });
    await expect(frame.locator('.p-AccordionButton')).toHaveCount(2);
    await expect(frame.locator('circle.RadioIconOuter')).toHaveCount(0);
    await frame.getByRole('button', { name: 'More payment methods' }).click();
    await expect(frame.locator('.p-AccordionButton')).toHaveCount(4);
    await expect(frame.locator('.p-AccordionItemLabel + .p-MethodLogo')).toHaveCount(4);
  });

  test('one method is a plain form; with radios asked for it is a row', async ({ bench }) => {
    await bench.open();
    const plain = await mountPayment(bench, { types: ['card'] });
    await expect(plain.locator('[name="number"]')).toBeVisible();
    await expect(plain.locator('.p-AccordionItem')).toHaveCount(0);
    await bench.open();
    const row = await mountPayment(bench, { types: ['card'], options: { layout: { type: 'accordion', radios: true } } });
    await expect(row.locator('.p-AccordionItem [name="number"]')).toBeVisible();
  });

  test('collapse closes all', async ({ bench }) => {
    await bench.open();
    const frame = await mountPayment(bench, OPEN);
    await bench.send('payment', 'collapse');
    await expect(frame.locator('.p-AccordionPanel')).toHaveCount(0);
    await expect.poll(() => bench.last('payment', 'change')).toMatchObject({ collapsed: true, complete: false });
    expect(await bench.request('payment', 'validate', { show: true, focus: true })).toMatchObject({
      error: { type: 'validation_error', message: 'Please choose a payment method.' },
    });
  });
});

test.describe('tabs', () => {
  const TABS = { train: 'v3', types: ['card', 'us_bank_account', 'ideal', 'sepa_debit', 'bancontact', 'eps'] } as const;

  test('are tabs by id, test id and value; those without room are in a menu', async ({ bench, page }) => {
    await page.setViewportSize({ width: 480, height: 600 });
    await bench.open();
    const frame = await mountPayment(bench, { ...TABS, types: [...TABS.types] });
    const tab = frame.locator('button#card-tab[role=tab][data-testid="card"][value="card"]');
    await expect(tab).toHaveAttribute('aria-selected', 'true');
    await expect(frame.locator('[data-testid="card"], [data-value="card"]')).toHaveCount(1);
    await expect(frame.locator('[name="number"]')).toBeVisible();
    const menu = frame.locator('.p-AdditionalPaymentMethods-menu');
    await expect(menu.locator('option[value=eps]')).toHaveCount(1);
    await menu.selectOption('eps');
    await expect(frame.locator('#eps-tab')).toHaveAttribute('aria-selected', 'true');
    await expect(frame.getByLabel('Full name')).toBeVisible();
    await tab.click();
    await expect(frame.locator('[name="number"]')).toBeVisible();
  });

  test('arrow keys move between them', async ({ bench, page }) => {
    await bench.open();
    const frame = await mountPayment(bench, { ...TABS, types: [...TABS.types] });
    await frame.locator('#card-tab').focus();
    await page.keyboard.press('ArrowRight');
    await expect(frame.locator('#us_bank_account-tab')).toBeFocused();
    await expect(frame.locator('#us_bank_account-tab')).toHaveAttribute('aria-selected', 'true');
  });
});
