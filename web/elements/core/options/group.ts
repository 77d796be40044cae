/** Options of `stripe.elements(options)` and `elements.update(options)`. */

import { invalid, mistake, shown } from '../errors';
import { parseSecret } from '../secrets';
import type { TrainFlags } from '../trains';
import { appearance, currency, fonts, locale } from './shared';
import { any, check, flag, isObject, list, map, nullable, object, positive, text, words, type Context, type Rule, type Shape } from './rules';

/** Spellings that are accepted beside the first. */
const spellings: Record<string, string> = {
  setup_future_usage: 'setupFutureUsage',
  capture_method: 'captureMethod',
  on_behalf_of: 'onBehalfOf',
  payment_method_types: 'paymentMethodTypes',
  payment_method_configuration: 'paymentMethodConfiguration',
  payment_method_options: 'paymentMethodOptions',
};

export type GroupOptions = Record<string, unknown>;

/** One spelling, and nothing that is `undefined`. */
export function normalize(options: unknown, call: string): GroupOptions {
  if (options === undefined || options === null) return {};
  if (!isObject(options)) throw invalid(`${call}`, 'options should be an object', options);
  const out: GroupOptions = {};
  for (const key of Object.keys(options)) {
    if (options[key] === undefined) continue;
    const name = spellings[key] ?? key;
    if (name !== key && options[name] !== undefined) {
      throw invalid(`${call}`, `${name} and ${key} are the same option; pass only one of them`);
    }
    out[name] = options[key];
  }
  return out;
}

const usage = words('off_session on_session');
const methodUsage = object({ setup_future_usage: words('none on_session off_session') });
const permissions = list(words('balances ownership payment_method transactions'));

const methodOptions: Rule = (value, path, context) => {
  if (!isObject(value)) return map(any)(value, path, context);
  for (const type of Object.keys(value)) {
    const at = `${path}.${type}`;
    if (type === 'card') {
      object({
        setup_future_usage: words('none on_session off_session'),
        require_cvc_recollection: flag,
        installments: object({ enabled: flag }),
      })(value[type], at, context);
    } else if (type === 'us_bank_account') {
      object({
        setup_future_usage: words('none on_session off_session'),
        verification_method: words('automatic instant microdeposits'),
        financial_connections: object({ permissions }),
      })(value[type], at, context);
    } else {
      methodUsage(value[type], at, context);
    }
  }
};

/** Only without a client secret. */
const deferred: Shape = {
  mode: words('payment setup subscription'),
  amount: positive,
  setupFutureUsage: nullable(usage),
  captureMethod: words('automatic automatic_async manual'),
  onBehalfOf: text,
  paymentMethodTypes: list(text),
  allowedPaymentMethodTypes: list(text),
  excludedPaymentMethodTypes: list(text),
  paymentMethodConfiguration: text,
  paymentMethodCreation: words('manual'),
  paymentMethodOptions: methodOptions,
  adaptivePricing: map(any),
};

const common: Shape = {
  clientSecret: any,
  currency,
  customerSessionClientSecret: text,
  customerOptions: map(any),
  externalPaymentMethodTypes: list(any),
  customPaymentMethods: list(any),
  appearance,
  fonts,
  locale,
  loader: words('auto always never'),
  syncAddressCheckbox: words('billing shipping none'),
};

const checkSecret = (value: unknown, context: Context): void => {
  if (parseSecret(value)) return;
  throw invalid(`${context.call}`, `clientSecret should be a client secret of the form \${id}_secret_\${secret}`, value);
};

const refuseOutsideDeferred = (options: GroupOptions, context: Context): void => {
  for (const key of Object.keys(deferred)) {
    if (key !== 'mode' && options[key] !== undefined) {
      throw mistake(`Invalid value for ${context.call}: \`${key}\` is only applicable when a \`mode\` is set.`);
    }
  }
};

const checkTypes = (options: GroupOptions, flags: TrainFlags, context: Context): void => {
  if (options['paymentMethodTypes'] !== undefined && !flags.paymentMethodTypes) {
    throw invalid(`${context.call}`, `paymentMethodTypes is no longer supported. Use allowedPaymentMethodTypes instead`);
  }
};

const checkAmount = (options: GroupOptions, context: Context): void => {
  if (options['mode'] === 'setup') return;
  if (options['amount'] === undefined) {
    throw mistake(`Invalid value for ${context.call}: amount is required when mode is ${shown(options['mode'])}, and must be an integer greater than 0.`);
  }
  if (options['currency'] === undefined) currency(options['currency'], 'currency', context);
};

const checkInstallments = (options: GroupOptions, context: Context): void => {
  const card = (options['paymentMethodOptions'] as { card?: { installments?: { enabled?: boolean } } } | undefined)?.card;
  if (!card?.installments?.enabled) return;
  const why =
    options['mode'] !== 'payment' ? "mode to be 'payment'"
    : options['paymentMethodTypes'] === undefined && options['allowedPaymentMethodTypes'] === undefined ? 'explicit paymentMethodTypes'
    : options['paymentMethodCreation'] === 'manual' ? "paymentMethodCreation not to be 'manual'"
    : undefined;
  if (why) throw invalid(`${context.call}`, `paymentMethodOptions.card.installments.enabled needs ${why}`);
};

const checkWhole = (options: GroupOptions, context: Context): void => {
  if (options['mode'] === undefined) return refuseOutsideDeferred(options, context);
  checkAmount(options, context);
  checkInstallments(options, context);
};

export function checkGroup(given: unknown, flags: TrainFlags, context: Context): GroupOptions {
  const options = normalize(given, context.call);
  if (options['clientSecret'] !== undefined && options['mode'] !== undefined) {
    throw invalid(`${context.call}`, `you cannot pass both clientSecret and mode`);
  }
  // `null` comes from pages that have not fetched the secret yet.
  if ('clientSecret' in options) checkSecret(options['clientSecret'], context);
  check({ ...common, ...deferred }, options, context);
  checkTypes(options, flags, context);
  checkWhole(options, context);
  return options;
}

/** The options as they are after the update; throws without having changed anything. */
export function checkGroupUpdate(before: GroupOptions, given: unknown, flags: TrainFlags, context: Context): GroupOptions {
  const change = normalize(given, context.call);
  if (change['clientSecret'] !== undefined && change['clientSecret'] !== before['clientSecret']) {
    throw invalid(`${context.call}`, `clientSecret cannot be changed. Create a new Elements group`);
  }
  check({ ...common, ...deferred }, change, context);
  checkTypes(change, flags, context);
  if (before['mode'] === undefined) {
    refuseOutsideDeferred(change, context);
    if (change['mode'] !== undefined) throw invalid(`${context.call}`, `mode cannot be set on a group that was created without it`);
  }
  const after = { ...before, ...change };
  checkWhole(after, context);
  return after;
}

/** What changes the answer of the session call. */
export const refreshing: readonly string[] = [...Object.keys(deferred), 'currency', 'customerSessionClientSecret', 'customPaymentMethods'];
