/** The `confirm…Payment` and `confirm…Setup` family: one function each, by payment method. */

import type { IntentKind } from './secrets';

export interface ConfirmMethod {
  name: string;
  kind: IntentKind;
  /** Payment method type; also the key of its own data. */
  type: string;
}

const payments =
  'AcssDebit Affirm AfterpayClearpay Alipay AuBecsDebit Bancontact Billie Blik Boleto Cashapp CustomerBalance Eps Fpx Giropay ' +
  'GrabPay Ideal Klarna Konbini Mobilepay Multibanco Oxxo P24 PayByBank PayNow PayPal Pix PromptPay SepaDebit Sofort Twint ' +
  'UsBankAccount WechatPay';
const setups =
  'AcssDebit AmazonPay AuBecsDebit BacsDebit Bancontact Blik Cashapp Ideal PayPal SepaDebit Sofort UsBankAccount';

/** Where the API writes a name in one word. */
const types: Record<string, string> = { GrabPay: 'grabpay', PayNow: 'paynow', PayPal: 'paypal', PromptPay: 'promptpay', P24: 'p24' };

const typeOf = (name: string): string =>
  types[name] ?? name.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

const rows = (names: string, kind: IntentKind): ConfirmMethod[] =>
  names.split(' ').map((name) => ({
    name: `confirm${name}${kind === 'payment' ? 'Payment' : 'Setup'}`,
    kind,
    type: typeOf(name),
  }));

export const confirmMethods: readonly ConfirmMethod[] = [...rows(payments, 'payment'), ...rows(setups, 'setup')];

/** Debits by mandate: the customer's consent is given in the browser, whose address and agent the server sees for itself. */
export const mandateTypes: readonly string[] = ['sepa_debit', 'us_bank_account', 'acss_debit', 'au_becs_debit', 'bacs_debit'];

export const onlineMandate = { customer_acceptance: { type: 'online' } };
