/** The document of the Payment Element. */

import { startFrame } from '../shared/frame';
import css from './payment.css?inline';
import { PaymentElement } from './payment-element';

void startFrame(() => <PaymentElement />, { css });
