/** The Payment Element's options as this side reads them. The library has checked them; unknown values are ignored. */

import type { Today } from '../card/checks';
import type { GroupState, Train } from '../protocol';
import type { ElementsSession, SessionIntent } from '../session';

export type Ask = 'auto' | 'never' | 'always' | 'if_required';

export interface AddressAsk {
  country?: Ask;
  postalCode?: Ask;
  state?: Ask;
  city?: Ask;
  line1?: Ask;
  line2?: Ask;
}

export type BillingAsk = Ask | { name?: Ask; email?: Ask; phone?: Ask; address?: Ask | AddressAsk };

export interface DefaultValues {
  billingDetails?: {
    name?: string;
    email?: string;
    phone?: string;
    address?: {
      country?: string;
      postal_code?: string;
      state?: string;
      city?: string;
      line1?: string;
      line2?: string;
    };
  };
  card?: { network?: string[] };
}

export interface LayoutOptions {
  type?: 'tabs' | 'accordion' | 'auto';
  defaultCollapsed?: boolean;
  radios?: boolean | 'auto' | 'always' | 'never' | 'if_multiple';
  spacedAccordionItems?: boolean;
  visibleAccordionItemsCount?: number;
  paymentMethodLogoPosition?: 'start' | 'end';
}

export type TermsAsk = 'auto' | 'always' | 'never';

export interface PaymentOptions {
  layout?: 'tabs' | 'accordion' | 'auto' | LayoutOptions;
  defaultValues?: DefaultValues;
  fields?: { billingDetails?: BillingAsk } & Record<string, { billingDetails?: BillingAsk } | BillingAsk | undefined>;
  terms?: Record<string, TermsAsk | undefined>;
  business?: { name?: string };
  wallets?: { applePay?: 'auto' | 'never'; googlePay?: 'auto' | 'never'; link?: 'auto' | 'never' };
  readOnly?: boolean;
  readonly?: boolean;
  paymentMethodOrder?: string[];
}

/** All that decides how the element looks, apart from what the customer does. */
export interface Setting {
  train: Train;
  options: PaymentOptions;
  group: GroupState;
  session: ElementsSession;
  today: Today;
}

export function isReadOnly(options: PaymentOptions): boolean {
  return Boolean(options.readOnly ?? options.readonly);
}

export function businessName({ options, session }: Setting): string {
  return options.business?.name || session.business_name;
}

/** The intent that the session was made for; absent while the group is deferred. */
export function sessionIntent(session: ElementsSession): SessionIntent | undefined {
  const preference = session.payment_method_preference;
  return preference.payment_intent ?? preference.setup_intent;
}

type Usage = 'off_session' | 'on_session' | null;

/** How a payment method of this type will be used later, as the merchant has already decided; null when not at all. */
export function decidedUsage({ group, session }: Setting, type: string): Usage {
  if (group.mode === 'setup') return 'off_session';
  const intent = sessionIntent(session);
  if (intent?.object === 'setup_intent') return 'off_session';
  const perType = methodOptions(group, intent)[type]?.setup_future_usage;
  if (perType === 'none') return null;
  if (perType === 'off_session' || perType === 'on_session') return perType;
  return intent?.setup_future_usage ?? group.setupFutureUsage ?? (group.mode === 'subscription' ? 'off_session' : null);
}

/** Whether the security code of a saved card is asked for again: the group's option or the intent's. */
export function asksForCodeAgain({ group, session }: Setting): boolean {
  return methodOptions(group, sessionIntent(session)).card?.require_cvc_recollection === true;
}

/** How a US bank account may be shown to be the customer's: by the dialog, by small deposits, or by either. */
export function bankWays({ group, session }: Setting): { instant: boolean; typed: boolean } {
  const way = methodOptions(group, sessionIntent(session)).us_bank_account?.verification_method;
  // The institution is the sandbox's: in live mode an account is typed.
  return { instant: way !== 'microdeposits' && !session.livemode, typed: way !== 'instant' || session.livemode };
}

function methodOptions(group: GroupState, intent?: SessionIntent): Record<string, Record<string, unknown> | undefined> {
  const given = intent?.payment_method_options ?? group.paymentMethodOptions ?? {};
  return given as Record<string, Record<string, unknown> | undefined>;
}
