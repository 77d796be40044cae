import { expect, test } from 'vitest';
import { banksOf, checkAustralianAccount, checkBsb } from './banks';
import { checkTaxId, externalTaxIdType, taxIdKinds, taxIdTypeFor } from './tax_id';

test('banks have names, in the order of their list', () => {
  expect(banksOf('idealBank').slice(0, 2)).toEqual([{ code: 'abn_amro', name: 'ABN AMRO' }, { code: 'adyen', name: 'Adyen' }]);
  expect(banksOf('epsBank').find(({ code }) => code === 'schoellerbank_ag')?.name).toBe('Schoellerbank AG');
  for (const list of ['idealBank', 'epsBank', 'p24Bank', 'fpxBank'] as const) {
    const codes = banksOf(list).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  }
});

test.each([['', 'incomplete_au_bank_account'], ['00000', 'incomplete_au_bank_account'], ['000000', undefined]])('BSB %s', (text, code) => {
  expect(checkBsb(text).code).toBe(code);
});

test.each([['123', 'incomplete_au_bank_account'], ['000123456', undefined], ['0001234567', 'invalid_au_bank_account']])(
  'Australian account %s',
  (text, code) => expect(checkAustralianAccount(text).code).toBe(code),
);

test.each([
  ['DE123456789', 'de_vat', undefined], ['DE 123 456 789', 'de_vat', undefined], ['DE12345678', 'de_vat', 'invalid_tax_id'],
  ['ATU12345678', 'at_vat', undefined], ['12', 'gb_vat', 'incomplete_tax_id'], ['123456789', 'gb_vat', undefined],
  ['123456789', '', 'incomplete_tax_id'], ['', 'de_vat', undefined],
])('tax id %s of kind %s', (value, type, code) => expect(checkTaxId(value, type, false).code).toBe(code));

test('kinds of tax ids', () => {
  expect(checkTaxId('', 'de_vat', true).code).toBe('incomplete_tax_id');
  expect(externalTaxIdType('de_vat')).toBe('eu_vat');
  expect(externalTaxIdType('gb_vat')).toBe('gb_vat');
  expect(taxIdTypeFor('DE')).toBe('de_vat');
  expect(taxIdTypeFor('AU')).toBe('au_abn');
  expect(taxIdTypeFor('US')).toBe('');
  expect(taxIdKinds('de').find(({ type }) => type === 'de_vat')?.label).toBe('Deutschland – VAT');
});
