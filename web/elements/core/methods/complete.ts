/** Whether the chosen payment method has all it needs, and what the page is told of it (`change`). */

import { brandOf, type Brand } from '../card/brands';
import { COMPLETE, checkCvc, checkExpiry, checkNumber, type Check } from '../card/checks';
import { digitsOf } from '../card/format';
import { checkEmail, checkPhone } from '../contact';
import { asksPostalCode, postalRule } from '../countries';
import type { PaymentMethodSpec, SavedPaymentMethod } from '../session';
import { checkIban } from '../iban';
import { allFields, countriesOf, formOf, isOptional, type Field } from './fields';
import { offersToSave, specOf } from './offer';
import { asksForCodeAgain, type Setting } from './options';
import { defaultsOf, fieldOf, EMPTY_FIELD, type PaymentState } from './state';

/** The country that decides which fields a form has. */
export function countryOf(state: PaymentState): string {
  return fieldOf(state, 'country').value;
}

/** Inputs of the chosen new method, in order; none for saved methods. */
export function chosenFields(setting: Setting, state: PaymentState): Field[] {
  const { choice } = state;
  if (choice.kind !== 'new') return [];
  return allFields(formOf(setting, specOf(setting, choice.type), countryOf(state), isSaving(setting, state, choice.type)));
}

export function isSaving(setting: Setting, state: PaymentState, type: string): boolean {
  return state.save && offersToSave(setting, type);
}

export function chosenSaved(state: PaymentState): SavedPaymentMethod | undefined {
  const { choice } = state;
  return choice.kind === 'saved' ? state.saved.find((method) => method.id === choice.id) : undefined;
}

export function chosenSpec(setting: Setting, state: PaymentState): PaymentMethodSpec | undefined {
  return state.choice.kind === 'new' ? specOf(setting, state.choice.type) : undefined;
}

export function checkField(setting: Setting, state: PaymentState, field: Field): Check {
  const value = fieldOf(state, field).value.trim();
  switch (field) {
    case 'number':
      return checkNumber(digitsOf(value));
    case 'expiry':
      return checkExpiry(value, setting.today);
    case 'cvc':
      return checkCvc(digitsOf(value), brandOf(digitsOf(fieldOf(state, 'number').value)));
    case 'postalCode':
      return checkPostalCode(setting, state, value);
    case 'email':
      return checkEmail(value);
    case 'iban':
      return checkIban(value);
    case 'account':
      return state.account ? COMPLETE : { state: 'empty', code: 'incomplete_account' };
    case 'blikCode':
      return /^\d{6}$/.test(value) ? COMPLETE : filled(value, 'incomplete_blik_code');
    case 'country':
      return isPayableFrom(state, value) ? COMPLETE : { state: 'empty', code: 'incomplete_country' };
    case 'phone':
      return checkPhone(value, true);
    case 'name':
      return value ? COMPLETE : { state: 'empty', code: 'incomplete_name' };
    default:
      return value || isOptional(field) ? COMPLETE : { state: 'empty', code: 'incomplete_address' };
  }
}

function isPayableFrom({ choice }: PaymentState, country: string): boolean {
  const countries = choice.kind === 'new' ? countriesOf(choice.type) : null;
  return countries?.includes(country) ?? country !== '';
}

function filled(value: string, code: string): Check {
  return { state: value ? 'incomplete' : 'empty', code };
}

function checkPostalCode(setting: Setting, state: PaymentState, value: string): Check {
  const country = countryOf(state);
  const rule = postalRule(country);
  if (rule.pattern.test(value)) return COMPLETE;
  // Countries without a rule of their own: many have no postal codes at all.
  if (!value && !asksPostalCode(country, setting.train)) return COMPLETE;
  return filled(value, 'incomplete_zip');
}

/** Whether the security code of this saved method must be typed again. */
export function needsCode(setting: Setting, method: SavedPaymentMethod): boolean {
  return method.type === 'card' && asksForCodeAgain(setting);
}

export function checkCode(state: PaymentState, method: SavedPaymentMethod): Check {
  const { brand } = (method.card ?? {}) as { brand?: string };
  const digits = digitsOf((state.codes[method.id] ?? EMPTY_FIELD).value);
  return checkCvc(digits, (brand ?? 'unknown') as Brand);
}

export interface Problem {
  field: Field | 'code';
  code: string;
}

/** Everything that keeps the chosen method from being complete, in the order of the fields. */
export function problemsOf(setting: Setting, state: PaymentState): Problem[] {
  const saved = chosenSaved(state);
  if (saved) {
    const check = needsCode(setting, saved) ? checkCode(state, saved) : COMPLETE;
    return check.code ? [{ field: 'code', code: check.code }] : [];
  }
  return chosenFields(setting, state).flatMap((field) => {
    const { code } = checkField(setting, state, field);
    return code ? [{ field, code }] : [];
  });
}

export function isComplete(setting: Setting, state: PaymentState): boolean {
  return state.choice.kind !== 'none' && problemsOf(setting, state).length === 0;
}

/** Nothing typed: what the merchant filled in, and the country, do not count. */
export function isEmpty(setting: Setting, state: PaymentState): boolean {
  if (state.choice.kind === 'saved') return false;
  const defaults = defaultsOf(setting);
  const fields = chosenFields(setting, state).filter((field) => field !== 'country');
  if (fields.length === 0) return state.choice.kind === 'none';
  if (fields.includes('account') && state.account) return false;
  return fields.every((field) => fieldOf(state, field).value === (defaults[field] ?? ''));
}

/** The `change` event without `elementType`. Holds no digit of a card, an account or a security code. */
export interface Change {
  empty: boolean;
  complete: boolean;
  collapsed: boolean;
  value: {
    type: string;
    payment_method?: PublicMethod;
    savePaymentMethod?: boolean;
    billingDetails?: { address: { country: string; postalCode: string | null } };
  };
}

export function changeOf(setting: Setting, state: PaymentState): Change {
  const saved = chosenSaved(state);
  const spec = chosenSpec(setting, state);
  const value: Change['value'] = { type: saved?.type ?? spec?.type ?? '' };
  if (saved) value.payment_method = publicMethod(saved);
  if (spec && offersToSave(setting, spec.type)) value.savePaymentMethod = state.save;
  const fields = chosenFields(setting, state);
  if (fields.includes('country')) {
    const known = fields.includes('postalCode') && !checkField(setting, state, 'postalCode').code;
    const postalCode = known ? fieldOf(state, 'postalCode').value.trim() || null : null;
    value.billingDetails = { address: { country: countryOf(state), postalCode } };
  }
  return {
    empty: isEmpty(setting, state),
    complete: isComplete(setting, state),
    collapsed: state.choice.kind === 'none',
    value,
  };
}

type Known = string | null;
export interface PublicMethod {
  id: string;
  type: string;
  billing_details: {
    name: Known;
    email: Known;
    phone: Known;
    address: { line1: Known; line2: Known; city: Known; state: Known; postal_code: Known; country: Known };
  };
}

/** What the page may know of a saved method; missing parts are null. */
export function publicMethod(method: SavedPaymentMethod): PublicMethod {
  const details = method.billing_details ?? {};
  const address = (details.address ?? {}) as Record<string, unknown>;
  const known = (value: unknown): Known => (typeof value === 'string' ? value : null);
  return {
    id: method.id,
    type: method.type,
    billing_details: {
      name: known(details.name),
      email: known(details.email),
      phone: known(details.phone),
      address: {
        line1: known(address.line1),
        line2: known(address.line2),
        city: known(address.city),
        state: known(address.state),
        postal_code: known(address.postal_code),
        country: known(address.country),
      },
    },
  };
}
