/** What has to happen in the browser between a confirmation and its end: 3-D Secure, instructions, leaving the page. */

import type { ApiError } from '../core/api';
import { invalidRequest } from '../core/errors';
import { nextStep, stillWaits, type Intent, type Step } from '../core/next_action';
import { resourceOf, type IntentSecret } from '../core/secrets';
import { fileOf, type StripeContext } from './context';
import { controllerName } from './dom';
import { openLayer } from './layer';
import { localized } from './texts';

export type Outcome = { intent: Intent; error?: undefined } | { error: ApiError; intent?: undefined };

/** Settles never: the page is on its way to somewhere else, and its code after `await` must not run. */
export const leaving = (): Promise<never> => new Promise(() => undefined);

export function leave(url: string): Promise<never> {
  window.location.href = url;
  return leaving();
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function readIntent(context: StripeContext, secret: IntentSecret): Promise<Outcome> {
  const answer = await context.api.get(`/v1/${resourceOf(secret.kind)}/${secret.id}`, { client_secret: secret.secret });
  return answer.error ? { error: answer.error } : { intent: answer.object as Intent };
}

/** After a step outside, the server takes a moment; the shopper should not notice. */
const PAUSES_MS = [100, 200, 300, 500, 700, ...Array<number>(30).fill(1_000)];

async function readMoved(context: StripeContext, secret: IntentSecret, before: Intent): Promise<Outcome> {
  let last = await readIntent(context, secret);
  for (const pause of PAUSES_MS) {
    const lost = last.error?.type === 'api_connection_error';
    if (!lost && (last.error || !stillWaits(before, last.intent as Intent))) break;
    await wait(pause);
    last = await readIntent(context, secret);
  }
  return last;
}

const browserFacts = (): string =>
  JSON.stringify({
    browserJavaEnabled: false,
    browserJavascriptEnabled: true,
    browserLanguage: navigator.language,
    browserColorDepth: String(screen.colorDepth),
    browserScreenHeight: String(screen.height),
    browserScreenWidth: String(screen.width),
    browserTZ: String(new Date().getTimezoneOffset()),
    browserUserAgent: navigator.userAgent,
    fingerprintAttempted: false,
    threeDSCompInd: 'U',
  });

async function challenge(context: StripeContext, locale: string, url: string, source: string | undefined): Promise<ApiError | undefined> {
  const end = await openLayer({
    context,
    locale,
    controllerId: controllerName(),
    document: 'three-ds-2-challenge',
    options: { url, source },
  });
  // Also when the customer has closed the dialog: an authentication that nobody finishes has failed.
  const told = source ? await context.api.post('/v1/3ds2/challenge_complete', { source }) : undefined;
  if (end.error) return end.error;
  return told?.error?.type === 'api_connection_error' ? undefined : told?.error;
}

async function authenticate(context: StripeContext, locale: string, source: string): Promise<ApiError | undefined> {
  const answer = await context.api.post('/v1/3ds2/authenticate', { source, browser: browserFacts() });
  if (answer.error) return answer.error;
  const { state, challenge_url } = answer.object as unknown as { state?: string; challenge_url?: string };
  if (state !== 'challenge_required' || !challenge_url) return undefined;
  return challenge(context, locale, challenge_url, source);
}

async function instruct(context: StripeContext, locale: string, step: Extract<Step, { step: 'instruct' }>): Promise<void> {
  if (!fileOf('instructions-inner')) return;
  await openLayer({
    context,
    locale,
    controllerId: controllerName(),
    document: 'instructions-inner',
    options: { kind: step.kind, details: step.details },
  });
}

/** More rounds than any payment needs: a server that always wants one more must not hold the page forever. */
const ROUNDS = 5;

/** Goes through all next actions. Never settles when the customer is sent to another page. */
export async function followActions(context: StripeContext, locale: string, secret: IntentSecret, first: Intent): Promise<Outcome> {
  let intent = first;
  for (let round = 0; round < ROUNDS; round++) {
    const step = nextStep(intent, secret.kind);
    let error: ApiError | undefined;
    switch (step.step) {
      case 'done':
        return { intent };
      case 'failed':
        return { error: localized(step.error, locale) };
      case 'leave':
        return leave(step.url);
      case 'instruct':
        await instruct(context, locale, step);
        return readIntent(context, secret);
      case 'challenge':
        error = await challenge(context, locale, step.url, step.source);
        break;
      case 'authenticate':
        error = await authenticate(context, locale, step.source);
        break;
    }
    const now = error ? await readIntent(context, secret) : await readMoved(context, secret, intent);
    if (now.error) return { error: error ?? now.error };
    // The bank was not reached and the intent still waits: say why instead of trying for ever.
    if (error && stillWaits(intent, now.intent)) return { error };
    intent = now.intent;
    if (stillWaits(first, intent)) return { intent };
  }
  return { error: invalidRequest('This payment asks for more steps than can be handled here.') };
}
