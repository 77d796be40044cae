/** Calls to the API from a frame: same origin, form-encoded, with everything in the body. */

import type { ApiError, ApiObject } from '../../core/api';
import { encodeForm, mergeParams } from '../../core/form';
import type { Collect, Collected, Params } from '../../core/protocol';
import type { Frame } from './frame';

/** New for every call: it tells a repeat by the browser itself, which sends again when a connection breaks. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export async function post(frame: Frame, path: string, params: Params): Promise<Collected> {
  const { apiKey, apiVersion, stripeAccount } = frame.init.call;
  const body = encodeForm({ ...params, key: apiKey, _stripe_version: apiVersion, _stripe_account: stripeAccount });
  const failed = { error: { type: 'api_connection_error', message: frame.text('error.connection') } } as const;
  let answer: { error?: ApiError } & Partial<ApiObject>;
  try {
    const headers = { 'Idempotency-Key': randomKey() };
    const response = await fetch(path, { method: 'POST', body, headers, credentials: 'omit', referrerPolicy: 'origin' });
    answer = await response.json();
  } catch {
    return failed;
  }
  if (typeof answer !== 'object' || answer === null) return failed;
  return answer.error ? { error: answer.error } : { object: answer as ApiObject };
}

/**
 * Posts what the library asked for. `details` are the payment method's parameters as typed (`type`, `card`,
 * `billing_details`); what the library adds wins over them.
 */
export function collect(frame: Frame, request: Collect, details: Params): Promise<Collected> {
  const inside = request.call === 'confirm' || request.call === 'confirmation_token';
  return collectParams(frame, request, inside ? { payment_method_data: details } : details);
}

/** As `collect`, with parameters that stand at the top of the call. */
export async function collectParams(frame: Frame, request: Collect, own: Params): Promise<Collected> {
  return post(frame, pathOf(request), mergeParams(own, request.params));
}

function pathOf(request: Collect): string {
  switch (request.call) {
    case 'payment_method':
      return '/v1/payment_methods';
    case 'source':
      return '/v1/sources';
    case 'token':
      return '/v1/tokens';
    case 'confirmation_token':
      return '/v1/confirmation_tokens';
    case 'confirm':
      if (!/^(pi|seti)_[A-Za-z0-9]+$/.test(request.id)) throw new Error('not the id of an intent');
      if (!['payment_intents', 'setup_intents'].includes(request.intent)) throw new Error('not a kind of intent');
      return `/v1/${request.intent}/${request.id}/confirm`;
  }
}
