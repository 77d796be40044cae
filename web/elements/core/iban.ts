/** International bank account numbers (ISO 13616). */

import type { Check } from './card/checks';

export type IbanCode = 'incomplete_iban' | 'invalid_iban' | 'invalid_iban_country_code' | 'invalid_iban_start';

/** Length by country, as the registry lists it; the countries of the Single Euro Payments Area. */
const SEPA: Record<string, number> = {
  AD: 24, AT: 20, BE: 16, BG: 22, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, EE: 20, ES: 24, FI: 18, FR: 27, GB: 22, GI: 23,
  GR: 27, HR: 21, HU: 28, IE: 22, IS: 26, IT: 27, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27, MT: 31, NL: 18, NO: 15, PL: 28,
  PT: 25, RO: 24, SE: 24, SI: 19, SK: 24, SM: 27, VA: 22,
};

const EXAMPLES: Record<string, string> = {
  AT: 'AT61 1904 3002 3457 3201',
  BE: 'BE62 5100 0754 7061',
  DE: 'DE89 3704 0044 0532 0130 00',
  ES: 'ES07 0012 0345 0300 0006 7890',
  FR: 'FR14 2004 1010 0505 0001 3M02 606',
  IT: 'IT40 S054 2811 1010 0000 0123 456',
  NL: 'NL39 RABO 0300 0652 64',
};

export const tidyIban = (text: string): string => text.replace(/[^a-z0-9]/gi, '').toUpperCase();

export function ibanCountry(text: string): string {
  const country = tidyIban(text).slice(0, 2);
  return /^[A-Z]{2}$/.test(country) ? country : '';
}

export function ibanExample(country: string | undefined): string {
  return EXAMPLES[country ?? ''] ?? EXAMPLES.DE!;
}

/** `supported`: `SEPA` or countries; empty for all that are known. */
export function checkIban(text: string, supported: readonly string[] = ['SEPA']): Check<IbanCode> {
  const iban = tidyIban(text);
  if (iban === '') return { state: 'empty', code: 'incomplete_iban' };
  if (!/^[A-Z]{1,2}/.test(iban) || /^[A-Z]\d/.test(iban)) return { state: 'invalid', code: 'invalid_iban_start', atOnce: true };
  if (iban.length < 2) return { state: 'incomplete', code: 'incomplete_iban' };
  const country = iban.slice(0, 2);
  const length = SEPA[country];
  const allowed = supported.length === 0 || supported.includes('SEPA') || supported.includes(country);
  if (length === undefined || !allowed) return { state: 'invalid', code: 'invalid_iban_country_code', atOnce: true };
  if (iban.length < length) return { state: 'incomplete', code: 'incomplete_iban' };
  if (iban.length > length || !/^[A-Z]{2}\d{2}/.test(iban) || remainder(iban) !== 1) {
    return { state: 'invalid', code: 'invalid_iban', atOnce: true };
  }
  return { state: 'complete' };
}

/** The check of ISO 7064 (mod 97-10), digit by digit. */
function remainder(iban: string): number {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    for (const digit of parseInt(character, 36).toString()) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest;
}
