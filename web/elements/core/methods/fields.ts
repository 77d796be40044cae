/** Which inputs a payment method's form has, in their order. */

import { asksPostalCode } from '../countries';
import type { PaymentMethodSpec } from '../session';
import type { AddressAsk, Ask, BillingAsk, Setting } from './options';

/** Names as in the DOM (`name` of the inputs). */
export type BillingField =
  | 'name'
  | 'email'
  | 'phone'
  | 'country'
  | 'postalCode'
  | 'addressLine1'
  | 'addressLine2'
  | 'locality'
  | 'administrativeArea';
export type OwnField = 'number' | 'expiry' | 'cvc' | 'iban' | 'bank' | 'account' | 'blikCode';
export type Field = BillingField | OwnField;

/** What these can only be kept with: they become direct debits. */
const NEEDED_TO_SAVE: Record<string, PaymentMethodSpec['required']> = {
  ideal: ['name', 'email'],
  bancontact: ['name', 'email'],
  sofort: ['name', 'email'],
};

export interface Form {
  /** The method's own inputs. */
  own: OwnField[];
  /** Billing details before and after the method's own inputs. */
  before: BillingField[];
  after: BillingField[];
}

/** `saving`: the customer has ticked the box. */
export function formOf(setting: Setting, listed: PaymentMethodSpec, country: string, saving = false): Form {
  const spec = saving ? { ...listed, required: [...listed.required, ...(NEEDED_TO_SAVE[listed.type] ?? [])] } : listed;
  if (spec.kind === 'card') {
    return { own: ['number', 'expiry', 'cvc'], before: [], after: cardBilling(setting, country) };
  }
  const own: OwnField[] =
    spec.kind === 'iban' ? ['iban'] : spec.kind === 'bank_dialog' ? ['account'] : spec.type === 'blik' ? ['blikCode'] : [];
  const contact = billing(setting, spec, country).filter((field) => !isAddress(field));
  const address = billing(setting, spec, country).filter(isAddress);
  return { own, before: contact, after: address };
}

export function allFields(form: Form): Field[] {
  return [...form.before, ...form.own, ...form.after];
}

function isAddress(field: BillingField): boolean {
  return field !== 'name' && field !== 'email' && field !== 'phone';
}

function cardBilling(setting: Setting, country: string): BillingField[] {
  const ask = askFor(setting, 'card');
  const contact: BillingField[] = (['name', 'email', 'phone'] as const).filter((field) => ask[field] === 'always');
  if (billingElsewhere(setting)) return contact;
  const address: BillingField[] = [];
  if (ask.country === 'auto') address.push('country');
  if (ask.postalCode === 'auto' && asksPostalCode(country, setting.train)) address.push('postalCode');
  return [...contact, ...address];
}

/** Fields of the method that the element does ask for: required ones, without those taken over by the page. */
function billing(setting: Setting, spec: PaymentMethodSpec, country: string): BillingField[] {
  const ask = askFor(setting, spec.type);
  const wanted: BillingField[] = [];
  for (const field of ['name', 'email', 'phone'] as const) {
    const needed = spec.required.includes(field) || ask[field] === 'always';
    if (needed && ask[field] !== 'never' && !(field === 'email' && emailElsewhere(setting))) wanted.push(field);
  }
  if (billingElsewhere(setting)) return wanted;
  const full = spec.required.includes('address');
  if ((full || spec.required.includes('country')) && ask.country !== 'never') wanted.push('country');
  if (!full) return wanted;
  const asked: Partial<Record<BillingField, Ask | undefined>> = {
    addressLine1: ask.line1,
    addressLine2: ask.line2,
    postalCode: ask.postalCode,
    locality: ask.city,
    administrativeArea: ask.state,
  };
  return [...wanted, ...addressOrder(country).filter((field) => asked[field] !== 'never')];
}

/** Countries that write city, state, postal code; the others asked for here write the postal code before the city. */
const STATE_COUNTRIES = ['US', 'CA', 'AU', 'PR'];

function addressOrder(country: string): BillingField[] {
  const lines: BillingField[] = ['addressLine1', 'addressLine2'];
  return STATE_COUNTRIES.includes(country)
    ? [...lines, 'locality', 'administrativeArea', 'postalCode']
    : [...lines, 'postalCode', 'locality'];
}

/** An Address Element for billing in the same group asks for the address; the library merges it in. */
function billingElsewhere({ group }: Setting): boolean {
  return group.siblings.some((sibling) => sibling.type === 'address' && sibling.mode === 'billing');
}

function emailElsewhere({ group }: Setting): boolean {
  return group.siblings.some((sibling) => sibling.type === 'linkAuthentication' || sibling.type === 'contactDetails');
}

type Asked = Required<AddressAsk> & { name: Ask; email: Ask; phone: Ask };

/** The option for one method, filled up: `fields.<type>.billingDetails` wins over `fields.billingDetails`. */
function askFor({ options }: Setting, type: string): Asked {
  const fields = options.fields ?? {};
  const own = fields[type];
  const perType = typeof own === 'object' && 'billingDetails' in own ? own.billingDetails : undefined;
  return { ...flatten('auto'), ...flatten(fields.billingDetails), ...flatten(perType) } as Asked;
}

function flatten(given: BillingAsk | undefined): Partial<Asked> {
  if (given === undefined) return {};
  if (typeof given === 'string') return { name: given, email: given, phone: given, ...flattenAddress(given) };
  const { address, ...contact } = given;
  return { ...present(contact), ...flattenAddress(address) };
}

function flattenAddress(given: Ask | AddressAsk | undefined): AddressAsk {
  if (given === undefined) return {};
  if (typeof given === 'object') return present(given);
  return { country: given, postalCode: given, state: given, city: given, line1: given, line2: given };
}

function present<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}

/** Countries that a method can be paid from; all when not limited. */
export function countriesOf(type: string): readonly string[] | null {
  return type === 'sofort' ? ['AT', 'BE', 'DE', 'ES', 'IT', 'NL'] : null;
}

/** Fields that may stay empty. */
export function isOptional(field: Field): boolean {
  return field === 'addressLine2' || field === 'bank';
}
