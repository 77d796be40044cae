/** `createConfirmationToken`, `createPaymentMethod`, `createToken`, `createSource`. */

import type { ApiError } from '../core/api';
import { invalid, mistake, shown } from '../core/errors';
import { compact, mergeAll } from '../core/form';
import { isObject } from '../core/options/rules';
import type { Collect, Params } from '../core/protocol';
import { returnUrlProblem } from '../core/return_url';
import type { Answer } from './api';
import {
  collected, collector, expectGroup, expectSubmitted, expectWithheld, groupDetails, payingElement, validateElement, validateGroup,
} from './collect';
import type { StripeContext } from './context';
import { elementOf, groupOf, type ElementInternals, type GroupInternals } from './internals';
import { localized } from './texts';

type Result = { error: ApiError } | Record<string, unknown>;

const as = (name: string, answer: Answer, locale: string): Result =>
  answer.error ? { error: localized(answer.error, locale) } : { [name]: answer.object };

const record = (value: unknown): Params => (isObject(value) ? (value as Params) : {});

/** From one single element: card family, IBAN. */
export async function fromElement(element: ElementInternals, what: (params: Params) => Collect, params: Params): Promise<Answer> {
  const holder = collector(element);
  if (!holder.frameName()) return { error: holder.failure() ?? { type: 'invalid_request_error' } };
  const error = await validateElement(holder);
  return error ? { error } : collected(holder.collect(what(params)));
}

/** A security code alone, for a card that is saved: the other split fields of the group have no part in it. */
export const cvcToken = (element: ElementInternals): Promise<Answer> => collected(element.collect({ call: 'token', params: {} }));

/** From a payment element, with what its group adds. */
async function fromGroup(group: GroupInternals, method: string, what: (params: Params) => Collect, given: Params, nested: boolean): Promise<Answer> {
  const element = payingElement(group, method);
  expectSubmitted(group, method);
  const own = nested ? record(given['payment_method_data']) : given;
  const { billing_details, shipping } = groupDetails(group);
  const billing = mergeAll(billing_details, record(own['billing_details']));
  if (element.type === 'payment') expectWithheld(element, billing, method, nested ? 'params.payment_method_data' : 'params');
  const validated = await validateGroup(group);
  if (validated.error) return { error: validated.error };
  const details = compact({ billing_details: billing });
  const params = nested
    ? mergeAll(details && { payment_method_data: details }, shipping && { shipping }, compact(given))
    : mergeAll(compact(given), details);
  const answer = await collected(element.collect(what(params)));
  group.setConfirming(false);
  return answer;
}

export async function createConfirmationToken(context: StripeContext, given: unknown): Promise<Result> {
  const method = 'createConfirmationToken';
  if (!isObject(given)) throw invalid(`stripe.${method}()`, `pass an object such as {elements}; elements should be an Elements group`);
  const group = expectGroup(given['elements'], method);
  const params = record(given['params']);
  const problem = params['return_url'] === undefined ? undefined : returnUrlProblem(params['return_url']);
  if (problem) throw invalid(`stripe.${method}()`, `params.${problem}`, params['return_url']);
  const usage = group.options()['setupFutureUsage'] as string | null | undefined;
  const whole = mergeAll(usage ? { setup_future_usage: usage } : undefined, params);
  const answer = await fromGroup(group, method, (all) => ({ call: 'confirmation_token', params: all }), whole, true);
  return as('confirmationToken', answer, group.locale());
}

function expectCreation(group: GroupInternals): void {
  const { flags } = group.context;
  if (!flags.strictPaymentMethodCreation || group.options()['mode'] === undefined) return;
  if (group.options()['paymentMethodCreation'] === 'manual') return;
  throw mistake("stripe.createPaymentMethod() with elements requires the Elements group to be created with paymentMethodCreation: 'manual'.");
}

const paymentMethod = (params: Params): Collect => ({ call: 'payment_method', params });

async function paymentMethodOf(group: GroupInternals, given: Record<string, unknown>): Promise<Result> {
  expectCreation(group);
  const params = mergeAll(record(given['params']), compact({ metadata: given['metadata'] as Params | undefined }));
  return as('paymentMethod', await fromGroup(group, 'createPaymentMethod', paymentMethod, params, false), group.locale());
}

const TYPES: Record<string, string> = {
  card: 'card', cardNumber: 'card', cardExpiry: 'card', cardCvc: 'card', iban: 'sepa_debit', auBankAccount: 'au_becs_debit',
};

async function paymentMethodFrom(element: ElementInternals, type: string | undefined, rest: Params): Promise<Result> {
  const params = { type: type ?? TYPES[element.type], ...rest };
  return as('paymentMethod', await fromElement(element, paymentMethod, params), element.group.locale());
}

/** Three forms, and the older one with the type as a word in front. */
export async function createPaymentMethod(context: StripeContext, first: unknown, second?: unknown, third?: unknown): Promise<Result> {
  if (typeof first === 'string') return createPaymentMethod(context, { ...record(third), type: first, [first]: second });
  if (elementOf(first) || groupOf(first)) throw invalid('stripe.createPaymentMethod()', 'do not pass an Element directly; pass {elements} or {type, card: element}');
  if (!isObject(first)) throw invalid('stripe.createPaymentMethod()', 'options should be an object', first);
  if (first['elements'] !== undefined) return paymentMethodOf(expectGroup(first['elements'], 'createPaymentMethod'), first);
  if (first['element'] !== undefined) {
    const element = elementOf(first['element']);
    if (!element) throw invalid('stripe.createPaymentMethod()', 'element should be an Element, as returned by elements.create()');
    if (element.type === 'payment' || element.type === 'expressCheckout') return paymentMethodOf(element.group, first);
    return paymentMethodFrom(element, undefined, mergeAll(record(first['params']), compact({ metadata: first['metadata'] as Params | undefined })));
  }
  const type = first['type'];
  if (typeof type !== 'string' || !type) throw invalid('stripe.createPaymentMethod()', 'type should be a payment method type, such as \'card\'');
  const { [type]: data, ...rest } = first;
  const element = elementOf(data);
  if (element) return paymentMethodFrom(element, type, rest as Params);
  return as('paymentMethod', await context.api.post('/v1/payment_methods', first as Params), context.api.locale());
}

const CARD_KEYS = new Set(['card', 'cardNumber', 'cardExpiry', 'cardCvc']);
const PLAIN: Record<string, string> = { pii: 'pii', bank_account: 'bank_account', account: 'account', person: 'person', card: 'card' };

export async function createToken(context: StripeContext, what: unknown, data?: unknown): Promise<Result> {
  const token = (params: Params): Collect => ({ call: 'token', params });
  const source = what === 'cvc_update' ? data : what;
  const element = elementOf(source);
  if (element) {
    const locale = element.group.locale();
    if (what === 'cvc_update') return as('token', await cvcToken(element), locale);
    const extra = record(data);
    const params: Params = element.type === 'iban' ? { bank_account: extra }
      : CARD_KEYS.has(element.type) && element.type !== 'cardCvc' ? { card: extra } : {};
    return as('token', await fromElement(element, token, params), locale);
  }
  const key = typeof what === 'string' ? PLAIN[what] : undefined;
  if (!key) {
    throw invalid('stripe.createToken()', `pass an Element, or one of 'pii', 'bank_account', 'cvc_update', 'account', 'person' and data`, what);
  }
  return as('token', await context.api.post('/v1/tokens', { [key]: record(data) }), context.api.locale());
}

export async function createSource(context: StripeContext, what: unknown, data?: unknown): Promise<Result> {
  const element = elementOf(what);
  if (element) {
    const source = (params: Params): Collect => ({ call: 'source', params });
    return as('source', await fromElement(element, source, { type: TYPES[element.type], ...record(data) }), element.group.locale());
  }
  if (!isObject(what)) throw invalid('stripe.createSource()', 'pass an Element or an object', what);
  return as('source', await context.api.post('/v1/sources', what as Params), context.api.locale());
}
