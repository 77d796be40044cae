/** Names, email addresses and phone numbers as customers type them. */

import { COMPLETE, type Check } from './card/checks';

export type ContactCode =
  | 'incomplete_name'
  | 'incomplete_first_name'
  | 'incomplete_last_name'
  | 'incomplete_organization'
  | 'incomplete_email'
  | 'invalid_email'
  | 'incomplete_phone'
  | 'invalid_phone';

export function checkEmail(value: string): Check<ContactCode> {
  const text = value.trim();
  if (text === '') return { state: 'empty', code: 'incomplete_email' };
  if (/^[^\s@"(),:;<>[\]\\]+@[^\s@.]+(\.[^\s@.]+)*\.[^\s@.\d][^\s@.]+$/.test(text) && text.length <= 320) return COMPLETE;
  return text.includes('@') ? { state: 'invalid', code: 'invalid_email' } : { state: 'incomplete', code: 'incomplete_email' };
}

/** 6 to 15 digits, as long as E.164 allows; how they are grouped is the customer's affair. */
export function checkPhone(value: string, required: boolean): Check<ContactCode> {
  const text = value.trim();
  if (text === '') return required ? { state: 'empty', code: 'incomplete_phone' } : COMPLETE;
  if (!/^\+?[\d\s().\-/]+$/.test(text)) return { state: 'invalid', code: 'invalid_phone' };
  const digits = text.replace(/\D/g, '').length;
  if (digits < 6) return { state: 'incomplete', code: 'incomplete_phone' };
  return digits <= 15 ? COMPLETE : { state: 'invalid', code: 'invalid_phone' };
}

export function checkFilled<Code extends string>(value: string, code: Code): Check<Code> {
  return value.trim() === '' ? { state: 'empty', code } : COMPLETE;
}
