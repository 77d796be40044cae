/** From an intent as the API shows it to what happens next in the browser. */

import type { ApiError, ApiObject } from './api';
import { invalidRequest } from './errors';
import type { IntentKind } from './secrets';

export interface Intent extends ApiObject {
  status: string;
  client_secret?: string;
  next_action?: ({ type: string } & Record<string, unknown>) | null;
  last_payment_error?: ApiError | null;
  last_setup_error?: ApiError | null;
  return_url?: string | null;
}

export type Step =
  /** The bank is asked whether it wants to see its customer. */
  | { step: 'authenticate'; source: string }
  /** The bank's page is shown in a layer. */
  | { step: 'challenge'; url: string; source?: string }
  | { step: 'leave'; url: string }
  /** What the customer has to do outside is shown in a layer. */
  | { step: 'instruct'; kind: string; details: Record<string, unknown> }
  | { step: 'failed'; error: ApiError }
  /** Nothing to do here: finished, or the page itself goes on. */
  | { step: 'done' };

const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);
const record = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

/** Only our own or another web page: a scheme such as `javascript:` must never be followed. */
const web = (value: unknown): string | undefined => (/^https?:\/\//i.test(text(value) ?? '') ? text(value) : undefined);

function sdkStep(details: Record<string, unknown>): Step {
  const source = text(details['three_d_secure_2_source']);
  if (details['type'] === 'stripe_3ds2_fingerprint' && source) return { step: 'authenticate', source };
  const url = web(details['stripe_js']);
  // The attempt's id ends the address of its page.
  if (url) return { step: 'challenge', url, source: /\/(payatt_[A-Za-z0-9]+)(?:[?#]|$)/.exec(url)?.[1] };
  return { step: 'failed', error: invalidRequest('This payment asks for a step that this script does not know.') };
}

export function nextStep(intent: Intent, kind: IntentKind): Step {
  if (intent.status === 'requires_payment_method') {
    const error = failureOf(intent, kind);
    return error ? { step: 'failed', error } : { step: 'done' };
  }
  const action = intent.next_action;
  if (intent.status !== 'requires_action' || !action) return { step: 'done' };
  const details = record(action[action.type]);
  if (action.type === 'use_stripe_sdk') return sdkStep(details);
  if (action.type === 'redirect_to_url' || action.type === 'alipay_handle_redirect') {
    const url = web(details['url']);
    return url ? { step: 'leave', url } : { step: 'failed', error: invalidRequest('The address of the bank is missing.') };
  }
  if (/_display_|^display_/.test(action.type)) return { step: 'instruct', kind: action.type, details };
  return { step: 'done' };
}

/** The last attempt's error with the intent beside it, as the methods' `error`. */
export function failureOf(intent: Intent, kind: IntentKind): ApiError | undefined {
  const last = kind === 'payment' ? intent.last_payment_error : intent.last_setup_error;
  if (!last) return undefined;
  return { ...last, [kind === 'payment' ? 'payment_intent' : 'setup_intent']: intent };
}

const MOVED = ['succeeded', 'processing', 'requires_capture', 'requires_action'];

/** An intent that moved while the answer was lost need not, and must not, be confirmed again. */
export const hasMoved = (intent: Intent): boolean => MOVED.includes(intent.status);

/** `redirect_status` when the page leaves by itself. */
export const redirectStatus = (intent: Intent): string =>
  intent.status === 'succeeded' || intent.status === 'requires_capture' ? 'succeeded' : 'processing';

/** What `handleNextAction` says of an intent that waits for nothing in the browser. */
export function withoutAction(intent: Intent, kind: IntentKind): ApiError | undefined {
  if (['succeeded', 'processing', 'requires_capture', 'requires_confirmation', 'canceled'].includes(intent.status)) return undefined;
  return failureOf(intent, kind) ?? invalidRequest(
    `handleNextAction: The ${kind === 'payment' ? 'PaymentIntent' : 'SetupIntent'} supplied is not in the requires_action state.`,
    { [kind === 'payment' ? 'payment_intent' : 'setup_intent']: intent },
  );
}

/** After a step in a layer: the server has not moved the intent yet, so it is asked again. */
export const stillWaits = (before: Intent, now: Intent): boolean =>
  now.status === 'requires_action' && JSON.stringify(now.next_action) === JSON.stringify(before.next_action);
