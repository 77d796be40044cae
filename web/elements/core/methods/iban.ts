/** Whether an IBAN is complete and its check digits are right (ISO 13616). */

import { COMPLETE, type Check } from '../card/checks';

/** Lengths in the SEPA area; a country that is not listed has no SEPA account. */
const LENGTHS: Record<string, number> = {
  AD: 24, AL: 28, AT: 20, BE: 16, BG: 22, CH: 21, CY: 28, CZ: 24, DE: 22, DK: 18, EE: 20, ES: 24, FI: 18, FR: 27, GB: 22,
  GI: 23, GR: 27, HR: 21, HU: 28, IE: 22, IS: 26, IT: 27, LI: 21, LT: 20, LU: 20, LV: 21, MC: 27, MD: 24, ME: 22, MK: 19,
  MT: 31, NL: 18, NO: 15, PL: 28, PT: 25, RO: 24, RS: 22, SE: 24, SI: 19, SK: 24, SM: 27, VA: 22,
};

export function checkIban(text: string): Check {
  const iban = text.replace(/\s/g, '').toUpperCase();
  if (iban === '') return { state: 'empty', code: 'incomplete_iban' };
  if (!/^[A-Z]{1,2}/.test(iban)) return { state: 'invalid', code: 'invalid_iban' };
  if (iban.length < 2) return { state: 'incomplete', code: 'incomplete_iban' };
  const length = LENGTHS[iban.slice(0, 2)];
  if (!length) return { state: 'invalid', code: 'invalid_iban_country_code' };
  if (iban.length < length) return { state: 'incomplete', code: 'incomplete_iban' };
  return iban.length === length && hasRightCheckDigits(iban) ? COMPLETE : { state: 'invalid', code: 'invalid_iban', atOnce: true };
}

function hasRightCheckDigits(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban)) return false;
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    // A letter counts as two digits: A is 10, Z is 35.
    for (const digit of String(parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
