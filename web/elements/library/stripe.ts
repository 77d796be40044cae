/** `Stripe(key, options)`. */

import { flagsOf } from '../core/trains';
import type { Served } from './origin';

export interface StripeConstructor {
  (...args: unknown[]): object;
  version: number | string;
}

export function makeConstructor(served: Served): StripeConstructor {
  return Object.assign(() => ({}), { version: flagsOf(served.train).version });
}
