/** Checkout from the browser: leaving for the hosted page. The embedded forms exist by name and say that they are not here yet. */

import { invalid, invalidRequest, mistake, shown } from '../core/errors';
import type { ApiError } from '../core/api';
import { isObject } from '../core/options/rules';
import { leave } from './actions';
import type { StripeContext } from './context';

export async function redirectToCheckout(context: StripeContext, given: unknown): Promise<{ error: ApiError }> {
  const call = 'stripe.redirectToCheckout()';
  if (!isObject(given)) throw invalid(`${call}`, 'options should be an object', given);
  const session = given['sessionId'];
  if (session === undefined && (given['lineItems'] !== undefined || given['items'] !== undefined)) {
    return { error: invalidRequest('redirectToCheckout without sessionId is not available.') };
  }
  if (typeof session !== 'string' || !/^cs_[A-Za-z0-9_]+$/.test(session)) {
    throw invalid(`${call}`, 'sessionId should be the id of a Checkout Session', session);
  }
  return leave(`${context.served.origin}/c/pay/${session}`);
}

export const unavailable = (name: string): Error =>
  mistake(`stripe.${name}() is not available in this version of Florin.`);
