/** The few texts that the library itself shows: messages of errors and titles of layers. */

import type { ApiError } from '../core/api';
import de from './strings/de.json';
import en from './strings/en.json';

export type TextKey = keyof typeof en;

const tables: Record<string, Record<string, string>> = { de, en };

const table = (locale: string): Record<string, string> => tables[locale.split('-')[0] ?? ''] ?? en;

export const text = (locale: string, key: TextKey): string => table(locale)[key] ?? en[key];

/** The API speaks English; what it says of a declined card is for the customer, so it is said in the customer's language. */
export function localized(error: ApiError, locale: string): ApiError {
  if (error.code?.endsWith('_intent_authentication_failure')) {
    return { ...error, message: text(locale, 'authentication.failed') };
  }
  if (error.type !== 'card_error') return error;
  const words = table(locale);
  const message = words[`declined.${error.decline_code}`] ?? words[`declined.${error.code}`];
  return message ? { ...error, message } : error;
}

export const connectionError = (locale: string): ApiError => ({
  type: 'api_connection_error',
  message: text(locale, 'connection.failed'),
});
