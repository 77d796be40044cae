/** The dialog in which the customer connects a bank account: shown over the whole page. */

import { startFrame } from '../shared/frame';
import { BankDialog } from './bank-dialog';
import css from './dialog.css?inline';

void startFrame(() => <BankDialog />, { css });
