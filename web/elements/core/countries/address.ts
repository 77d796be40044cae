/**
 * Which fields an address has in a country, in which order and rows, what they are called, which are required and how
 * the postal code looks. Data: Google's address data (CC-BY 4.0), see `build/addresses.mjs`.
 */

import type { Check } from '../card/checks';
import formats from './formats.json';

export type AddressField = 'name' | 'organization' | 'line1' | 'line2' | 'city' | 'state' | 'postal_code';

export interface AddressFormat {
  /** Rows in the country's order, without name and country. */
  rows: AddressField[][];
  required: Set<AddressField>;
  pattern: RegExp | undefined;
  example: string;
  /** Ends of text keys: `address.area.state`, `address.locality.city`, `address.postal.zip`. */
  area: string;
  locality: string;
  postal: string;
}

interface Entry {
  f: string;
  l?: string;
  r?: string;
  z?: string;
  x?: string;
  s?: string;
  c?: string;
  p?: string;
  g?: string;
}

const LETTERS: Record<string, AddressField[]> = {
  A: ['line1', 'line2'],
  C: ['city'],
  S: ['state'],
  Z: ['postal_code'],
};

const entryOf = (country: string): Entry => (formats as Record<string, Entry>)[country] ?? { f: 'A|C', r: 'AC' };

export function addressFormat(country: string, locale: string): AddressFormat {
  const entry = entryOf(country);
  // Where a country writes from the large to the small, only its own language does.
  const layout = entry.l && entry.g?.split('-')[0] === locale.split('-')[0] ? entry.l : entry.f;
  const rows: AddressField[][] = [];
  for (const line of layout.split('|')) {
    const fields = [...line].filter((letter) => letter in LETTERS);
    if (fields.includes('A')) rows.push(['line1'], ['line2']);
    const rest = fields.filter((letter) => letter !== 'A').flatMap((letter) => LETTERS[letter]!);
    if (rest.length > 0) rows.push(rest);
  }
  return {
    rows,
    required: new Set([...(entry.r ?? 'AC')].flatMap((letter) => (letter === 'A' ? ['line1'] : (LETTERS[letter] ?? []))) as AddressField[]),
    pattern: entry.z ? new RegExp(`^(?:${entry.z})$`, 'i') : undefined,
    example: entry.x ?? '',
    area: entry.s ?? 'province',
    locality: entry.c ?? 'city',
    postal: entry.p ?? 'postal',
  };
}

export type AddressCode = 'incomplete_address' | 'incomplete_zip' | 'invalid_zip' | 'incomplete_state' | 'po_box';

const fine: Check<never> = { state: 'complete' };

export function checkAddressField(
  field: AddressField,
  value: string,
  format: AddressFormat,
  { blockPoBox = false }: { blockPoBox?: boolean } = {},
): Check<AddressCode> {
  const text = value.trim();
  if (text === '') {
    if (!format.required.has(field)) return fine;
    const code = field === 'postal_code' ? 'incomplete_zip' : field === 'state' ? 'incomplete_state' : 'incomplete_address';
    return { state: 'empty', code };
  }
  if (field === 'postal_code' && format.pattern && !format.pattern.test(text)) {
    const short = text.replace(/\W/g, '').length < format.example.replace(/\W/g, '').length;
    return short ? { state: 'incomplete', code: 'incomplete_zip' } : { state: 'invalid', code: 'invalid_zip' };
  }
  if (blockPoBox && (field === 'line1' || field === 'line2') && isPoBox(text)) return { state: 'invalid', code: 'po_box' };
  return fine;
}

const PO_BOX =
  /\bp\.?\s*o\.?\s*box\b|\bpost\s+office\s+box\b|\bpostfach\b|\bbo[iî]te\s+postale\b|\bcasella\s+postale\b|\bapartado\b|\bpostbus\b/i;

export function isPoBox(text: string): boolean {
  return PO_BOX.test(text);
}

export interface State {
  /** Value of the list's entry: `CA`, `Barcelona`, `東京都`. */
  key: string;
  label: string;
  /** `key` where that is in Latin letters. */
  latin: string;
}

type StateRow = [key: string, name?: string, latin?: string];

const NOT_LATIN = /[^\u0000-\u024f\u1e00-\u1eff\u2010-\u2027]/;

/** Loaded only for countries that have them. */
export async function statesOf(country: string, locale: string): Promise<State[]> {
  const all = (await import('./states.json')).default as unknown as Record<string, StateRow[]>;
  const own = sameLanguage(country, locale);
  return (all[country] ?? []).map(([key, name = key, latin = name]) => ({
    key,
    label: own ? name : latin,
    latin: NOT_LATIN.test(key) ? latin : key,
  }));
}

function sameLanguage(country: string, locale: string): boolean {
  return entryOf(country).g?.split('-')[0] === locale.split('-')[0];
}

/** Countries with a list of states, so that the field is a list before the list is there. */
const LISTED = new Set('AE AM AR AU BR BS CA CL CN CO CU CV EG ES HK ID IE IN IR IT JM JP KN KP KR KY MX MY MZ NG NI NR PE PH RU SO SR SV TH TR TV TW UA US UY VE VN'.split(' '));

export function hasStates(country: string): boolean {
  return LISTED.has(country);
}
