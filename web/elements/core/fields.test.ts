import { expect, test } from 'vitest';
import de from '../strings/de.json';
import en from '../strings/en.json';
import { checkEmail, checkPhone } from './contact';
import { nextField, shownCode, type FieldState } from './field';
import { checkIban, ibanCountry } from './iban';
import { directionOf, textIn } from './text';

test('both languages have every text, with the same places for values', () => {
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join();
  for (const key of Object.keys(en) as (keyof typeof en)[]) expect(`${key} ${places(de[key])}`).toBe(`${key} ${places(en[key])}`);
});

test('a language without a text speaks English', () => {
  const text = textIn({ en: { hello: 'Hello {name}', bye: 'Bye' }, de: { hello: 'Hallo {name}' } }, 'de-AT');
  expect(text('hello', { name: 'Ada' })).toBe('Hallo Ada');
  expect(text('bye')).toBe('Bye');
  expect(textIn({ en: { bye: 'Bye' } }, 'fr')('bye')).toBe('Bye');
  expect(['ar', 'he', 'de', 'en-GB'].map(directionOf)).toEqual(['rtl', 'rtl', 'ltr', 'ltr']);
});

test('an error shows on leaving or at submit, at once when nothing can save the value, and goes with the next key', () => {
  const incomplete = { state: 'incomplete', code: 'incomplete_number' } as const;
  const invalid = { state: 'invalid', code: 'invalid_number', atOnce: true } as const;
  let state: FieldState = { value: '', judged: false };
  state = nextField(state, { type: 'input', value: '42' });
  expect(shownCode(state, incomplete)).toBeUndefined();
  expect(shownCode(state, invalid)).toBe('invalid_number');
  state = nextField(state, { type: 'blur' });
  expect(shownCode(state, incomplete)).toBe('incomplete_number');
  state = nextField(state, { type: 'input', value: '424' });
  expect(shownCode(state, incomplete)).toBeUndefined();
  state = nextField(nextField(state, { type: 'clear' }), { type: 'blur' });
  expect(shownCode(state, incomplete)).toBeUndefined();
  expect(shownCode(nextField(state, { type: 'submit' }), incomplete)).toBe('incomplete_number');
});

test.each([
  ['', 'incomplete_email'], ['jenny', 'incomplete_email'], ['jenny@', 'invalid_email'], ['jenny@example', 'invalid_email'],
  ['jenny@example.com', undefined], ['jenny.rosen+shop@mail.example.co.uk', undefined], ['a b@example.com', 'invalid_email'],
  ['jenny@exämple.de', undefined], [' jenny@example.com ', undefined], ['jenny@example..com', 'invalid_email'],
])('email %s', (text, code) => expect(checkEmail(text).code).toBe(code));

test.each([
  ['', true, 'incomplete_phone'], ['', false, undefined], ['+1 (415) 555-0132', true, undefined], ['12', true, 'incomplete_phone'],
  ['call me', true, 'invalid_phone'], ['12345678901234567', true, 'invalid_phone'],
])('phone %s', (text, required, code) => expect(checkPhone(text, required).code).toBe(code));

test.each([
  ['', ['SEPA'], 'incomplete_iban'], ['D', ['SEPA'], 'incomplete_iban'], ['12', ['SEPA'], 'invalid_iban_start'],
  ['DE89 3704 0044 0532 0130 00', ['SEPA'], undefined], ['de89370400440532013000', ['SEPA'], undefined],
  ['DE88 3704 0044 0532 0130 00', ['SEPA'], 'invalid_iban'], ['DE89 3704', ['SEPA'], 'incomplete_iban'],
  ['AT611904300234573201', ['SEPA'], undefined], ['FR1420041010050500013M02606', ['SEPA'], undefined],
  ['US12', ['SEPA'], 'invalid_iban_country_code'], ['FR1420041010050500013M02606', ['DE'], 'invalid_iban_country_code'],
])('IBAN %s for %s', (text, supported, code) => {
  expect(checkIban(text, supported).code).toBe(code);
});

test('the country of an IBAN is known after two letters', () => {
  expect(ibanCountry('d')).toBe('');
  expect(ibanCountry('de8')).toBe('DE');
});
