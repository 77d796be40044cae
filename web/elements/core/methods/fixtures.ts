/** Settings for tests: a shop with everything, to be narrowed by each test. */

import type { GroupState, Train } from '../protocol';
import type { ElementsSession, PaymentMethodSpec, SavedPaymentMethod, SessionIntent } from '../session';
import type { PaymentOptions, Setting } from './options';

const spec = (type: string, kind: PaymentMethodSpec['kind'], reusable: boolean, ...required: string[]) =>
  ({ type, kind, delayed: kind === 'iban' || kind === 'bank_dialog', reusable, required }) as PaymentMethodSpec;

const SPECS: PaymentMethodSpec[] = [
  spec('card', 'card', true),
  spec('us_bank_account', 'bank_dialog', true, 'name', 'email'),
  spec('sepa_debit', 'iban', true, 'name', 'email'),
  spec('ideal', 'redirect', true, 'name'),
  spec('bancontact', 'redirect', true, 'name'),
  spec('sofort', 'redirect', true, 'country'),
  spec('eps', 'redirect', false, 'name'),
  spec('p24', 'redirect', false, 'email'),
  spec('klarna', 'redirect', true, 'email', 'country'),
  spec('afterpay_clearpay', 'redirect', false, 'name', 'email', 'address'),
  spec('blik', 'redirect', false),
  spec('link', 'link', true, 'email'),
];

export function savedCard(id: string, last4 = '4242', brand = 'visa'): SavedPaymentMethod {
  return {
    id,
    object: 'payment_method',
    type: 'card',
    allow_redisplay: 'always',
    billing_details: { name: 'Jenny Rosen', email: null, phone: null, address: { country: 'DE', postal_code: '10115' } },
    card: { brand, last4, exp_month: 4, exp_year: 2031, funding: 'credit', networks: { available: [brand], preferred: null } },
  };
}

export function savedDebit(id: string): SavedPaymentMethod {
  return {
    id,
    object: 'payment_method',
    type: 'sepa_debit',
    billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' },
    sepa_debit: { last4: '3000', country: 'DE', bank_code: '37040044' },
  };
}

export interface Given {
  train?: Train;
  types?: string[];
  options?: PaymentOptions;
  group?: Partial<GroupState>;
  intent?: Partial<SessionIntent>;
  country?: string;
  saved?: SavedPaymentMethod[];
  defaultMethod?: string;
  features?: Partial<Record<string, unknown>>;
}

const FEATURES = {
  payment_method_allow_redisplay_filters: ['always'],
  payment_method_redisplay: 'enabled',
  payment_method_redisplay_limit: null,
  payment_method_remove: 'enabled',
  payment_method_save: 'enabled',
  payment_method_save_usage: 'off_session',
};

function customerOf(given: Given): ElementsSession['customer'] {
  if (!given.saved && !given.features) return null;
  return {
    id: 'cus_1',
    default_payment_method: given.defaultMethod ?? null,
    payment_methods: given.saved ?? [],
    customer_session: {
      id: 'cuss_1',
      customer: 'cus_1',
      expires_at: 2_000_000_000,
      components: { payment_element: { enabled: true, features: { ...FEATURES, ...given.features } as never } },
    },
  };
}

export function sessionOf(given: Given = {}): ElementsSession {
  const intent = { id: 'pi_1', object: 'payment_intent', status: 'requires_payment_method', ...given.intent } as SessionIntent;
  return {
    object: 'elements_session',
    session_id: 'elements_session_1',
    livemode: false,
    account: 'acct_1',
    business_name: 'Rocket Rides',
    merchant_country: 'US',
    payment_method_preference: {
      object: 'payment_method_preference',
      type: given.intent ? 'payment_intent' : 'deferred_intent',
      country_code: given.country ?? 'US',
      ordered_payment_method_types: given.types ?? ['card', 'us_bank_account', 'sepa_debit', 'ideal'],
      ...(given.intent && { [intent.object]: intent }),
    },
    payment_method_specs: SPECS,
    customer: customerOf(given),
    settings: { dom_profile: 'auto', link_checkbox: 'off', test_wallet: false, checkout_base_url: '' },
  };
}

export function settingOf(given: Given = {}): Setting {
  const deferred = !given.intent;
  return {
    train: given.train ?? 'basil',
    options: given.options ?? {},
    group: { mode: 'payment', deferred, amount: 1099, currency: 'usd', siblings: [], ...given.group },
    session: sessionOf(given),
    today: { month: 11, year: 2026 },
  };
}
