/**
 * What the customer has done in the Payment Element so far, and what each further step makes of it. Pure: the frame keeps
 * one state and shows it.
 */

import { nextField, type FieldAction, type FieldState } from '../field';
import type { SavedPaymentMethod } from '../session';
import type { Field } from './fields';
import { layoutOf } from './layout';
import { offeredMethods, savedMethods } from './offer';
import type { Setting } from './options';

export type Choice =
  /** Nothing is open. */
  | { kind: 'none' }
  | { kind: 'new'; type: string }
  | { kind: 'saved'; id: string };

/** A bank account that the customer has chosen in the dialog. Typed numbers stay in the frame's memory until posted. */
export type BankAccount =
  | { kind: 'linked'; id: string; bank: string; last4: string }
  | { kind: 'typed'; routingNumber: string; accountNumber: string; last4: string };

export interface PaymentState {
  choice: Choice;
  /** Shared by the methods' forms: a name typed for one is there in the next. */
  fields: Partial<Record<Field, FieldState>>;
  /** Security codes of saved cards, typed again; by payment method. */
  codes: Record<string, FieldState>;
  saved: SavedPaymentMethod[];
  /** Removed by the customer; an older session answer still has them. */
  removed: string[];
  account: BankAccount | null;
  /** "Save payment details" is ticked. */
  save: boolean;
  /** The rows behind "more" are shown. */
  allRows: boolean;
  /** The network that the customer prefers on a co-branded card. */
  network: string | null;
  /** What the bank found wrong with a field (`incorrect_cvc`), until it is edited. */
  refused: Partial<Record<Field | 'code', string>>;
}

export type PaymentAction =
  | { type: 'choose'; method: string }
  | { type: 'choose-saved'; id: string }
  | { type: 'choose-new' }
  | { type: 'collapse' }
  | { type: 'field'; field: Field; action: FieldAction }
  | { type: 'code'; id: string; action: FieldAction }
  | { type: 'submit'; fields: Field[] }
  | { type: 'tick'; save: boolean }
  | { type: 'show-all' }
  | { type: 'network'; network: string | null }
  | { type: 'refused'; code: string }
  | { type: 'account'; account: BankAccount | null }
  | { type: 'removed'; id: string }
  | { type: 'edited'; method: SavedPaymentMethod }
  | { type: 'clear' }
  /** The merchant or the server has changed something around the element. */
  | { type: 'renew' };

/** Which field a decline is about. Other declines are the page's to show. */
const REFUSED_FIELDS: Record<string, Field> = {
  incorrect_number: 'number',
  invalid_number: 'number',
  expired_card: 'expiry',
  invalid_expiry_month: 'expiry',
  invalid_expiry_year: 'expiry',
  incorrect_cvc: 'cvc',
  invalid_cvc: 'cvc',
  incorrect_zip: 'postalCode',
};

export const EMPTY_FIELD: FieldState = { value: '', judged: false };

export function fieldOf(state: PaymentState, field: Field): FieldState {
  return state.fields[field] ?? EMPTY_FIELD;
}

export function startOf(setting: Setting): PaymentState {
  const saved = savedMethods(setting);
  return {
    choice: firstChoice(setting, saved),
    fields: prefilled(setting),
    codes: {},
    saved,
    removed: [],
    account: null,
    save: false,
    allRows: false,
    network: null,
    refused: {},
  };
}

function firstChoice(setting: Setting, saved: SavedPaymentMethod[]): Choice {
  if (saved[0]) return { kind: 'saved', id: saved[0].id };
  const offered = offeredMethods(setting);
  const layout = layoutOf(setting.options.layout, setting.train, offered.length);
  return layout.collapsed ? { kind: 'none' } : firstNew(setting);
}

function firstNew(setting: Setting): Choice {
  const first = offeredMethods(setting)[0];
  return first ? { kind: 'new', type: first.type } : { kind: 'none' };
}

/** What the merchant knows of the customer already; the country is the shop's where nothing better is known. */
export function defaultsOf({ options, session }: Setting): Partial<Record<Field, string>> {
  const details = options.defaultValues?.billingDetails ?? {};
  const address = details.address ?? {};
  return {
    name: details.name,
    email: details.email,
    phone: details.phone,
    country: address.country || session.payment_method_preference.country_code || session.merchant_country,
    postalCode: address.postal_code,
    administrativeArea: address.state,
    locality: address.city,
    addressLine1: address.line1,
    addressLine2: address.line2,
  };
}

function prefilled(setting: Setting): PaymentState['fields'] {
  const entries = Object.entries(defaultsOf(setting)).filter(([, value]) => value);
  return Object.fromEntries(entries.map(([field, value]) => [field, { value, judged: false }]));
}

export function nextState(setting: Setting, state: PaymentState, action: PaymentAction): PaymentState {
  switch (action.type) {
    case 'choose':
      return { ...state, choice: { kind: 'new', type: action.method } };
    case 'choose-saved':
      return { ...state, choice: { kind: 'saved', id: action.id } };
    case 'choose-new':
      return state.choice.kind === 'new' ? state : { ...state, choice: firstNew(setting) };
    case 'collapse':
      return { ...state, choice: { kind: 'none' } };
    case 'field': {
      const field = nextField(fieldOf(state, action.field), action.action);
      const refused = action.action.type === 'input' ? { ...state.refused, [action.field]: undefined } : state.refused;
      return { ...state, refused, fields: { ...state.fields, [action.field]: field } };
    }
    case 'code': {
      const code = nextField(state.codes[action.id] ?? EMPTY_FIELD, action.action);
      return { ...state, codes: { ...state.codes, [action.id]: code }, refused: { ...state.refused, code: undefined } };
    }
    case 'refused': {
      const field = REFUSED_FIELDS[action.code];
      if (!field) return state;
      const shown = field === 'cvc' && state.choice.kind === 'saved' ? 'code' : field;
      return { ...state, refused: { [shown]: action.code } };
    }
    case 'submit':
      return judged(state, action.fields);
    case 'tick':
      return { ...state, save: action.save };
    case 'show-all':
      return { ...state, allRows: true };
    case 'network':
      return { ...state, network: action.network };
    case 'account':
      return { ...state, account: action.account };
    case 'removed': {
      const left = state.saved.filter((method) => method.id !== action.id);
      return withSaved(setting, { ...state, removed: [...state.removed, action.id] }, left);
    }
    case 'edited': {
      const saved = state.saved.map((method) => (method.id === action.method.id ? action.method : method));
      return { ...state, saved };
    }
    case 'clear':
      return { ...startOf(setting), choice: state.choice, saved: state.saved, removed: state.removed, allRows: state.allRows };
    case 'renew':
      return renewed(setting, state);
  }
}

function judged(state: PaymentState, fields: Field[]): PaymentState {
  const now = { ...state.fields };
  for (const field of fields) now[field] = nextField(fieldOf(state, field), { type: 'submit' });
  const { choice } = state;
  if (choice.kind !== 'saved') return { ...state, fields: now };
  const code = nextField(state.codes[choice.id] ?? EMPTY_FIELD, { type: 'submit' });
  return { ...state, fields: now, codes: { ...state.codes, [choice.id]: code } };
}

function withSaved(setting: Setting, state: PaymentState, saved: SavedPaymentMethod[]): PaymentState {
  const { choice } = state;
  if (choice.kind !== 'saved' || saved.some((method) => method.id === choice.id)) return { ...state, saved };
  return { ...state, saved, choice: saved[0] ? { kind: 'saved', id: saved[0].id } : firstNew(setting) };
}

/** Typed data stays; a choice that is no longer offered is made anew. Defaults fill what is still empty. */
function renewed(setting: Setting, before: PaymentState): PaymentState {
  const fields = { ...before.fields };
  for (const [field, state] of Object.entries(prefilled(setting)) as [Field, FieldState][]) {
    if (!fields[field]?.value) fields[field] = state;
  }
  const known = (id: string) => before.saved.find((method) => method.id === id);
  const saved = savedMethods(setting).filter((method) => !before.removed.includes(method.id));
  const state = withSaved(setting, { ...before, fields }, saved.map((method) => known(method.id) ?? method));
  const { choice } = state;
  const gone = choice.kind === 'new' && !offeredMethods(setting).some((spec) => spec.type === choice.type);
  return gone ? { ...state, choice: firstChoice(setting, state.saved) } : state;
}
