/** The sandbox's bank: its accounts, by what happens to payments from them, and the ways to the API and back. */

import type { BankAccount } from '../../core/methods/state';
import { post } from '../shared/api';
import type { Frame } from '../shared/frame';
import type { AccountMessage } from '../payment/account-layer';
import type { ApiError } from '../../core/api';

export interface TestAccount {
  /** What the API calls it. */
  account: string;
  /** Shown as it is in every language: it is the name of a test account. */
  name: string;
  testId: string;
}

export const TEST_ACCOUNTS: TestAccount[] = [
  { account: 'success', name: 'Success', testId: 'success' },
  { account: 'high_balance', name: 'High Balance', testId: 'high-balance' },
  { account: 'account_closed', name: 'Account Closed', testId: 'account-closed' },
  { account: 'no_account', name: 'No Account', testId: 'no-account' },
  { account: 'insufficient_funds', name: 'Insufficient Funds', testId: 'insufficient-funds' },
  { account: 'debit_not_authorized', name: 'Debit Not Authorized', testId: 'debit-not-authorized' },
  { account: 'dispute', name: 'Dispute', testId: 'dispute' },
  { account: 'processing', name: 'Processing', testId: 'processing' },
];

type Linked = { account: Extract<BankAccount, { kind: 'linked' }> } | { error: ApiError };

export async function connectAccount(frame: Frame, account: string): Promise<Linked> {
  const answer = await post(frame, '/v1/elements/bank_accounts', { institution: 'test', account });
  if ('error' in answer) return answer;
  const { id, institution_name: bank, last4 } = answer.object;
  return { account: { kind: 'linked', id, bank: String(bank ?? 'Test Institution'), last4: String(last4 ?? '') } };
}

/** To the frame that asked, which is of our origin: nobody else can receive it. */
export function handOver(opener: string, account: BankAccount): void {
  const siblings = window.parent as unknown as Record<string, Window | undefined>;
  const message: AccountMessage = { florin: 1, account };
  siblings[opener]?.postMessage(message, location.origin);
}

export interface Typed {
  routing: string;
  account: string;
  confirm: string;
}

export type TypedProblem = { field: keyof Typed; key: `bank.error.${'routing' | 'routing_wrong' | 'account' | 'confirm'}` };

export function checkTyped({ routing, account, confirm }: Typed): TypedProblem | undefined {
  if (!/^\d{9}$/.test(routing)) return { field: 'routing', key: 'bank.error.routing' };
  if (!hasRightCheckDigit(routing)) return { field: 'routing', key: 'bank.error.routing_wrong' };
  if (!/^\d{4,17}$/.test(account)) return { field: 'account', key: 'bank.error.account' };
  if (account !== confirm) return { field: 'confirm', key: 'bank.error.confirm' };
  return undefined;
}

/** The American Bankers Association's checksum: weights 3, 7, 1. */
function hasRightCheckDigit(routing: string): boolean {
  const sum = [...routing].reduce((total, digit, place) => total + Number(digit) * [3, 7, 1][place % 3]!, 0);
  return sum % 10 === 0;
}
