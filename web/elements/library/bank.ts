/** Bank accounts in the US: linking in a dialog, and small deposits that the customer reads off. */

import type { ApiObject } from '../core/api';
import { invalid, mistake, shown } from '../core/errors';
import { compact, mergeAll } from '../core/form';
import type { Intent } from '../core/next_action';
import { isObject } from '../core/options/rules';
import type { Params } from '../core/protocol';
import { expectSecret, resourceOf, type IntentKind } from '../core/secrets';
import { readIntent } from './actions';
import { resultOf, type IntentResult } from './confirm';
import type { StripeContext } from './context';
import { controllerName } from './dom';
import { openLayer } from './layer';

/** Accounts that were linked for an intent and wait for its confirmation. */
const linked = new Map<string, string>();

export const linkedMethod = (id: string): string | undefined => linked.get(id);

export async function collectBankAccount(context: StripeContext, kind: IntentKind, given: unknown): Promise<IntentResult> {
  const method = kind === 'payment' ? 'collectBankAccountForPayment' : 'collectBankAccountForSetup';
  const options = isObject(given) ? given : {};
  const secret = expectSecret(options['clientSecret'], method, kind);
  const params = isObject(options['params']) ? (options['params'] as Params) : {};
  if (params['payment_method_type'] !== 'us_bank_account') {
    throw invalid(`stripe.${method}()`, `params.payment_method_type should be 'us_bank_account'`, params['payment_method_type']);
  }
  const billing = (params['payment_method_data'] as Params | undefined)?.['billing_details'] as Params | undefined;
  if (!billing?.['name']) throw mistake(`Missing value for stripe.${method}(): params.payment_method_data.billing_details.name should be a string.`);
  const now = await readIntent(context, secret);
  if (now.error) return { error: now.error };
  const end = await openLayer({
    context,
    locale: context.api.locale(),
    controllerId: controllerName(),
    document: 'linked-accounts-inner',
    options: { clientSecret: secret.secret },
  });
  if (end.error) return { error: end.error };
  // Closed without an account: the intent is as before, and its status says so.
  if (end.outcome !== 'completed') return resultOf(kind, now);
  const made = await context.api.post('/v1/payment_methods', {
    type: 'us_bank_account',
    us_bank_account: accountOf(end.result),
    billing_details: compact(billing),
  });
  if (made.error) return { error: made.error };
  linked.set(secret.id, made.object.id);
  return resultOf(kind, { intent: withMethod(now.intent, made.object, options['expand']) });
}

/** What the dialog ended with: a linked account, or account numbers that its frame has made into a token. */
const accountOf = (result: Params | undefined): Params =>
  compact({ financial_connections_account: (result?.['financial_connections_account'] ?? result?.['id']) as string | undefined }) ?? {};

/** The page confirms next; until then only the browser knows of the account. */
const withMethod = (intent: Intent, method: ApiObject, expand: unknown): Intent => ({
  ...intent,
  status: 'requires_confirmation',
  payment_method: Array.isArray(expand) && expand.includes('payment_method') ? method : method.id,
});

export async function verifyMicrodeposits(context: StripeContext, kind: IntentKind, cs: unknown, data: unknown): Promise<IntentResult> {
  const method = kind === 'payment' ? 'verifyMicrodepositsForPayment' : 'verifyMicrodepositsForSetup';
  const secret = expectSecret(cs, method, kind);
  const params = mergeAll(compact(isObject(data) ? (data as Params) : {}), { client_secret: secret.secret });
  const answer = await context.api.post(`/v1/${resourceOf(kind)}/${secret.id}/verify_microdeposits`, params);
  return answer.error ? { error: answer.error } : resultOf(kind, { intent: answer.object as Intent });
}
