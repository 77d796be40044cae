import { describe, expect, it } from 'vitest';
import { chooseLocale, isLocale, locales } from './locales';

describe('locales', () => {
  it('has all of them', () => expect(locales).toHaveLength(new Set(locales).size));

  it.each([
    ['de', ['en'], 'de'],
    ['auto', ['de-AT', 'en'], 'de'],
    [undefined, ['fr-CA'], 'fr-CA'],
    ['auto', ['xx', 'en-GB'], 'en-GB'],
    ['klingon', ['de'], 'de'],
    ['pt-br', [], 'pt-BR'],
    ['auto', [], 'en'],
    ['auto', ['zh-Hant-TW'], 'zh'],
  ])('%s with %j is %s', (wanted, browser, expected) => {
    expect(chooseLocale(wanted, browser)).toBe(expected);
  });

  it('knows words from others', () => {
    expect([isLocale('auto'), isLocale('es-419'), isLocale('xx'), isLocale(3)]).toEqual([true, true, false, false]);
  });
});
