/** The parameters of the calls that turn what was typed into an API object. */

import { parseExpiry, digitsOf } from '../card/format';
import { mergeParams } from '../form';
import type { Collect, Params } from '../protocol';
import { chosenFields, chosenSaved, chosenSpec, isSaving } from './complete';
import type { Field } from './fields';
import { keeping } from './offer';
import type { Setting } from './options';
import { fieldOf, type PaymentState } from './state';
import { hasMandate } from './terms';

/** The new payment method as `payment_method_data` wants it. Holds what was typed: only for a call to the API. */
export function methodData(setting: Setting, state: PaymentState): Params {
  const type = chosenSpec(setting, state)?.type ?? 'card';
  const { allow_redisplay } = keeping(setting, type, state.save);
  const data: Params = { type, allow_redisplay, ...ownDetails(state, type) };
  const billing = billingDetails(setting, state);
  if (Object.keys(billing).length) data.billing_details = billing;
  return data;
}

function ownDetails(state: PaymentState, type: string): Params {
  const typed = (field: Field) => fieldOf(state, field).value.trim();
  switch (type) {
    case 'card': {
      const { month, year } = parseExpiry(typed('expiry'));
      const card: Params = { number: digitsOf(typed('number')), exp_month: month, exp_year: year, cvc: digitsOf(typed('cvc')) };
      if (state.network) card.networks = { preferred: state.network };
      return { card };
    }
    case 'sepa_debit':
      return { sepa_debit: { iban: typed('iban').replace(/\s/g, '') } };
    case 'us_bank_account':
      return { us_bank_account: bankAccount(state) };
    case 'ideal':
      return typed('bank') ? { ideal: { bank: typed('bank') } } : {};
    case 'sofort':
      return { sofort: { country: typed('country') } };
    default:
      return {};
  }
}

function bankAccount({ account }: PaymentState): Params {
  if (!account) return {};
  if (account.kind === 'linked') return { financial_connections_account: account.id };
  return {
    account_holder_type: 'individual',
    account_type: 'checking',
    routing_number: account.routingNumber,
    account_number: account.accountNumber,
  };
}

/** Only fields that the form shows: what was typed for another method is not sent along. */
function billingDetails(setting: Setting, state: PaymentState): Params {
  const shown = chosenFields(setting, state);
  const value = (field: Field) => (shown.includes(field) && fieldOf(state, field).value.trim()) || undefined;
  const address = given({
    line1: value('addressLine1'),
    line2: value('addressLine2'),
    city: value('locality'),
    state: value('administrativeArea'),
    postal_code: value('postalCode'),
    country: value('country'),
  });
  const hasAddress = Object.keys(address).length > 0;
  return given({
    name: value('name'),
    email: value('email'),
    phone: value('phone'),
    address: hasAddress ? address : undefined,
  });
}

function given(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

export interface Call {
  path: string;
  params: Params;
}

/** `cvcToken`: what `/v1/tokens` made of the security code typed again for a saved card. */
export function callFor(setting: Setting, state: PaymentState, collect: Collect, cvcToken?: string): Call {
  const { method, data, allowed } = chosenMethod(setting, state, collect.params);
  switch (collect.call) {
    case 'payment_method':
      return { path: '/v1/payment_methods', params: mergeParams(data ?? {}, collect.params) };
    case 'confirmation_token':
      return { path: '/v1/confirmation_tokens', params: withUsage(setting, state, method, allowed, cvcToken) };
    case 'confirm': {
      const params = withUsage(setting, state, method, allowed, cvcToken);
      if (collect.intent === 'setup_intents') delete params.setup_future_usage;
      params.expected_payment_method_type = chosenSaved(state)?.type ?? chosenSpec(setting, state)?.type;
      return { path: `/v1/${collect.intent}/${collect.id}/confirm`, params };
    }
    default:
      throw new Error(`the payment element makes no ${collect.call}`);
  }
}

/** `method`: how the call names the payment method; `allowed`: the page's parameters that go with it. */
function chosenMethod(setting: Setting, state: PaymentState, params: Params) {
  const { payment_method_data: over, ...rest } = params;
  const saved = chosenSaved(state);
  if (saved) return { method: { payment_method: saved.id }, data: undefined, allowed: rest };
  const data = methodData(setting, state);
  return { method: { payment_method_data: mergeParams(data, (over ?? {}) as Params) }, data, allowed: rest };
}

function withUsage(setting: Setting, state: PaymentState, method: Params, over: Params, cvcToken?: string): Params {
  const saved = chosenSaved(state);
  const type = saved?.type ?? chosenSpec(setting, state)?.type ?? 'card';
  const usage = saved ? null : keeping(setting, type, state.save).setup_future_usage;
  const params: Params = { ...method };
  if (usage && (setting.group.deferred || isSaving(setting, state, type))) params.setup_future_usage = usage;
  if (hasMandate(setting, type, isSaving(setting, state, type))) {
    params.mandate_data = { customer_acceptance: { type: 'online' } };
  }
  if (cvcToken) params.payment_method_options = { card: { cvc_token: cvcToken } };
  if (type === 'blik') params.payment_method_options = { blik: { code: fieldOf(state, 'blikCode').value.trim() } };
  return mergeParams(params, over);
}
