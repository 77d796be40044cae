/** The dialog in which a bank account is chosen: how it is opened and how its answer comes back. */

import type { BankAccount } from '../../core/methods/state';
import { businessName, type PaymentOptions } from '../../core/methods/options';
import type { LayerDocument, Params } from '../../core/protocol';
import type { Frame } from '../shared/frame';
import type { Store } from './store';

export type AccountStart = 'test' | 'manual';

/** Nothing here is secret: it stands in the dialog's address. */
export function accountLayer(frame: Frame, start: AccountStart): { layer: LayerDocument; fragment: Record<string, string> } {
  const { group, session, options, train } = frame.init;
  const business = businessName({ train, group, session: session!, options: options as PaymentOptions, today: { month: 1, year: 1 } });
  return { layer: 'linked-accounts-inner', fragment: { opener: window.name, start, business } };
}

/** What the dialog tells this frame. Both are of one origin, so numbers typed there need not pass the merchant's page. */
export interface AccountMessage {
  florin: 1;
  account: BankAccount;
}

export function hearOfAccounts(store: Store): void {
  window.addEventListener('message', ({ origin, source, data }: MessageEvent<AccountMessage | null>) => {
    if (origin !== location.origin || source === window || data?.florin !== 1 || !data.account) return;
    store.act({ type: 'account', account: data.account });
  });
}

/** The same by way of the library, for an account that the API knows: its id is no secret. */
export function linkedAccount(result: Params | undefined): BankAccount | undefined {
  const id = result?.financial_connections_account;
  if (typeof id !== 'string') return undefined;
  return { kind: 'linked', id, bank: String(result?.bank ?? ''), last4: String(result?.last4 ?? '') };
}
