/**
 * What differs between release trains, as one table. A train changes defaults and which names exist; frames are the same
 * for all. A new train is a new row here.
 */

import type { Train } from './protocol';

export interface TrainFlags {
  /** `Stripe.version`. */
  version: 3 | Train;
  /** Newest API version of the train; the oldest train follows the account's own version. */
  apiVersion?: string;
  defaultLayout: 'tabs' | 'accordion';
  /** Several methods: none is open at first. */
  collapsedByDefault: boolean;
  radiosMayBeBoolean: boolean;
  /** `paymentMethodTypes` in `elements()` and `update()`. */
  paymentMethodTypes: boolean;
  /** `elements.update()` answers with a promise and `update-end` is fired. */
  updateIsAsync: boolean;
  /** Postal code of cards is asked for in Canada, the United Kingdom and Puerto Rico too, not only in the US. */
  wideCardPostalCode: boolean;
  /** A group of a finished intent does not load. */
  finishedIntentFails: boolean;
  /** `createPaymentMethod({elements})` only with `paymentMethodCreation: 'manual'`. */
  strictPaymentMethodCreation: boolean;
  /** Names that were in an older train, with what replaces them. */
  removed: Readonly<Record<string, string>>;
  /** Names that a younger train brings and this one does not have. */
  missing: readonly string[];
  removedElements: Readonly<Record<string, string>>;
  missingElements: readonly string[];
}

const laterMethods = {
  billie: ['confirmBilliePayment'],
  amazon: ['confirmAmazonPaySetup'],
  form: ['initCheckoutFormSdk'],
  endive: ['confirmBlikSetup', 'confirmPayByBankPayment', 'initializePricing'],
};

const bankLists: Record<string, string> = {
  idealBank: 'the Payment Element',
  epsBank: 'the Payment Element',
  fpxBank: 'the Payment Element',
  p24Bank: 'the Payment Element',
  affirmMessage: "the 'paymentMethodMessaging' Element",
  afterpayClearpayMessage: "the 'paymentMethodMessaging' Element",
};

const withoutRedirect = {
  redirectToCheckout: 'the `url` of the Checkout Session',
};

const modern: Record<string, string> = {
  ...withoutRedirect,
  initCheckout: 'stripe.initCheckoutElementsSdk',
  initEmbeddedCheckout: 'stripe.createEmbeddedCheckoutPage',
  createSource: 'stripe.createPaymentMethod',
  retrieveSource: 'stripe.retrievePaymentIntent',
  handleCardPayment: 'stripe.confirmCardPayment',
  confirmPaymentIntent: 'stripe.confirmCardPayment',
  handleCardSetup: 'stripe.confirmCardSetup',
  confirmSetupIntent: 'stripe.confirmCardSetup',
  handleFpxPayment: 'stripe.confirmFpxPayment',
};

const v3: TrainFlags = {
  version: 3,
  defaultLayout: 'tabs',
  collapsedByDefault: false,
  radiosMayBeBoolean: true,
  paymentMethodTypes: true,
  updateIsAsync: false,
  wideCardPostalCode: true,
  finishedIntentFails: false,
  strictPaymentMethodCreation: true,
  removed: {},
  missing: [...laterMethods.billie, ...laterMethods.amazon, ...laterMethods.form, ...laterMethods.endive],
  removedElements: {},
  missingElements: ['linkSignup', 'taxId', 'issuingAddToWalletButton', 'paymentForm', 'contactDetails', 'terms'],
};

const acacia: TrainFlags = { ...v3, version: 'acacia', apiVersion: '2025-02-24.acacia' };

const basil: TrainFlags = {
  ...acacia,
  version: 'basil',
  apiVersion: '2025-08-27.basil',
  defaultLayout: 'accordion',
  collapsedByDefault: true,
  missing: [...laterMethods.amazon, ...laterMethods.form, ...laterMethods.endive],
  missingElements: ['paymentForm', 'contactDetails', 'terms'],
};

const clover: TrainFlags = {
  ...basil,
  version: 'clover',
  apiVersion: '2026-02-25.clover',
  wideCardPostalCode: false,
  finishedIntentFails: true,
  removed: withoutRedirect,
  missing: [...laterMethods.form, ...laterMethods.endive],
  removedElements: bankLists,
  missingElements: ['contactDetails', 'terms'],
};

const dahlia: TrainFlags = {
  ...clover,
  version: 'dahlia',
  apiVersion: '2026-08-26.dahlia',
  radiosMayBeBoolean: false,
  updateIsAsync: true,
  strictPaymentMethodCreation: false,
  removed: modern,
  missing: laterMethods.endive,
  missingElements: [],
};

const endive: TrainFlags = {
  ...dahlia,
  version: 'endive',
  apiVersion: '2026-10-28.endive',
  paymentMethodTypes: false,
  missing: [],
  removedElements: { ...bankLists, paymentRequestButton: "the 'expressCheckout' Element" },
};

export const trains: Readonly<Record<Train, TrainFlags>> = { v3, acacia, basil, clover, dahlia, endive };

export const flagsOf = (train: Train): TrainFlags => trains[train] ?? trains.endive;
