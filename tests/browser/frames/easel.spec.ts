/** The small elements of one document: bank lists, Australian bank accounts, tax ids. */

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './bench';

test('a bank is chosen from the list by mouse and by keyboard, and posted', async ({ bench, page }) => {
  await bench.open();
  const frame = await bench.mount({ document: 'easel', element: 'idealBank' });
  await expect(frame.locator('#bank-list-value')).toHaveText('Select bank');
  await frame.locator('#bank-list-value').click();
  await frame.locator('.SelectListItem-text', { hasText: 'ASN Bank' }).click();
  await expect(frame.locator('#bank-list-value')).toHaveText('ASN Bank');
  await expect.poll(() => bench.last('idealBank', 'change')).toEqual({ empty: false, complete: true, value: 'asn_bank' });
  await expect(frame.getByRole('listbox')).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('r');
  expect((await new AxeBuilder({ page }).disableRules(['page-has-heading-one', 'region', 'landmark-one-main']).analyze()).violations).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(frame.locator('#bank-list-value')).toHaveText('Rabobank');
  await bench.request('idealBank', 'collect', { call: 'payment_method', params: {} });
  expect(bench.calls[0]!.form).toMatchObject({ type: 'ideal', 'ideal[bank]': 'rabobank' });
});

test('an Australian bank account: two fields on a line', async ({ bench, page }) => {
  await bench.open();
  const frame = await bench.mount({ document: 'easel', element: 'auBankAccount' });
  await frame.locator('[name="au_bsb"]').pressSequentially('000000');
  await expect(frame.locator('[name="au_bsb"]')).toHaveValue('000-000');
  await expect(frame.locator('[name="au_bank_account_number"]')).toBeFocused();
  await page.keyboard.type('000123456');
  await expect.poll(() => bench.last('auBankAccount', 'change')).toMatchObject({ complete: true });
  await bench.request('auBankAccount', 'collect', { call: 'payment_method', params: { billing_details: { name: 'Jenny' } } });
  expect(bench.calls[0]!.form).toMatchObject({
    type: 'au_becs_debit',
    'au_becs_debit[bsb_number]': '000000',
    'au_becs_debit[account_number]': '000123456',
  });
});

test('a tax id is checked by its kind and told with the API\'s kind', async ({ bench }) => {
  await bench.open();
  const frame = await bench.mount({
    document: 'easel',
    element: 'taxId',
    init: { options: { validation: { taxId: { required: 'always' } }, verification: { taxId: { mode: 'if_supported' } } } },
  });
  expect(await bench.request('taxId', 'validate', { show: true, focus: true })).toMatchObject({ error: { code: 'incomplete_tax_id' } });
  await frame.getByLabel('Type of tax ID').selectOption('de_vat');
  await frame.locator('[name="taxId"]').fill('DE123456789');
  await frame.getByLabel('Business name').fill('Rocket Rides');
  await expect.poll(() => bench.last('taxId', 'change')).toEqual({
    empty: false,
    complete: true,
    visible: true,
    value: { businessName: 'Rocket Rides', taxId: 'DE123456789', taxIdType: 'de_vat', externalTaxIdType: 'eu_vat' },
    verification: { taxId: { status: 'unavailable' } },
  });
  expect(await bench.request('taxId', 'value', {})).toMatchObject({ value: { taxId: 'DE123456789' } });
});
