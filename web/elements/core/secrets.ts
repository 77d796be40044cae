/** Client secrets: what they look like and which intent they belong to. */

import { mistake, shown } from './errors';

export type IntentKind = 'payment' | 'setup';

export interface IntentSecret {
  kind: IntentKind;
  id: string;
  secret: string;
}

const FORM = /^((pi|seti)_[A-Za-z0-9]+)_secret_[A-Za-z0-9_-]+$/;
const NAMES: Record<IntentKind, string> = { payment: 'PaymentIntent', setup: 'SetupIntent' };

export function parseSecret(value: unknown): IntentSecret | undefined {
  const match = typeof value === 'string' ? FORM.exec(value) : null;
  if (!match) return undefined;
  return { kind: match[2] === 'pi' ? 'payment' : 'setup', id: match[1] as string, secret: match[0] };
}

/** The secret given to a method, or the mistake that was made. */
export function expectSecret(value: unknown, method: string, kind?: IntentKind): IntentSecret {
  const what = `value for stripe.${method} intent secret`;
  if (value === undefined || value === null || value === '') {
    throw mistake(`Missing ${what}: value should be a client_secret string.`);
  }
  const secret = parseSecret(value);
  if (!secret) {
    throw mistake(`Invalid ${what}: value should be a client_secret string. You specified: ${shown(value)}.`);
  }
  if (kind && secret.kind !== kind) {
    throw mistake(
      `Invalid ${what}: value should be a ${NAMES[kind]} client secret. You specified: a ${NAMES[secret.kind]} client secret.`,
    );
  }
  return secret;
}

export const resourceOf = (kind: IntentKind): 'payment_intents' | 'setup_intents' =>
  kind === 'payment' ? 'payment_intents' : 'setup_intents';
