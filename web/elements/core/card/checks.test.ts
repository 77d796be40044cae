import { describe, expect, test } from 'vitest';
import en from '../../strings/en.json';
import { brandOf, networksOf, possibleBrands } from './brands';
import { checkCvc, checkExpiry, checkNumber, luhn } from './checks';
import { checkPostal, postalFormat, tidyPostal } from './country';

test.each([
  ['4', 'visa'], ['4242', 'visa'], ['51', 'mastercard'], ['55', 'mastercard'], ['56', 'unknown'], ['2221', 'mastercard'],
  ['2720', 'mastercard'], ['2721', 'unknown'], ['34', 'amex'], ['37', 'amex'], ['35', 'unknown'], ['3528', 'jcb'],
  ['3589', 'jcb'], ['300', 'diners'], ['3095', 'diners'], ['36', 'diners'], ['38', 'diners'], ['6011', 'discover'],
  ['644', 'discover'], ['65', 'discover'], ['62', 'unionpay'], ['81', 'unionpay'], ['9', 'unknown'], ['', 'unknown'],
])('%s is %s', (digits, brand) => expect(brandOf(digits)).toBe(brand));

test('first digits leave brands open', () => {
  expect(possibleBrands('5')).toEqual(['mastercard']);
  expect(possibleBrands('3')).toEqual(['amex', 'diners', 'jcb']);
  expect(possibleBrands('9')).toEqual([]);
});

test('co-branded cards have two networks', () => {
  expect(networksOf('4000002500001001')).toEqual(['cartes_bancaires', 'visa']);
  expect(networksOf('5555050360000080')).toEqual(['eftpos_au', 'mastercard']);
  expect(networksOf('4242')).toEqual(['visa']);
  expect(networksOf('9')).toEqual([]);
});

test.each([
  ['4242424242424242', true], ['4242424242424241', false], ['378282246310005', true], ['', false], ['42a4', false],
])('check digit of %s', (digits, right) => expect(luhn(digits)).toBe(right));

test.each([
  ['', 'empty', 'incomplete_number'],
  ['4242', 'incomplete', 'incomplete_number'],
  ['4242424242424242', 'complete', undefined],
  ['4242424242424241', 'invalid', 'invalid_number'],
  ['378282246310005', 'complete', undefined],
  ['37828224631000', 'incomplete', 'incomplete_number'],
  ['378282246310006', 'invalid', 'invalid_number'],
  ['36227206271667', 'complete', undefined],
  ['6205500000000000004', 'complete', undefined],
  ['9999999999999999', 'invalid', 'invalid_number'],
])('number %s is %s', (digits, state, code) => {
  expect(checkNumber(digits)).toMatchObject({ state, ...(code && { code }) });
});

describe('expiry in November 2026', () => {
  test.each([
    ['', 'incomplete_expiry'],
    ['1', 'incomplete_expiry'],
    ['12 / 3', 'incomplete_expiry'],
    ['13 / 30', 'invalid_expiry_month'],
    ['00 / 30', 'invalid_expiry_month'],
    ['12 / 25', 'invalid_expiry_year_past'],
    ['10 / 26', 'invalid_expiry_month_past'],
    ['11 / 26', undefined],
    ['12 / 34', undefined],
    ['12/2034', undefined],
    ['12 / 99', 'invalid_expiry_year'],
  ])('%s', (text, code) => expect(checkExpiry(text, { month: 11, year: 2026 }).code).toBe(code));

  test('a year that may still become another is not called past while it is typed', () => {
    expect(checkExpiry('12 / 20', { month: 11, year: 2026 }).atOnce).toBe(false);
    expect(checkExpiry('12 / 25', { month: 11, year: 2026 }).atOnce).toBe(true);
  });
});

test.each([
  ['', 'visa', 'incomplete_cvc'], ['12', 'visa', 'incomplete_cvc'], ['123', 'visa', undefined], ['1234', 'visa', 'invalid_cvc'],
  ['123', 'amex', 'incomplete_cvc'], ['1234', 'amex', undefined], ['123', 'unknown', undefined], ['1234', 'unknown', undefined],
] as const)('code %s of %s', (digits, brand, code) => expect(checkCvc(digits, brand).code).toBe(code));

test.each([
  ['4242424242424242', 'us'], ['4000008260000000', 'gb'], ['4000000400000008', 'free'], ['4000000000000002', 'us'],
  ['5555', 'unknown'], ['', 'unknown'],
] as const)('a card %s asks for a postal code of the kind %s', (digits, format) => expect(postalFormat(digits)).toBe(format));

test.each([
  ['90210', 'us', 'complete'], ['9021', 'us', 'incomplete'], ['', 'us', 'empty'], ['SW1A 1AA', 'gb', 'complete'],
  ['SW1', 'gb', 'incomplete'], ['1010', 'free', 'complete'], ['12345', 'unknown', 'complete'], ['123', 'unknown', 'incomplete'],
] as const)('postal code %s (%s) is %s', (text, format, state) => expect(checkPostal(text, format).state).toBe(state));

test('postal codes are tidied as they are typed', () => {
  expect(tidyPostal('90210-1234', 'us')).toBe('90210');
  expect(tidyPostal('sw1a 1aa', 'gb')).toBe('SW1A 1AA');
});

test('the English texts are those that tests compare', () => {
  expect(en).toMatchObject({
    'error.incomplete_number': 'Your card number is incomplete.',
    'error.invalid_number': 'Your card number is invalid.',
    'error.incomplete_expiry': "Your card's expiration date is incomplete.",
    'error.invalid_expiry_year_past': "Your card's expiration year is in the past.",
    'error.invalid_expiry_month_past': "Your card's expiration date is in the past.",
    'error.invalid_expiry_month': "Your card's expiration date is invalid.",
    'error.invalid_expiry_year': "Your card's expiration date is invalid.",
    'error.incomplete_cvc': "Your card's security code is incomplete.",
    'error.invalid_cvc': "Your card's security code is invalid.",
    'error.incomplete_zip': 'Your postal code is incomplete.',
  });
});
