/** Email, address, IBAN and the authentication layer. */

import { expect, test } from './bench';

test.describe('email', () => {
  test('names, ids and what the page hears', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ document: 'authentication', element: 'linkAuthentication' });
    const email = frame.getByLabel('Email');
    await expect(email).toHaveAttribute('name', 'email');
    await expect(email).toHaveAttribute('id', 'Field-emailInput');
    await expect(email).toHaveAttribute('autocomplete', 'email');
    await expect(frame.getByPlaceholder('you@example.com')).toHaveCount(1);
    expect(await bench.heard('linkAuthentication', 'change')).toEqual([]);
    await email.fill('jenny@example.com');
    await expect.poll(() => bench.last('linkAuthentication', 'change')).toEqual({
      empty: false,
      complete: true,
      value: { email: 'jenny@example.com' },
    });
    await expect.poll(() => bench.last('linkAuthentication', 'details')).toEqual({ email: 'jenny@example.com' });
  });

  test('an error is said on leaving, beside the field and to screen readers', async ({ bench, page }) => {
    await bench.open();
    const frame = await bench.mount({ document: 'authentication', element: 'linkAuthentication' });
    await frame.getByLabel('Email').fill('jenny@');
    await expect(frame.getByRole('alert')).toHaveCount(0);
    await page.keyboard.press('Tab');
    await expect(frame.locator('p.p-FieldError.Error#Field-emailError')).toHaveText('Your email address is invalid.');
    await expect(frame.getByLabel('Email')).toHaveAttribute('aria-describedby', 'Field-emailError');
    await frame.getByLabel('Email').press('End');
    await page.keyboard.type('e');
    await expect(frame.getByRole('alert')).toHaveCount(0);
  });

  test('default values count as a change, contact details have a phone too', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({
      document: 'authentication',
      element: 'contactDetails',
      init: { options: { defaultValues: { email: 'a@example.com' } } },
    });
    await expect.poll(() => bench.last('contactDetails', 'change')).toMatchObject({ complete: true });
    await frame.getByLabel('Phone number').fill('+49 30 123456');
    await expect.poll(() => bench.last('contactDetails', 'details')).toMatchObject({ billing_details: { phone: '+49 30 123456' } });
  });
});

test.describe('address', () => {
  const mount = { document: 'address', element: 'address' } as const;

  test('American address, by the names and labels that tests use', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ ...mount, init: { options: { mode: 'shipping' } } });
    await expect(frame.locator('select[name="country"]')).toHaveValue('US');
    await frame.getByLabel('Full name').fill('Jenny Rosen');
    await frame.getByLabel('Address line 1').fill('510 Townsend St');
    await frame.getByLabel('City').fill('San Francisco');
    await frame.getByLabel('State').selectOption('California');
    await frame.getByLabel('ZIP').fill('94103');
    await expect(frame.locator('[autocomplete="shipping address-line1"]')).toHaveAttribute('name', 'addressLine1');
    await expect(frame.locator('#shippingAddress-localityInput')).toHaveAttribute('autocomplete', 'shipping address-level2');
    await expect.poll(() => bench.last('address', 'change')).toEqual({
      elementMode: 'shipping',
      isNewAddress: true,
      empty: false,
      complete: true,
      value: {
        name: 'Jenny Rosen',
        address: {
          line1: '510 Townsend St', line2: null, city: 'San Francisco', state: 'CA', postal_code: '94103', country: 'US',
        },
      },
    });
    await expect.poll(() => bench.last('address', 'details')).toEqual({
      shipping: {
        name: 'Jenny Rosen',
        address: { line1: '510 Townsend St', city: 'San Francisco', state: 'CA', postal_code: '94103', country: 'US' },
      },
    });
  });

  test('the country decides fields and words', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ ...mount, init: { options: { mode: 'billing' } } });
    await frame.locator('[name="country"]').selectOption('Germany');
    await expect(frame.locator('[name="administrativeArea"]')).toHaveCount(0);
    await expect(frame.getByLabel('Postal code')).toHaveAttribute('autocomplete', 'billing postal-code');
    const names = () => frame.locator('input, select').evaluateAll((all) => all.map((each) => (each as HTMLInputElement).name));
    expect(await names()).toEqual(['name', 'country', 'addressLine1', 'addressLine2', 'postalCode', 'locality']);
    await frame.locator('[name="country"]').selectOption('CA');
    await expect(frame.getByLabel('Province')).toHaveCount(1);
    await frame.locator('[name="country"]').selectOption('JP');
    await frame.getByLabel('Prefecture').selectOption('Tokyo');
    await expect.poll(() => bench.last('address', 'change')).toMatchObject({ value: { address: { state: '東京都' } } });
    expect(await bench.request('address', 'value', { format: 'latin' })).toMatchObject({ value: { address: { state: 'Tokyo' } } });
  });

  test('older trains have the older ids', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ ...mount, init: { train: 'v3', options: { mode: 'shipping' } } });
    await expect(frame.locator('#Field-addressLine1Input')).toHaveCount(1);
  });

  test('validate marks what is missing and goes to the first', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ ...mount, init: { options: { mode: 'shipping', defaultValues: { name: 'Jenny' } } } });
    expect(await bench.request('address', 'validate', { show: true, focus: true })).toMatchObject({
      error: { type: 'validation_error', code: 'incomplete_address' },
    });
    await expect(frame.locator('[name="addressLine1"]')).toBeFocused();
    await expect(frame.getByRole('alert')).toHaveCount(4);
    await expect.poll(() => bench.last('address', 'state')).toMatchObject({ invalid: true, complete: false });
  });

  test('defaults, allowed countries, split names, phone and post office boxes', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({
      ...mount,
      init: {
        options: {
          mode: 'shipping',
          allowedCountries: ['US', 'CA'],
          blockPoBox: true,
          display: { name: 'split' },
          fields: { phone: 'always' },
          defaultValues: {
            firstName: 'Jenny', lastName: 'Rosen', phone: '+14155550132',
            address: { line1: 'PO Box 7', city: 'Reno', state: 'Nevada', postal_code: '89501', country: 'US' },
          },
        },
      },
    });
    await expect(frame.locator('[name="country"] option')).toHaveText(['Canada', 'United States']);
    await expect(frame.locator('[name="administrativeArea"]')).toHaveValue('NV');
    await expect.poll(() => bench.last('address', 'change')).toMatchObject({
      complete: false,
      value: { name: 'Jenny Rosen', firstName: 'Jenny', lastName: 'Rosen', phone: '+14155550132', address: { state: 'NV' } },
    });
    expect(await bench.request('address', 'validate', { show: true, focus: false })).toMatchObject({ error: { code: 'po_box' } });
    await frame.getByLabel('Address line 1').fill('1 Main St');
    await expect.poll(() => bench.last('address', 'change')).toMatchObject({ complete: true });
  });

  test('a saved address is chosen in one step', async ({ bench }) => {
    await bench.open();
    const address = { line1: '1 Main St', city: 'Reno', state: 'NV', postal_code: '89501', country: 'US' };
    const frame = await bench.mount({
      ...mount,
      init: { options: { mode: 'shipping', contacts: [{ name: 'Jenny Rosen', address }] } },
    });
    await frame.getByLabel('Jenny Rosen, 1 Main St').check();
    await expect.poll(() => bench.last('address', 'change')).toMatchObject({
      isNewAddress: false,
      complete: true,
      value: { name: 'Jenny Rosen', address },
    });
    await frame.getByLabel('New address').check();
    await expect(frame.getByLabel('Full name')).toHaveValue('');
  });

  test('language and appearance change without losing what was typed', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ ...mount, init: { options: { mode: 'shipping' } } });
    await frame.getByLabel('Full name').fill('Jenny Rosen');
    await bench.send('address', 'update', { locale: 'de', appearance: { theme: 'night', labels: 'floating' } });
    await expect(frame.getByLabel('Vollständiger Name')).toHaveValue('Jenny Rosen');
    await expect(frame.getByLabel('Vollständiger Name')).toHaveCSS('background-color', 'rgb(48, 49, 61)');
    await bench.send('address', 'update', { locale: 'he' });
    await expect(frame.locator('html')).toHaveAttribute('dir', 'rtl');
  });

  test('the keyboard alone gets through', async ({ bench, page }) => {
    await bench.open();
    const frame = await bench.mount({ ...mount, init: { options: { mode: 'shipping' } } });
    await frame.getByLabel('Full name').focus();
    const keys = ['Jenny Rosen', '', '1 Main St', '', 'Reno', 'Nev', '89501'];
    for (const [index, text] of keys.entries()) {
      if (index > 0) await page.keyboard.press('Tab');
      await page.keyboard.type(text);
    }
    await expect.poll(() => bench.last('address', 'change')).toMatchObject({
      complete: true,
      value: { address: { line1: '1 Main St', city: 'Reno', state: 'NV', postal_code: '89501' } },
    });
  });
});

test.describe('iban', () => {
  test('is grouped, checked and posted by the frame', async ({ bench }) => {
    await bench.open();
    const frame = await bench.mount({ document: 'iban', element: 'iban', init: { options: { supportedCountries: ['SEPA'] } } });
    const field = frame.locator('[name="iban"]');
    await field.pressSequentially('de89370400440532013001');
    await expect(field).toHaveValue('DE89 3704 0044 0532 0130 01');
    await expect.poll(() => bench.last('iban', 'change')).toMatchObject({ country: 'DE', error: { code: 'invalid_iban' } });
    await field.fill('DE89370400440532013000');
    await expect.poll(() => bench.last('iban', 'change')).toMatchObject({ complete: true, empty: false });
    await bench.request('iban', 'collect', { call: 'payment_method', params: { billing_details: { name: 'Jenny', email: 'j@example.com' } } });
    await bench.request('iban', 'collect', { call: 'token', params: { bank_account: { account_holder_name: 'Jenny' } } });
    expect(bench.calls[0]!.form).toMatchObject({ type: 'sepa_debit', 'sepa_debit[iban]': 'DE89370400440532013000' });
    expect(bench.calls[1]!.form).toMatchObject({
      'bank_account[account_number]': 'DE89370400440532013000',
      'bank_account[account_holder_name]': 'Jenny',
      'bank_account[currency]': 'eur',
    });
    expect(JSON.stringify(await bench.heard('iban', 'change'))).not.toMatch(/3704/);
  });
});

test.describe('authentication layer', () => {
  test('shows the bank\'s page and hears how it ended', async ({ bench, page }) => {
    await bench.open();
    const layer = await bench.mount({
      document: 'three-ds-2-challenge',
      element: 'three-ds-2-challenge',
      init: { options: { url: `${bench.origin}/3d_secure_2_test/acct_1/payatt_1` } },
    });
    const bank = layer.frameLocator('iframe#challengeFrame[name="stripe-challenge-frame"]');
    await bank.locator('#test-source-authorize-3ds').click();
    await expect.poll(() => bench.last('three-ds-2-challenge', 'done')).toEqual({ outcome: 'completed' });
    expect(page.frames().some((frame) => /\/3d_secure_2_test\/acct_1\/payatt_1$/.test(frame.url()))).toBe(true);
  });

  test('Cancel ends it, Escape is told, an address that is a script is not opened', async ({ bench, page }) => {
    await bench.open();
    const layer = await bench.mount({
      document: 'three-ds-2-challenge',
      element: 'three-ds-2-challenge',
      init: { options: { url: 'javascript:parent.postMessage({florin:1,challenge:"completed"},"*")' } },
    });
    await expect(layer.locator('#challengeFrame')).not.toHaveAttribute('src');
    await bench.send('three-ds-2-challenge', 'focus');
    await expect(layer.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect.poll(() => bench.heard('three-ds-2-challenge', 'escape')).toHaveLength(1);
    await page.keyboard.press('Enter');
    await expect.poll(() => bench.heard('three-ds-2-challenge', 'done')).toEqual([{ outcome: 'canceled' }]);
  });
});
