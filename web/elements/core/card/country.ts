/** How the card element asks for a postal code: by the country of the card, as far as its number tells. */

import type { Check, CardErrorCode } from './checks';
import { COMPLETE } from './checks';

/** Numeric codes that stand in the numbers of test cards from other countries (`4000 00` and three digits). */
const TEST_COUNTRIES: Record<string, string> = { '826': 'GB', '124': 'CA', '000': 'US', '840': 'US' };

export type PostalFormat = 'us' | 'gb' | 'free' | 'unknown';

export function postalFormat(digits: string): PostalFormat {
  if (digits.startsWith('4242')) return 'us';
  const code = /^400000(\d{3})/.exec(digits)?.[1];
  if (code === undefined) return 'unknown';
  const country = TEST_COUNTRIES[code];
  return country === 'US' ? 'us' : country === 'GB' ? 'gb' : 'free';
}

export function tidyPostal(text: string, format: PostalFormat): string {
  if (format === 'us') return text.replace(/\D/g, '').slice(0, 5);
  return text.replace(/[^A-Za-z0-9 \-]/g, '').toUpperCase().slice(0, 10);
}

export function checkPostal(text: string, format: PostalFormat): Check<CardErrorCode> {
  const value = text.trim();
  if (value === '') return { state: 'empty', code: 'incomplete_zip' };
  const enough = {
    us: /^\d{5}$/,
    gb: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/,
    free: /^.{3,}$/,
    unknown: /^(\d{4,}|(?=.*[A-Z]).{3,})$/,
  }[format];
  return enough.test(value) ? COMPLETE : { state: 'incomplete', code: 'incomplete_zip' };
}
