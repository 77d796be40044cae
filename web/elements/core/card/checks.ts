/** Whether a card number, an expiry date and a security code are complete, unfinished or wrong. */

import { BRANDS, brandOf, longestNumber, type Brand } from './brands';
import { parseExpiry } from './format';

export type CardErrorCode =
  | 'incomplete_number'
  | 'invalid_number'
  | 'incomplete_expiry'
  | 'invalid_expiry_month'
  | 'invalid_expiry_month_past'
  | 'invalid_expiry_year'
  | 'invalid_expiry_year_past'
  | 'incomplete_cvc'
  | 'invalid_cvc'
  | 'incomplete_zip';

export interface Check<Code extends string = string> {
  state: 'empty' | 'incomplete' | 'invalid' | 'complete';
  /** Absent when complete. An empty field has the code that it gets when the form is submitted. */
  code?: Code;
  /** No further typing can make it right: said while typing. Other errors wait until the field is left. */
  atOnce?: boolean;
}

/** Month and year as people count them: month 1 to 12. */
export interface Today {
  month: number;
  year: number;
}

export const COMPLETE: Check<never> = { state: 'complete' };

/** The check digit of ISO/IEC 7812 (Luhn). */
export function luhn(digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false;
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = digit * 2;
    sum += place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

export function checkNumber(digits: string): Check<CardErrorCode> {
  if (digits === '') return { state: 'empty', code: 'incomplete_number' };
  const brand = brandOf(digits);
  const { lengths } = BRANDS[brand];
  if (lengths.includes(digits.length) && luhn(digits)) return COMPLETE;
  if (digits.length < longestNumber(brand)) return { state: 'incomplete', code: 'incomplete_number' };
  return { state: 'invalid', code: 'invalid_number', atOnce: true };
}

export function checkExpiry(text: string, today: Today): Check<CardErrorCode> {
  const { month, year } = parseExpiry(text);
  if (month === '' && year === '') return { state: 'empty', code: 'incomplete_expiry' };
  if (month.length === 2 && (month === '00' || Number(month) > 12)) {
    return { state: 'invalid', code: 'invalid_expiry_month', atOnce: true };
  }
  if (month.length < 2 || (year.length !== 2 && year.length !== 4)) {
    return { state: 'incomplete', code: 'incomplete_expiry' };
  }
  const fullYear = year.length === 4 ? Number(year) : Math.floor(today.year / 100) * 100 + Number(year);
  if (fullYear < today.year) {
    // `20` may become `2034`.
    return { state: 'invalid', code: 'invalid_expiry_year_past', atOnce: year !== '20' };
  }
  if (fullYear > today.year + 50) return { state: 'invalid', code: 'invalid_expiry_year', atOnce: true };
  if (fullYear === today.year && Number(month) < today.month) {
    return { state: 'invalid', code: 'invalid_expiry_month_past', atOnce: true };
  }
  return COMPLETE;
}

/** American Express prints four digits; while the brand is unknown, three and four are both fine. */
export function checkCvc(digits: string, brand: Brand): Check<CardErrorCode> {
  if (digits === '') return { state: 'empty', code: 'incomplete_cvc' };
  if (digits.length < cvcShortest(brand)) return { state: 'incomplete', code: 'incomplete_cvc' };
  if (digits.length > cvcLongest(brand)) return { state: 'invalid', code: 'invalid_cvc' };
  return COMPLETE;
}

export function cvcLongest(brand: Brand): number {
  return brand === 'unknown' ? 4 : BRANDS[brand].cvc;
}

function cvcShortest(brand: Brand): number {
  return BRANDS[brand].cvc;
}
