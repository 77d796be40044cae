/** Which payment methods are shown, and in which order. */

import type { PaymentMethodSpec, SavedPaymentMethod } from '../session';
import { decidedUsage, type Setting } from './options';

/** Types that can be shown again to the customer who saved them. */
const REDISPLAYED = ['card', 'us_bank_account', 'link', 'sepa_debit', 'ideal', 'sofort', 'bancontact'];

/** Types that need the intent before the customer's details and so cannot be offered by a deferred group. */
const NOT_DEFERRED = ['blik', 'acss_debit'];

/** Types that are no row of the element: wallets live in the Express Checkout Element. */
const WALLETS = ['apple_pay', 'google_pay'];

export function specOf(setting: Setting, type: string): PaymentMethodSpec {
  const spec = setting.session.payment_method_specs.find((candidate) => candidate.type === type);
  return spec ?? { type, kind: 'redirect', delayed: false, reusable: false, required: [] };
}

export function offeredMethods(setting: Setting): PaymentMethodSpec[] {
  const listed = setting.session.payment_method_preference.ordered_payment_method_types;
  const wanted = setting.options.paymentMethodOrder ?? [];
  const order = [...wanted.filter((type) => listed.includes(type)), ...listed.filter((type) => !wanted.includes(type))];
  return [...new Set(order)].map((type) => specOf(setting, type)).filter((spec) => isOffered(setting, spec, listed));
}

function isOffered(setting: Setting, spec: PaymentMethodSpec, listed: string[]): boolean {
  if (WALLETS.includes(spec.type)) return false;
  if (setting.group.deferred && NOT_DEFERRED.includes(spec.type)) return false;
  if (decidedUsage(setting, spec.type) && !spec.reusable) return false;
  // Beside cards, Link is a way to fill in the card form, not a method of its own.
  if (spec.type === 'link') return !listed.includes('card') && setting.options.wallets?.link !== 'never';
  return true;
}

function features({ session }: Setting) {
  const element = session.customer?.customer_session.components.payment_element;
  return element?.enabled ? element.features : null;
}

/** The customer's saved payment methods that can be chosen, the default one first. */
export function savedMethods(setting: Setting): SavedPaymentMethod[] {
  const asked = features(setting);
  const customer = setting.session.customer;
  if (!customer || asked?.payment_method_redisplay !== 'enabled') return [];
  const listed = setting.session.payment_method_preference.ordered_payment_method_types;
  const usable = customer.payment_methods.filter(
    (method) => REDISPLAYED.includes(method.type) && (listed.includes(method.type) || method.type === 'link'),
  );
  const isDefault = (method: SavedPaymentMethod) => Number(method.id === customer.default_payment_method);
  const sorted = [...usable].sort((a, b) => isDefault(b) - isDefault(a));
  return sorted.slice(0, asked.payment_method_redisplay_limit ?? sorted.length);
}

export function canRemove(setting: Setting): boolean {
  return features(setting)?.payment_method_remove === 'enabled';
}

/** Only details of cards can be changed: their date and the holder's address. */
export function canEdit(setting: Setting, method: SavedPaymentMethod): boolean {
  return method.type === 'card' && Boolean(features(setting)) && Boolean(setting.group.customerSessionClientSecret);
}

/** Whether "Save payment details" is shown below a new method's form. */
export function offersToSave(setting: Setting, type: string): boolean {
  const asked = features(setting);
  return asked?.payment_method_save === 'enabled' && REDISPLAYED.includes(type) && specOf(setting, type).reusable;
}

export interface Keeping {
  allow_redisplay: 'always' | 'limited' | 'unspecified';
  setup_future_usage: 'off_session' | 'on_session' | null;
}

/**
 * What a new payment method may be used for afterwards. A usage that the merchant has decided stays; the checkbox then only
 * says whether the method is shown again.
 */
export function keeping(setting: Setting, type: string, ticked: boolean): Keeping {
  // For setup, the SetupIntent has its own usage: only what the merchant wrote is repeated.
  const decided = setting.group.mode === 'setup' ? (setting.group.setupFutureUsage ?? null) : decidedUsage(setting, type);
  if (!offersToSave(setting, type)) return { allow_redisplay: 'unspecified', setup_future_usage: decided };
  const onConsent = features(setting)?.payment_method_save_usage ?? null;
  return {
    allow_redisplay: ticked ? 'always' : 'limited',
    setup_future_usage: decided ?? (ticked && setting.group.mode !== 'setup' ? onConsent : null),
  };
}
