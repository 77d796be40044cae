/** The document of the Express Checkout Element: empty unless the sandbox shows its test wallet. */

import type { Init } from '../../core/protocol';
import { startFrame } from '../shared/frame';
import { ExpressCheckout } from './express-checkout';
import css from './wallet.css?inline';
import { availability } from './wallet';

void startFrame(() => <ExpressCheckout />, {
  css,
  ready: ({ session }: Init) => ({ availablePaymentMethods: availability(session) }),
});
