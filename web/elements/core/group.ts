/** What a group is about, from its options. */

import type { GroupOptions } from './options/group';
import type { GroupState, Params } from './protocol';
import { parseSecret } from './secrets';

export type GroupMode = 'bare' | 'intent' | 'deferred';

export const modeOf = (options: GroupOptions): GroupMode =>
  options['clientSecret'] !== undefined ? 'intent' : options['mode'] !== undefined ? 'deferred' : 'bare';

export function groupState(options: GroupOptions, siblings: GroupState['siblings']): GroupState {
  const secret = parseSecret(options['clientSecret']);
  const given = <T>(key: string): T | undefined => options[key] as T | undefined;
  return {
    mode: secret ? (secret.kind === 'setup' ? 'setup' : 'payment') : (given<GroupState['mode']>('mode') ?? 'bare'),
    deferred: modeOf(options) === 'deferred',
    amount: given('amount'),
    currency: given('currency'),
    setupFutureUsage: given('setupFutureUsage'),
    captureMethod: given('captureMethod'),
    paymentMethodCreation: given('paymentMethodCreation'),
    paymentMethodOptions: given('paymentMethodOptions'),
    customerSessionClientSecret: given('customerSessionClientSecret'),
    siblings,
  };
}

/** Parameters of `GET /v1/elements/sessions`; `undefined` for a group without a session. */
export function sessionParams(options: GroupOptions, locale: string): Params | undefined {
  const shared: Params = {
    customer_session_client_secret: options['customerSessionClientSecret'] as string | undefined,
    locale,
  };
  const secret = parseSecret(options['clientSecret']);
  if (secret) return { type: `${secret.kind}_intent`, client_secret: secret.secret, ...shared };
  if (options['mode'] === undefined) return undefined;
  const value = (key: string): Params[string] => (options[key] ?? undefined) as Params[string];
  return {
    type: 'deferred_intent',
    deferred_intent: {
      mode: value('mode'),
      amount: value('amount'),
      currency: value('currency'),
      setup_future_usage: value('setupFutureUsage'),
      capture_method: value('captureMethod'),
      on_behalf_of: value('onBehalfOf'),
      payment_method_types: value('paymentMethodTypes'),
      allowed_payment_method_types: value('allowedPaymentMethodTypes'),
      excluded_payment_method_types: value('excludedPaymentMethodTypes'),
      payment_method_configuration: value('paymentMethodConfiguration'),
      payment_method_creation: value('paymentMethodCreation'),
      payment_method_options: value('paymentMethodOptions'),
    },
    ...shared,
  };
}

/** Statuses in which a group does not load from the train of September 2025 on. */
const FINISHED = ['succeeded', 'canceled', 'processing', 'requires_capture'];
const VOUCHERS = ['boleto', 'knet', 'oxxo', 'us_cash_voucher'];

export function isFinished(intent: { status: string; next_action?: unknown } | undefined): boolean {
  if (!intent) return false;
  if (FINISHED.includes(intent.status)) return true;
  const type = (intent.next_action as { type?: string } | null | undefined)?.type ?? '';
  return intent.status === 'requires_action' && VOUCHERS.some((voucher) => type.startsWith(voucher));
}

/** First property in which what the elements were told and the intent differ. */
export function mismatch(options: GroupOptions, intent: Record<string, unknown>): string | undefined {
  const isSetup = intent['object'] === 'setup_intent';
  // A subscription that begins with a trial has a SetupIntent.
  if (options['mode'] === 'setup' ? !isSetup : options['mode'] === 'payment' && isSetup) return 'mode';
  const pairs: [string, string][] = [['currency', 'currency'], ['amount', 'amount'], ['captureMethod', 'capture_method']];
  for (const [option, field] of pairs) {
    if (options[option] === undefined || intent[field] === undefined || intent[field] === null) continue;
    // Both mean that the money is captured at once.
    const same = (value: unknown): unknown => (value === 'automatic_async' ? 'automatic' : value);
    if (same(options[option]) !== same(intent[field])) return option;
  }
  const usage = options['setupFutureUsage'] as string | null | undefined;
  const intents = intent['setup_future_usage'] as string | null | undefined;
  if (!isSetup && usage && intents !== undefined && intents !== usage) return 'setupFutureUsage';
  return undefined;
}
