/** Element types: their document, the title of their frame, what a group needs to have for them. */

import type { FrameDocument } from './protocol';

export interface ElementKind {
  /** Absent: the element shows nothing. */
  document?: FrameDocument;
  title: string;
  /** Can be made in a group without client secret and mode. */
  bare: boolean;
  /** Needs the session call's answer. */
  session: boolean;
  /** `elements.submit()` asks it. */
  submitted: boolean;
  /** Shows a placeholder when it takes long. */
  loader: boolean;
  /** Its URL also carries the words by which newer browser tests select it. */
  accessory: boolean;
}

const kind = (title: string, document?: FrameDocument, more: Partial<ElementKind> = {}): ElementKind => ({
  document, title, bare: true, session: false, submitted: false, loader: false, accessory: false, ...more,
});

const field: Partial<ElementKind> = { session: true, submitted: true, loader: true };
const group: Partial<ElementKind> = { bare: false, session: true };

const address = kind('Secure address input frame', 'address', { ...field, accessory: true });
const email = kind('Secure email input frame', 'authentication', field);
const messaging = kind('Payment method messaging');
const bankList = kind('Secure bank list button frame', 'easel');
const issuing = kind('Secure display frame', 'easel');

export const elementKinds: Readonly<Record<string, ElementKind>> = {
  payment: kind('Secure payment input frame', 'payment', { ...group, ...field, accessory: true }),
  expressCheckout: kind('Secure express checkout frame', 'express-checkout', group),
  address,
  shippingAddress: address,
  linkAuthentication: email,
  contactDetails: email,
  card: kind('Secure card payment input frame', 'card'),
  cardNumber: kind('Secure card number input frame', 'card'),
  cardExpiry: kind('Secure expiration date input frame', 'card'),
  cardCvc: kind('Secure CVC input frame', 'card'),
  iban: kind('Secure IBAN input frame', 'iban'),
  auBankAccount: kind('Secure BECS input frame', 'easel'),
  idealBank: bankList,
  epsBank: bankList,
  fpxBank: bankList,
  p24Bank: bankList,
  taxId: kind('Secure tax ID input frame', 'easel', { ...group, submitted: true }),
  paymentForm: kind('Secure payment form frame', 'easel', group),
  currencySelector: kind('Secure currency selector', 'easel', group),
  paymentRequestButton: kind('Secure payment button frame'),
  paymentMethodMessaging: messaging,
  affirmMessage: messaging,
  afterpayClearpayMessage: messaging,
  terms: kind('Terms', undefined, { bare: false }),
  linkSignup: kind('Link signup', undefined, { bare: false }),
  issuingCardNumberDisplay: issuing,
  issuingCardCvcDisplay: issuing,
  issuingCardExpiryDisplay: issuing,
  issuingCardPinDisplay: issuing,
  issuingCardCopyButton: issuing,
  issuingAddToWalletButton: issuing,
};

export const cardParts: readonly string[] = ['card', 'cardNumber', 'cardExpiry', 'cardCvc'];
