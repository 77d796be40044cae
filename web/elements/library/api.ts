/**
 * Calls to the API. All are "simple" in the sense of CORS (form-encoded, no header of our own), so that none costs a
 * second request to ask for permission: key, version and account are fields.
 */

import type { ApiError, ApiObject } from '../core/api';
import { encodeForm, mergeAll } from '../core/form';
import type { CallSettings, Params } from '../core/protocol';
import { randomId } from './dom';
import { connectionError } from './texts';

export type Answer = { object: ApiObject; error?: undefined } | { error: ApiError; object?: undefined };

export interface Api {
  locale(): string;
  settings: CallSettings;
  get(path: string, params?: Params): Promise<Answer>;
  /**
   * `once`: with an idempotency key, as a browser repeats a request by itself when a connection breaks. The header costs
   * a preflight, so only what moves money has it.
   */
  post(path: string, params?: Params, once?: boolean): Promise<Answer>;
}

/** A bank takes seconds, not minutes. */
const TIMEOUT_MS = 60_000;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export function makeApi(origin: string, settings: CallSettings, locale: () => string): Api {
  const fixed: Params = {
    key: settings.apiKey,
    _stripe_version: settings.apiVersion,
    _stripe_account: settings.stripeAccount,
  };
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(origin + path, { ...init, credentials: 'omit', signal: patience.signal });
      const body: unknown = await response.json();
      if (isRecord(body) && isRecord(body['error'])) return { error: body['error'] as unknown as ApiError };
      if (!response.ok || !isRecord(body)) return { error: connectionError(locale()) };
      return { object: body as ApiObject };
    } catch {
      return { error: connectionError(locale()) };
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    settings,
    locale,
    get: (path, params) => send(`${path}?${encodeForm(mergeAll(params, fixed))}`, { method: 'GET' }),
    post: (path, params, once) =>
      send(path, {
        method: 'POST',
        body: encodeForm(mergeAll(params, fixed)),
        ...(once && { headers: { 'Idempotency-Key': randomId() } }),
      }),
  };
}
