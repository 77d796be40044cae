/** `confirmCardPayment`, the `confirm…Payment` and `confirm…Setup` family, and `handleNextAction`. */

import { invalid, mistake, shown } from '../core/errors';
import { compact, mergeAll } from '../core/form';
import { mandateTypes, onlineMandate, type ConfirmMethod } from '../core/methods_table';
import { withoutAction, type Intent } from '../core/next_action';
import { isObject } from '../core/options/rules';
import type { Params } from '../core/protocol';
import { returnUrlProblem } from '../core/return_url';
import { expectSecret, resourceOf, type IntentKind, type IntentSecret } from '../core/secrets';
import { followActions, readIntent, type Outcome } from './actions';
import { collected, collector, validateElement } from './collect';
import { confirmOnce, exclusively, resultOf, type IntentResult } from './confirm';
import type { StripeContext } from './context';
import { cvcToken } from './create';
import { elementOf, groupOf, type ElementInternals } from './internals';
import { localized } from './texts';

interface Data {
  params: Params;
  /** Holds the number, the IBAN: its frame sends the confirmation. */
  element?: ElementInternals;
  /** Holds the security code of a saved card. */
  cvc?: ElementInternals;
}

const record = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

function refuseElement(value: unknown, method: string, type: string): void {
  if (!elementOf(value) && !groupOf(value)) return;
  throw invalid(`stripe.${method}()`, `do not pass an Element directly; pass {payment_method: {${type}: element}}`);
}

/** `payment_method` may be an id, or data in which an element stands for what was typed. */
function readPaymentMethod(value: unknown, type: string, method: string): { params: Params; element?: ElementInternals } {
  refuseElement(value, method, type);
  if (value === undefined || value === null) return { params: {} };
  if (typeof value === 'string') return { params: { payment_method: value } };
  if (!isObject(value)) throw invalid(`stripe.${method}()`, 'payment_method should be an id or an object', value);
  const element = elementOf(value[type]);
  const { [type]: own, ...rest } = value;
  const data: Params = { type, ...(rest as Params), ...(!element && own !== undefined && { [type]: own as Params }) };
  return { params: { payment_method_data: compact(data) }, element };
}

function readData(given: unknown, type: string, method: string): Data {
  refuseElement(given, method, type);
  if (given === undefined || given === null) return { params: {} };
  if (!isObject(given)) throw invalid(`stripe.${method}()`, 'data should be an object', given);
  const { payment_method, payment_method_options, ...rest } = given;
  const { params, element } = readPaymentMethod(payment_method, type, method);
  const options = record(payment_method_options);
  const card = record(options['card']);
  const cvc = elementOf(card['cvc']);
  const { cvc: _element, ...cardRest } = card;
  const own = compact({ ...options, ...(cvc && { card: cardRest }) } as Params);
  const problem = rest['return_url'] === undefined ? undefined : returnUrlProblem(rest['return_url']);
  if (problem) throw invalid(`stripe.${method}()`, `${problem}`, rest['return_url']);
  return { params: mergeAll(compact(rest as Params), params, own && { payment_method_options: own }), element, cvc };
}

async function send(context: StripeContext, secret: IntentSecret, data: Data): Promise<Outcome> {
  const resource = resourceOf(secret.kind);
  let params = mergeAll(data.params, { use_stripe_sdk: true, client_secret: secret.secret });
  if (data.cvc) {
    const token = await cvcToken(data.cvc);
    if (token.error) return { error: token.error };
    params = mergeAll(params, { payment_method_options: { card: { cvc_token: token.object.id } } });
  }
  const { element } = data;
  if (!element) return confirmOnce(context, secret, () => context.api.post(`/v1/${resource}/${secret.id}/confirm`, params, true));
  const holder = collector(element);
  const wrong = await validateElement(holder);
  if (wrong) return { error: wrong };
  return confirmOnce(context, secret, () => collected(holder.collect({ call: 'confirm', intent: resource, id: secret.id, params })));
}

const localeOf = (context: StripeContext, data: Data): string => (data.element ?? data.cvc)?.group.locale() ?? context.api.locale();

async function confirmWith(context: StripeContext, secret: IntentSecret, data: Data, handleActions: boolean): Promise<IntentResult> {
  const locale = localeOf(context, data);
  const outcome = await exclusively(secret.id, async () => {
    const sent = await send(context, secret, data);
    const done = sent.error || !handleActions ? sent : await followActions(context, locale, secret, sent.intent);
    return done.error ? { error: localized(done.error, locale) } : done;
  });
  return resultOf(secret.kind, outcome);
}

/** A debit by mandate goes with the customer's consent, unless the page gives its own. */
const withMandate = (type: string, params: Params): Params =>
  mandateTypes.includes(type) && params['mandate_data'] === undefined && params['mandate'] === undefined
    ? { ...params, mandate_data: onlineMandate }
    : params;

export async function confirmMethod(context: StripeContext, row: ConfirmMethod, cs: unknown, given: unknown, options: unknown): Promise<IntentResult> {
  const secret = expectSecret(cs, row.name, row.kind);
  const data = readData(given, row.type, row.name);
  const named = data.params['payment_method'] !== undefined || data.params['payment_method_data'] !== undefined;
  // Without data the intent may hold a payment method already; most of these types need nothing but their name.
  const bare = row.type === 'card' || named || record(options)['handleActions'] === false || row.type === 'us_bank_account';
  const params = bare ? data.params : mergeAll(data.params, { payment_method_data: { type: row.type } });
  return confirmWith(context, secret, { ...data, params: withMandate(row.type, params) }, record(options)['handleActions'] !== false);
}

/** Names from before `confirmCardPayment`: the element is the second argument. */
export async function confirmOld(context: StripeContext, kind: IntentKind, name: string, cs: unknown, second: unknown, third: unknown, act: boolean): Promise<IntentResult> {
  const secret = expectSecret(cs, name, kind);
  const element = elementOf(second);
  const given = record(element ? third : second);
  const { payment_method_data, source_data, payment_method, ...rest } = given;
  const params = mergeAll(
    compact(rest as Params),
    element ? { payment_method_data: mergeAll({ type: 'card' }, payment_method_data as Params | undefined) } : compact({ payment_method_data: payment_method_data as Params | undefined }),
    compact({ payment_method: payment_method as string | undefined }),
  );
  return confirmWith(context, secret, { params, element }, act);
}

export async function handleNextAction(context: StripeContext, given: unknown): Promise<IntentResult> {
  const method = 'handleNextAction';
  if (isObject(given) && given['hashedValue'] !== undefined) {
    throw mistake('stripe.handleNextAction() with hashedValue is not supported; pass {clientSecret}.');
  }
  const secret = expectSecret(isObject(given) ? given['clientSecret'] : undefined, method);
  return continueIntent(context, secret, withoutAction);
}

/** Reads the intent and does what it waits for. */
export async function continueIntent(
  context: StripeContext,
  secret: IntentSecret,
  judge: (intent: Intent, kind: IntentKind) => ReturnType<typeof withoutAction>,
): Promise<IntentResult> {
  const locale = context.api.locale();
  const outcome = await exclusively(secret.id, async () => {
    const now = await readIntent(context, secret);
    if (now.error) return now;
    if (now.intent.status !== 'requires_action') {
      const error = judge(now.intent, secret.kind);
      return error ? { error: localized(error, locale) } : now;
    }
    return followActions(context, locale, secret, now.intent);
  });
  return resultOf(secret.kind, outcome);
}

export async function retrieve(context: StripeContext, kind: IntentKind, method: string, cs: unknown): Promise<IntentResult> {
  return resultOf(kind, await readIntent(context, expectSecret(cs, method, kind)));
}
