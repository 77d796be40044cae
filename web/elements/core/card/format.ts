/**
 * How card fields look while they are typed, and where the caret stands afterwards. Pure: text and caret in, text and
 * caret out. No digit is ever dropped from the middle or moved.
 */

import { BRANDS, brandOf, longestNumber } from './brands';

export interface Edited {
  text: string;
  caret: number;
}

/** What the customer's edit did: needed because a caret moves over separators differently when deleting. */
export interface Edit extends Edited {
  /** The text before the edit. */
  before: string;
  /** The Delete key was used, not Backspace. */
  forward?: boolean;
}

export type Formatter = (edit: Edit) => Edited;

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** `4242 4242 4242 4242`; American Express `3782 822463 10005`. A space shows once a digit follows it. */
export function formatNumber(digits: string): string {
  const { gaps } = BRANDS[brandOf(digits)];
  let text = '';
  for (let index = 0; index < digits.length; index += 1) {
    if (gaps.includes(index)) text += ' ';
    text += digits[index];
  }
  return text;
}

export const editNumber: Formatter = (edit) => {
  const removed = removeOverSeparator(edit, ' ');
  const digits = digitsOf(removed.text);
  const kept = digits.slice(0, longestNumber(brandOf(digits)));
  const before = Math.min(digitsOf(removed.text.slice(0, removed.caret)).length, kept.length);
  const text = formatNumber(kept);
  return { text, caret: caretAfter(text, before, /\d/, isDeletion(edit)) };
};

/** Month and year as far as they are typed: `1/34` is `01` and `34`; a lone first digit above 1 is a month of its own. */
export function parseExpiry(text: string): { month: string; year: string } {
  const slash = text.search(/[/.\-]/);
  if (slash >= 0) {
    const month = digitsOf(text.slice(0, slash));
    const year = digitsOf(text.slice(slash));
    if (month.length === 1 || month.length === 2) return { month: month.padStart(2, '0'), year: year.slice(0, 4) };
    if (month.length === 0) return { month: '', year: year.slice(0, 4) };
    return splitExpiry(month + year);
  }
  return splitExpiry(digitsOf(text));
}

function splitExpiry(digits: string): { month: string; year: string } {
  if (digits !== '' && digits[0]! > '1') return { month: `0${digits[0]}`, year: digits.slice(1, 5) };
  return { month: digits.slice(0, 2), year: digits.slice(2, 6) };
}

/** `2034` is shown as `34`; an unfinished `203` stays as it is, since the customer is still typing. */
function shortYear(year: string): string {
  return year.length === 4 && /^(19|20|21)/.test(year) ? year.slice(2) : year.slice(0, 4);
}

/** `12 / 34`. The separator shows as soon as the month is known, so that the year's first digit has its place. */
export const editExpiry: Formatter = (edit) => {
  const deleting = isDeletion(edit);
  const removed = removeOverSeparator(edit, ' /');
  const { month, year } = parseExpiry(removed.text);
  const slash = removed.text.indexOf('/');
  const typedMonth = digitsOf(removed.text.slice(0, Math.max(slash, 0)));
  let text: string;
  if (year !== '' && removed.caret <= slash && typedMonth.length < 2 && (deleting || typedMonth < '2')) {
    // The month is being corrected in front of a year: its second digit is still to come.
    return { text: `${typedMonth} / ${shortYear(year)}`, caret: digitsOf(removed.text.slice(0, removed.caret)).length };
  } else if (deleting && year === '') {
    // Deleting the year takes the separator with it, or the separator could never be deleted.
    text = digitsOf(removed.text);
  } else if (month.length === 2) {
    const limit = /^(19|20|21)/.test(year) ? 4 : 2;
    const kept = year.length > limit ? year.slice(0, limit) : year;
    text = `${month} / ${shortYear(kept)}`;
  } else {
    text = month;
  }
  if (removed.caret >= removed.text.length) return { text, caret: text.length };
  const padded = typedMonth.length === 1 && text.startsWith('0') && typedMonth !== '0' ? 1 : 0;
  const before = digitsOf(removed.text.slice(0, removed.caret)).length + padded;
  return { text, caret: caretAfter(text, before, /\d/, deleting) };
};

/** Digits only, at most `longest`. */
export function editDigits(longest: number): Formatter {
  return ({ text, caret }) => {
    const kept = digitsOf(text).slice(0, longest);
    return { text: kept, caret: Math.min(digitsOf(text.slice(0, caret)).length, kept.length) };
  };
}

/** Groups of four of letters and digits, in capitals: an IBAN. */
export const editIban: Formatter = (edit) => {
  const removed = removeOverSeparator(edit, ' ');
  const kept = removed.text.replace(/[^a-z0-9]/gi, '').toUpperCase().slice(0, 34);
  const before = removed.text.slice(0, removed.caret).replace(/[^a-z0-9]/gi, '').length;
  const text = kept.replace(/(.{4})(?=.)/g, '$1 ');
  return { text, caret: caretAfter(text, Math.min(before, kept.length), /[A-Z0-9]/, isDeletion(edit)) };
};

function isDeletion(edit: Edit): boolean {
  return edit.text.length < edit.before.length && edit.forward !== true;
}

/**
 * Backspace over a separator that we put there takes the character before it, Delete the one behind it: otherwise the
 * separator comes back at once and the customer is stuck.
 */
function removeOverSeparator(edit: Edit, separators: string): Edited {
  const { text, before } = edit;
  let caret = edit.caret;
  const lost = before.length - text.length;
  if (lost <= 0) return { text, caret };
  const gone = before.slice(caret, caret + lost);
  const onlySeparators = [...gone].every((character) => separators.includes(character));
  if (!onlySeparators || before.slice(0, caret) + before.slice(caret + lost) !== text) return { text, caret };
  if (edit.forward) {
    let end = caret;
    while (end < text.length && separators.includes(text[end]!)) end += 1;
    return { text: text.slice(0, caret) + text.slice(end + 1), caret };
  }
  let start = caret;
  while (start > 0 && separators.includes(text[start - 1]!)) start -= 1;
  if (start === 0) return { text, caret };
  caret = start - 1;
  return { text: text.slice(0, caret) + text.slice(start), caret };
}

/** The place after `count` characters that count. While typing, the caret also steps over a following separator. */
function caretAfter(text: string, count: number, counts: RegExp, deleting: boolean): number {
  let seen = 0;
  let place = 0;
  while (place < text.length && seen < count) {
    if (counts.test(text[place]!)) seen += 1;
    place += 1;
  }
  if (!deleting) while (place < text.length && place > 0 && !counts.test(text[place]!)) place += 1;
  return place;
}
