import { describe, expect, test } from 'vitest';
import { COUNTRIES, asksPostalCode, countryList, countryName, postalRule } from './index';
import { addressFormat, checkAddressField, hasStates, isPoBox, statesOf } from './address';
import formats from './formats.json';
import states from './states.json';

test('names and order follow the language', () => {
  expect(countryName('DE', 'en')).toBe('Germany');
  expect(countryName('DE', 'de')).toBe('Deutschland');
  expect(countryName('US', 'en-GB')).toBe('United States');
  const german = countryList('de');
  expect(german).toHaveLength(COUNTRIES.length);
  expect(german.findIndex(({ code }) => code === 'EG')).toBeLessThan(german.findIndex(({ code }) => code === 'DE') + 60);
  expect(german.findIndex(({ code }) => code === 'AT')).toBeGreaterThan(german.findIndex(({ code }) => code === 'DE'));
  expect(countryList('en', ['DE', 'US', 'AT']).map(({ code }) => code)).toEqual(['AT', 'DE', 'US']);
});

test.each([
  ['US', 'basil', true], ['US', 'endive', true], ['GB', 'basil', true], ['CA', 'clover', false], ['DE', 'v3', false],
])('a card form asks for a postal code in %s (%s): %s', (country, train, asked) => {
  expect(asksPostalCode(country, train)).toBe(asked);
});

test.each([
  ['US', '90210', true], ['US', '9021', false], ['GB', 'sw1a 1aa', true], ['CA', 'M5T 1T4', true], ['CA', '12345', false],
])('postal code of %s: %s', (country, code, right) => expect(postalRule(country).pattern.test(code)).toBe(right));

describe('address formats', () => {
  test.each([
    ['US', 'en', [['line1'], ['line2'], ['city', 'state', 'postal_code']], 'state', 'zip'],
    ['DE', 'de', [['line1'], ['line2'], ['postal_code', 'city']], 'province', 'postal'],
    ['GB', 'en', [['line1'], ['line2'], ['city'], ['postal_code']], 'province', 'postal'],
    ['JP', 'ja', [['postal_code'], ['state'], ['line1'], ['line2']], 'prefecture', 'postal'],
    ['JP', 'en', [['line1'], ['line2'], ['state'], ['postal_code']], 'prefecture', 'postal'],
    ['HK', 'en', [['line1'], ['line2'], ['city'], ['state']], 'area', 'postal'],
  ])('%s in %s', (country, locale, rows, area, postal) => {
    expect(addressFormat(country, locale)).toMatchObject({ area, postal });
    const got = addressFormat(country, locale).rows;
    expect(got.flat().sort()).toEqual(rows.flat().sort());
    if (country !== 'JP' && country !== 'HK') expect(got).toEqual(rows);
  });

  test.each([
    ['US', 'postal_code', '', 'incomplete_zip'],
    ['US', 'postal_code', '941', 'incomplete_zip'],
    ['US', 'postal_code', '94103', undefined],
    ['US', 'postal_code', 'ABCDE', 'invalid_zip'],
    ['US', 'state', '', 'incomplete_state'],
    ['US', 'line1', ' ', 'incomplete_address'],
    ['US', 'line2', '', undefined],
    ['DE', 'postal_code', '10115', undefined],
    ['DE', 'postal_code', '1011', 'incomplete_zip'],
    ['IE', 'postal_code', '', undefined],
  ] as const)('%s %s "%s": %s', (country, field, value, code) => {
    expect(checkAddressField(field, value, addressFormat(country, 'en')).code).toBe(code);
  });

  test('every pattern fits its own example, every country of ours has a format', () => {
    for (const country of COUNTRIES) {
      const { pattern, example } = addressFormat(country, 'en');
      if (pattern && example) expect(`${country} ${pattern.test(example)}`).toBe(`${country} true`);
    }
    expect(Object.keys(formats).length).toBeGreaterThan(200);
  });

  test('post office boxes are known and refused on demand', () => {
    for (const text of ['PO Box 12', 'P.O. Box 3', 'post office box 1', 'Postfach 10 20']) expect(isPoBox(text)).toBe(true);
    for (const text of ['Boxhagener Str. 1', '12 Boxwood Lane']) expect(isPoBox(text)).toBe(false);
    expect(checkAddressField('line1', 'PO Box 1', addressFormat('US', 'en'), { blockPoBox: true }).code).toBe('po_box');
  });
});

test('states: keys as values, names of the language, Latin letters beside others', async () => {
  expect(await statesOf('US', 'en')).toContainEqual({ key: 'CA', label: 'California', latin: 'CA' });
  expect(await statesOf('JP', 'en')).toContainEqual({ key: '東京都', label: 'Tokyo', latin: 'Tokyo' });
  expect(await statesOf('JP', 'ja')).toContainEqual({ key: '東京都', label: '東京都', latin: 'Tokyo' });
  expect(await statesOf('DE', 'de')).toEqual([]);
  expect(Object.keys(states).every(hasStates)).toBe(true);
  expect(hasStates('DE')).toBe(false);
});
