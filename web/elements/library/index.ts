/** Entry of `stripe.js`. Adds `window.Stripe` and nothing else: no frame, no request. */

import { detect } from './origin';
import { makeConstructor, type StripeConstructor } from './stripe';

declare global {
  interface Window {
    Stripe?: StripeConstructor;
  }
}

if (window.Stripe) {
  console.warn('[Florin] Stripe.js was already on the page; the first one stays. Load this script first, without async or defer.');
} else {
  window.Stripe = makeConstructor(detect());
}
