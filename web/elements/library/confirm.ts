/** `confirmPayment` and `confirmSetup`. */

import type { ApiError } from '../core/api';
import { invalid, invalidRequest, mistake, shown } from '../core/errors';
import { mismatch } from '../core/group';
import { compact, mergeAll } from '../core/form';
import { mandateTypes, onlineMandate } from '../core/methods_table';
import { hasMoved, redirectStatus, type Intent } from '../core/next_action';
import { isObject, words } from '../core/options/rules';
import type { Params } from '../core/protocol';
import { returnAddress, returnUrlProblem } from '../core/return_url';
import { expectSecret, resourceOf, type IntentKind, type IntentSecret } from '../core/secrets';
import { followActions, leave, readIntent, type Outcome } from './actions';
import type { Answer } from './api';
import { collected, expectGroup, expectSubmitted, expectWithheld, groupDetails, payingElement, validateGroup } from './collect';
import { warn, type StripeContext } from './context';
import { elementOf, groupOf, type ElementInternals, type GroupInternals } from './internals';
import { localized } from './texts';

export type IntentResult = { error: ApiError } | Record<string, unknown>;

export const resultOf = (kind: IntentKind, outcome: Outcome): IntentResult =>
  outcome.error ? { error: outcome.error } : { [kind === 'payment' ? 'paymentIntent' : 'setupIntent']: outcome.intent };

interface Request {
  method: string;
  kind: IntentKind;
  secret: IntentSecret;
  group?: GroupInternals;
  params: Params;
  redirect: 'always' | 'if_required';
  locale: string;
}

/** Confirmations whose answer was lost on the way, by context. */
const uncertain = new WeakMap<StripeContext, Set<string>>();
/** Confirmations under way: a second click waits for the first one's result. */
const running = new Map<string, Promise<Outcome>>();

const lostIn = (context: StripeContext): Set<string> => {
  const lost = uncertain.get(context) ?? new Set<string>();
  uncertain.set(context, lost);
  return lost;
};

/**
 * Sends one confirmation of an intent. Repeats by the browser itself are told by an idempotency key. When the shopper
 * tries again after an answer was lost, the intent is looked at first, and its state is the answer if it has moved: by
 * then another card may have been typed, so the first try's key would not fit.
 */
export async function confirmOnce(context: StripeContext, secret: IntentSecret, send: () => Promise<Answer>): Promise<Outcome> {
  const lost = lostIn(context);
  if (lost.has(secret.id)) {
    const before = await readIntent(context, secret);
    if (before.error) return before;
    lost.delete(secret.id);
    if (hasMoved(before.intent)) return before;
  }
  const answer = await send();
  if (answer.error?.type === 'api_connection_error') lost.add(secret.id);
  return answer.error ? { error: answer.error } : { intent: answer.object as Intent };
}

// A page that comes back from the browser's cache has left its confirmation behind.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) running.clear();
});

/** One confirmation per intent at a time. */
export function exclusively(id: string, run: () => Promise<Outcome>): Promise<Outcome> {
  const other = running.get(id);
  if (other) return other;
  const mine = run().finally(() => running.delete(id));
  running.set(id, mine);
  return mine;
}

function expectReturnUrl(method: string, params: Params, redirect: unknown): void {
  if (redirect !== undefined) words('always if_required')(redirect, 'redirect', { call: `stripe.${method}()`, warn });
  const url = params['return_url'];
  if (url === undefined || url === null) {
    if (redirect === 'if_required') return;
    throw mistake(`stripe.${method}() requires confirmParams.return_url, unless you pass redirect: 'if_required'.`);
  }
  const problem = returnUrlProblem(url);
  if (problem) throw invalid(`stripe.${method}()`, `confirmParams.${problem}`, url);
}

function readRequest(context: StripeContext, kind: IntentKind, given: unknown): Request {
  const method = kind === 'payment' ? 'confirmPayment' : 'confirmSetup';
  if (elementOf(given) || groupOf(given) || !isObject(given)) {
    throw invalid(`stripe.${method}()`, `pass an object such as {elements, confirmParams: {return_url}}; elements should be an Elements group`);
  }
  const group = given['elements'] === undefined && given['clientSecret'] !== undefined ? undefined : expectGroup(given['elements'], method);
  const own = group?.options()['clientSecret'];
  const named = given['clientSecret'];
  if (group && own === undefined && named === undefined) {
    throw mistake(`stripe.${method}() requires clientSecret, because the Elements group was created without one.`);
  }
  if (own !== undefined && named !== undefined && named !== own) {
    throw invalid(`stripe.${method}()`, `clientSecret is not the one that the Elements group was created with`);
  }
  const params = mergeAll(given['confirmParams'] as Params | undefined);
  const secret = expectSecret(named ?? own, method, kind);
  expectReturnUrl(method, params, given['redirect']);
  const redirect = given['redirect'] === 'if_required' ? 'if_required' : 'always';
  return { method, kind, secret, group, params, redirect, locale: group?.locale() ?? context.api.locale() };
}

/** With confirmation token or payment method given, nothing is collected. */
const isComplete = (params: Params): boolean => params['confirmation_token'] !== undefined || params['payment_method'] !== undefined;

function mandate(type: string | undefined, params: Params): Params {
  return type && mandateTypes.includes(type) && params['mandate_data'] === undefined ? { mandate_data: onlineMandate } : {};
}

function collectedParams(request: Request, group: GroupInternals, selected: string | undefined): Params {
  const { billing_details, shipping } = groupDetails(group);
  const fromGroup: Params = {
    ...(billing_details && { payment_method_data: { billing_details } }),
    ...(shipping && request.kind === 'payment' && { shipping }),
  };
  return mergeAll(fromGroup, compact(request.params), mandate(selected, request.params));
}

const post = (context: StripeContext, { kind, secret }: Request, params: Params): Promise<Answer> =>
  context.api.post(`/v1/${resourceOf(kind)}/${secret.id}/confirm`, params, true);

async function checkDeferred(context: StripeContext, request: Request, group: GroupInternals): Promise<ApiError | undefined> {
  const options = group.options();
  if (options['mode'] === undefined) return undefined;
  const now = await readIntent(context, request.secret);
  if (now.error) return now.error;
  const wrong = mismatch(options, now.intent);
  const name = request.kind === 'payment' ? 'PaymentIntent' : 'SetupIntent';
  return wrong ? invalidRequest(`Your ${name} does not match the options of the Elements group: ${wrong} is different.`, { param: wrong }) : undefined;
}

async function run(context: StripeContext, request: Request, element: ElementInternals | undefined): Promise<Outcome> {
  const { group, secret, params } = request;
  const common: Params = { use_stripe_sdk: true, client_secret: secret.secret };
  if (!group || !element) return confirmOnce(context, secret, () => post(context, request, mergeAll(compact(params), common)));
  const validated = await validateGroup(group);
  if (validated.error) return { error: validated.error };
  const problem = await checkDeferred(context, request, group);
  if (problem) return { error: problem };
  const all = mergeAll(collectedParams(request, group, validated.selected), common, { expected_payment_method_type: validated.selected });
  const intent = resourceOf(request.kind);
  return confirmOnce(context, secret, () => collected(element.collect({ call: 'confirm', intent, id: secret.id, params: all })));
}

async function finish(context: StripeContext, request: Request, outcome: Outcome): Promise<Outcome> {
  const done = outcome.error ? outcome : await followActions(context, request.locale, request.secret, outcome.intent);
  if (done.error) return { error: localized(done.error, request.locale) };
  const url = request.params['return_url'];
  if (request.redirect === 'always' && typeof url === 'string') {
    return leave(returnAddress(url, request.secret, redirectStatus(done.intent)));
  }
  return done;
}

export async function confirmIntent(context: StripeContext, kind: IntentKind, given: unknown): Promise<IntentResult> {
  const request = readRequest(context, kind, given);
  const { group, method, params } = request;
  if (!group && !isComplete(params)) {
    throw mistake(`stripe.${method}() without elements requires confirmParams.payment_method or confirmParams.confirmation_token.`);
  }
  const element = group && !isComplete(params) ? payingElement(group, method) : undefined;
  if (group && element) {
    expectSubmitted(group, method);
    const billing = mergeAll(groupDetails(group).billing_details, (params['payment_method_data'] as Params | undefined)?.['billing_details'] as Params | undefined);
    if (element.type === 'payment') expectWithheld(element, billing, method, 'confirmParams.payment_method_data');
  }
  const outcome = await exclusively(request.secret.id, async () => finish(context, request, await run(context, request, element)));
  group?.setConfirming(false);
  return resultOf(kind, outcome);
}
