/** `stripe.paymentRequest(options)`: there is no wallet behind it, and it says so. */

import { mistake } from '../core/errors';
import { any, count, matching, object, text } from '../core/options/rules';
import { currency } from '../core/options/shared';
import { chained, makeEmitter } from './events';

const shape = {
  country: matching(/^[A-Z]{2}$/, 'a two-letter country code'),
  currency,
  total: object({ label: text, amount: count, pending: any }),
};

export function makePaymentRequest(options: unknown): object {
  const context = { call: 'stripe.paymentRequest()', warn: () => undefined };
  const given = (options ?? {}) as Record<string, unknown>;
  // Each is required, so the rule also sees what is absent.
  for (const [name, rule] of Object.entries(shape)) rule(given[name], name, context);
  const request: object = {
    canMakePayment: async (): Promise<null> => null,
    show: (): void => {
      throw mistake('show() must only be called when canMakePayment() has not resolved with null.');
    },
    abort: (): void => undefined,
    isShowing: (): boolean => false,
    update: (): void => undefined,
    ...chained(makeEmitter(), (): object => request),
  };
  return request;
}
