import { expect, it } from 'vitest';
import { confirmMethods } from './methods_table';

const typeOf = (name: string): string | undefined => confirmMethods.find((row) => row.name === name)?.type;

it.each([
  ['confirmIdealPayment', 'ideal'],
  ['confirmSepaDebitSetup', 'sepa_debit'],
  ['confirmAfterpayClearpayPayment', 'afterpay_clearpay'],
  ['confirmUsBankAccountPayment', 'us_bank_account'],
  ['confirmPayPalSetup', 'paypal'],
  ['confirmGrabPayPayment', 'grabpay'],
  ['confirmPayNowPayment', 'paynow'],
  ['confirmPromptPayPayment', 'promptpay'],
  ['confirmP24Payment', 'p24'],
  ['confirmWechatPayPayment', 'wechat_pay'],
  ['confirmAuBecsDebitPayment', 'au_becs_debit'],
  ['confirmPayByBankPayment', 'pay_by_bank'],
  ['confirmAmazonPaySetup', 'amazon_pay'],
])('%s is %s', (name, type) => expect(typeOf(name)).toBe(type));
