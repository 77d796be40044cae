/** Names and signs of payment methods, and what a saved one is called. */

import { networkName, type Network } from '../../core/card/brands';
import type { SavedPaymentMethod } from '../../core/session';
import type { Text } from '../../core/text';
import { MethodIcon } from '../shared/method-icons';
import { BrandIcon } from '../shared/brand-icons';
import { classes } from '../shared/fields';
import type { TextKey } from '../shared/texts';

/** Names that are the same in every language. Others are texts. */
const BRANDS: Record<string, string> = {
  ideal: 'iDEAL',
  bancontact: 'Bancontact',
  sofort: 'Sofort',
  link: 'Link',
  klarna: 'Klarna',
  affirm: 'Affirm',
  afterpay_clearpay: 'Afterpay',
  cashapp: 'Cash App Pay',
  paypal: 'PayPal',
  amazon_pay: 'Amazon Pay',
  p24: 'Przelewy24',
  eps: 'EPS',
  giropay: 'giropay',
  blik: 'BLIK',
  alipay: 'Alipay',
  wechat_pay: 'WeChat Pay',
  revolut_pay: 'Revolut Pay',
  mobilepay: 'MobilePay',
  grabpay: 'GrabPay',
  twint: 'TWINT',
  fpx: 'FPX',
  oxxo: 'OXXO',
  swish: 'Swish',
};

const TEXTS: Record<string, TextKey> = {
  card: 'payment.method.card',
  us_bank_account: 'payment.method.us_bank_account',
  sepa_debit: 'payment.method.sepa_debit',
  acss_debit: 'payment.method.acss_debit',
  au_becs_debit: 'payment.method.au_becs_debit',
  bacs_debit: 'payment.method.bacs_debit',
  customer_balance: 'payment.method.customer_balance',
};

export function methodName(type: string, text: Text<TextKey>): string {
  const key = TEXTS[type];
  if (key) return text(key);
  const words = type.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return BRANDS[type] ?? words.join(' ');
}

export function MethodLogo({ type, class: extra }: { type: string; class?: string }) {
  return (
    <span class={classes('p-MethodLogo', extra)} aria-hidden="true">
      <MethodIcon type={type} />
    </span>
  );
}

function details(method: SavedPaymentMethod): Record<string, unknown> {
  return (method[method.type] ?? {}) as Record<string, unknown>;
}

export interface SavedName {
  /** Brand or bank. */
  title: string;
  /** Four bullets and last digits, or an email address. */
  number: string;
}

export function savedName(method: SavedPaymentMethod, text: Text<TextKey>): SavedName {
  const known = details(method);
  const last4 = typeof known.last4 === 'string' ? known.last4 : typeof known.iban_last4 === 'string' ? known.iban_last4 : '';
  const number = last4 ? `•••• ${last4}` : typeof known.email === 'string' ? known.email : '';
  if (method.type === 'card') return { title: networkName(known.brand as Network) || text('payment.method.card'), number };
  const bank = typeof known.bank_name === 'string' ? known.bank_name : undefined;
  return { title: bank ?? methodName(method.type, text), number };
}

/** `04 / 31`, for cards. */
export function savedExpiry(method: SavedPaymentMethod): { month: number; year: number; text: string } | undefined {
  const { exp_month: month, exp_year: year } = details(method);
  if (method.type !== 'card' || typeof month !== 'number' || typeof year !== 'number') return undefined;
  return { month, year, text: `${String(month).padStart(2, '0')} / ${String(year).slice(-2)}` };
}

export function SavedLogo({ method }: { method: SavedPaymentMethod }) {
  if (method.type !== 'card') return <MethodLogo type={method.type} />;
  return (
    <span class="p-MethodLogo" aria-hidden="true">
      <BrandIcon network={(details(method).brand ?? 'unknown') as Network} />
    </span>
  );
}
