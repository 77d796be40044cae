/** The two kinds of failure: a mistake in the page's code, and everything that a customer or the network can cause. */

import type { ApiError } from './api';

/** A mistake in the page's code: thrown by synchronous methods, the reason of a rejection of the others. */
export class IntegrationError extends Error {
  override name = 'IntegrationError';
}

export const mistake = (message: string): IntegrationError => new IntegrationError(message);

/** What was given, for a message. Secrets are never shown, whatever they were mistaken for. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    return /secret|^[sr]k_/.test(value) ? 'a secret (not shown)' : `'${value.slice(0, 80)}'`;
  }
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (value && typeof value === 'object') return 'an object';
  return String(value);
}

/** The usual form of a mistake: the call, what it wants, and what was given if that helps. */
export const invalid = (call: string, wanted: string, ...given: unknown[]): IntegrationError =>
  mistake(`Invalid value for ${call}: ${wanted}.${given.length ? ` You specified: ${shown(given[0])}.` : ''}`);

export const isApiError = (value: unknown): value is ApiError =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

export const invalidRequest = (message: string, more: Partial<ApiError> = {}): ApiError => ({
  type: 'invalid_request_error',
  message,
  ...more,
});
