/** What the sandbox's wallet knows of its owner, and what the page is told at each step. Pure. */

import type { Params } from '../../core/protocol';
import type { ElementsSession } from '../../core/session';

export interface Address {
  line1: string;
  line2: string | null;
  city: string;
  state: string;
  postal_code: string;
  country: string;
}

export interface Owner {
  name: string;
  email: string;
  phone: string;
  address: Address;
}

export const OWNERS: Owner[] = [
  {
    name: 'Jenny Rosen',
    email: 'jenny.rosen@example.com',
    phone: '+15555550123',
    address: { line1: '354 Oyster Point Blvd', line2: null, city: 'South San Francisco', state: 'CA', postal_code: '94080', country: 'US' },
  },
  {
    name: 'Erika Mustermann',
    email: 'erika.mustermann@example.com',
    phone: '+4930901820',
    address: { line1: 'Heidestraße 17', line2: null, city: 'Berlin', state: '', postal_code: '10557', country: 'DE' },
  },
];

export interface ShippingRate {
  id: string;
  amount: number;
  displayName: string;
}

export interface WalletOptions {
  allowedShippingCountries?: string[];
  billingAddressRequired?: boolean;
  emailRequired?: boolean;
  phoneNumberRequired?: boolean;
  shippingAddressRequired?: boolean;
  shippingRates?: ShippingRate[];
  lineItems?: { name: string; amount: number }[];
  buttonHeight?: number;
  paymentMethods?: { link?: 'auto' | 'never' };
}

/** The wallet plays Link: the only one of the six that is not another company's window. */
export function availability(session: ElementsSession | undefined): Record<string, boolean> | undefined {
  if (!session?.settings.test_wallet) return undefined;
  return { amazonPay: false, applePay: false, googlePay: false, klarna: false, link: true, paypal: false };
}

export function isShown(session: ElementsSession | undefined, options: WalletOptions): boolean {
  return availability(session) !== undefined && options.paymentMethods?.link !== 'never';
}

/** Before the payment a page learns where to, not to whom exactly. */
export function partialAddress({ address }: Owner): Params {
  const { city, state, postal_code, country } = address;
  return { city, state, postal_code, country };
}

export function ownersFor({ allowedShippingCountries: allowed }: WalletOptions): Owner[] {
  return allowed?.length ? OWNERS.filter((owner) => allowed.includes(owner.address.country)) : OWNERS;
}

export function confirmation(owner: Owner, options: WalletOptions, rate: ShippingRate | undefined): Record<string, unknown> {
  const { name, email, phone, address } = owner;
  return {
    expressPaymentType: 'link',
    billingDetails: {
      name,
      ...(options.emailRequired && { email }),
      ...(options.phoneNumberRequired && { phone }),
      ...(options.billingAddressRequired !== false && { address }),
    },
    ...(options.shippingAddressRequired && { shippingAddress: { name, address }, shippingRate: rate }),
  };
}

/** A card that always pays, from the wallet. */
export function paymentMethodData(owner: Owner): Params {
  const { name, email, phone, address } = owner;
  const { line2, ...rest } = address;
  return {
    type: 'card',
    card: { token: 'tok_visa' },
    billing_details: { name, email, phone, address: line2 ? { ...rest, line2 } : rest },
  };
}

/** The page may answer `click`, `shippingaddresschange` and `shippingratechange` with new rates and lines. */
export function merged(options: WalletOptions, answer: unknown): WalletOptions {
  const given = (typeof answer === 'object' && answer !== null ? answer : {}) as WalletOptions;
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...options, ...Object.fromEntries(present) };
}

export function money(amount: number, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
