/** The names on the object that `Stripe(key)` returns. Each works without `this`; asynchronous ones reject instead of throwing. */

import { invalid, mistake } from '../core/errors';
import { confirmMethods, type ConfirmMethod } from '../core/methods_table';
import { expectSecret, type IntentKind } from '../core/secrets';
import { collectBankAccount, linkedMethod, verifyMicrodeposits } from './bank';
import { redirectToCheckout, unavailable } from './checkout';
import { confirmIntent } from './confirm';
import type { StripeContext } from './context';
import { createConfirmationToken, createPaymentMethod, createSource, createToken } from './create';
import { makeGroup } from './group';
import { confirmMethod, confirmOld, continueIntent, handleNextAction, retrieve } from './methods';
import { makePaymentRequest } from './payment_request';

type Method = (...given: unknown[]) => unknown;

const card: Record<IntentKind, ConfirmMethod> = {
  payment: { name: 'confirmCardPayment', kind: 'payment', type: 'card' },
  setup: { name: 'confirmCardSetup', kind: 'setup', type: 'card' },
};

const family = (context: StripeContext): Record<string, Method> =>
  Object.fromEntries(
    [...confirmMethods, card.payment, card.setup].map((row) => [
      row.name,
      (cs: unknown, data?: unknown, options?: unknown) => confirmMethod(context, row, cs, dataOf(row, cs, data), options),
    ]),
  );

/** A bank account that was linked before needs not be named again. */
function dataOf(row: ConfirmMethod, cs: unknown, data: unknown): unknown {
  if (row.type !== 'us_bank_account' || (data as { payment_method?: unknown } | undefined)?.payment_method) return data;
  const method = typeof cs === 'string' ? linkedMethod(cs.split('_secret_')[0] ?? '') : undefined;
  return method ? { ...(data as object | undefined), payment_method: method } : data;
}

const current = (context: StripeContext): Record<string, Method> => ({
  elements: (options) => makeGroup(context, options),
  confirmPayment: (options) => confirmIntent(context, 'payment', options),
  confirmSetup: (options) => confirmIntent(context, 'setup', options),
  createConfirmationToken: (options) => createConfirmationToken(context, options),
  createPaymentMethod: (first, second, third) => createPaymentMethod(context, first, second, third),
  createToken: (what, data) => createToken(context, what, data),
  createSource: (what, data) => createSource(context, what, data),
  handleNextAction: (options) => handleNextAction(context, options),
  handleCardAction: async (cs) => continueIntent(context, expectSecret(cs, 'handleCardAction', 'payment'), () => undefined),
  retrievePaymentIntent: (cs) => retrieve(context, 'payment', 'retrievePaymentIntent', cs),
  retrieveSetupIntent: (cs) => retrieve(context, 'setup', 'retrieveSetupIntent', cs),
  retrieveSource: async (options) => retrieveSource(context, options),
  collectBankAccountForPayment: (options) => collectBankAccount(context, 'payment', options),
  collectBankAccountForSetup: (options) => collectBankAccount(context, 'setup', options),
  verifyMicrodepositsForPayment: (cs, data) => verifyMicrodeposits(context, 'payment', cs, data),
  verifyMicrodepositsForSetup: (cs, data) => verifyMicrodeposits(context, 'setup', cs, data),
  paymentRequest: (options) => makePaymentRequest(options),
  redirectToCheckout: (options) => redirectToCheckout(context, options),
  createRadarSession: async () => {
    const answer = await context.api.post('/v1/radar/session');
    return answer.error ? { error: answer.error } : { radarSession: answer.object };
  },
});

const old = (context: StripeContext): Record<string, Method> => ({
  handleCardPayment: (cs, second, third) => confirmOld(context, 'payment', 'handleCardPayment', cs, second, third, true),
  confirmPaymentIntent: (cs, second, third) => confirmOld(context, 'payment', 'confirmPaymentIntent', cs, second, third, false),
  handleCardSetup: (cs, second, third) => confirmOld(context, 'setup', 'handleCardSetup', cs, second, third, true),
  confirmSetupIntent: (cs, second, third) => confirmOld(context, 'setup', 'confirmSetupIntent', cs, second, third, false),
  handleFpxPayment: (cs, second, third) => confirmOld(context, 'payment', 'handleFpxPayment', cs, second, third, true),
});

async function retrieveSource(context: StripeContext, given: unknown): Promise<object> {
  const { id, client_secret } = (given ?? {}) as { id?: unknown; client_secret?: unknown };
  if (typeof id !== 'string' || typeof client_secret !== 'string') throw invalid('stripe.retrieveSource()', 'pass {id, client_secret}');
  const answer = await context.api.get(`/v1/sources/${encodeURIComponent(id)}`, { client_secret });
  return answer.error ? { error: answer.error } : { source: answer.object };
}

/** Exist by name, so that a page can ask for them; what they stand for is not here. */
const promised = (
  'initCheckout initEmbeddedCheckout createEmbeddedCheckoutPage processOrder retrieveOrder verifyIdentity ' +
  'collectFinancialConnectionsAccounts collectBankAccountToken createEphemeralKeyNonce createFinancialAccountDisclosure ' +
  'createIssuingDisclosure createTreasuryDisclosure'
).split(' ');
const immediate = ['initCheckoutElementsSdk', 'initCheckoutFormSdk', 'initializePricing'];

const absent = (): Record<string, Method> => ({
  ...Object.fromEntries(promised.map((name) => [name, async () => Promise.reject(unavailable(name))])),
  ...Object.fromEntries(
    immediate.map((name) => [
      name,
      () => {
        throw unavailable(name);
      },
    ]),
  ),
});

/** Names that were dropped in this train say so when they are called, wherever they would return a promise. */
const dropped = (context: StripeContext): Record<string, Method> =>
  Object.fromEntries(
    Object.keys(context.flags.removed).map((name) => [
      name,
      () => {
        throw mistake(`stripe.${name}() is no longer supported in this version of Stripe.js. Use ${context.flags.removed[name]} instead.`);
      },
    ]),
  );

export function makeMethods(context: StripeContext): object {
  const methods: Record<string, unknown> = {
    ...family(context),
    ...current(context),
    ...old(context),
    ...absent(),
    ...dropped(context),
    registerAppInfo: () => undefined,
    _registerWrapper: () => undefined,
    _apiKey: context.key,
    _keyMode: context.keyMode,
  };
  for (const name of context.flags.missing) delete methods[name];
  return methods;
}
