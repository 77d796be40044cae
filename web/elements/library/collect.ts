/** Which element holds what a call needs, and what the others in its group add. */

import type { ApiError } from '../core/api';
import { cardParts } from '../core/element_types';
import { invalid, mistake } from '../core/errors';
import { compact, mergeAll } from '../core/form';
import type { Params } from '../core/protocol';
import type { Answer } from './api';
import { groupOf, type ElementInternals, type GroupInternals } from './internals';
import { validateAll } from './submit';

export const expectGroup = (value: unknown, method: string): GroupInternals => {
  const group = groupOf(value);
  if (!group) throw invalid(`stripe.${method}()`, `elements should be an Elements group, as returned by stripe.elements()`);
  return group;
};

export function lostElement(): Error {
  return mistake('We could not retrieve data from the specified Element. Please make sure the Element you are attempting to use is still mounted.');
}

/** The element that a payment is made with: the payment element, or express checkout inside its `confirm` event. */
export function payingElement(group: GroupInternals, method: string): ElementInternals {
  const ready = (type: string): ElementInternals | undefined => group.elements.find((one) => one.type === type && one.isReady());
  const express = ready('expressCheckout');
  const payment = ready('payment');
  if (express && group.isConfirming()) return express;
  if (payment) return payment;
  if (express) {
    throw mistake(`stripe.${method}() with an Express Checkout Element can only be called in the handler of its confirm event.`);
  }
  throw mistake(
    `Invalid value for stripe.${method}(): elements should have a mounted Payment Element or Express Checkout Element.`,
  );
}

/** A group that does not know the intent yet must have been asked right before: only then may a wallet or dialog open. */
export function expectSubmitted(group: GroupInternals, method: string): void {
  if (group.options()['mode'] === undefined || group.isSubmitted() || group.isConfirming()) return;
  throw mistake(
    `elements.submit() must be called before stripe.${method}(), and again after any change.`,
  );
}

export async function validateGroup(group: GroupInternals): Promise<{ error?: ApiError; selected?: string }> {
  return group.submit();
}

/** Billing details, shipping and email that other elements of the group have. */
export function groupDetails(group: GroupInternals): { billing_details?: Params; shipping?: Params } {
  let billing: Params = {};
  let shipping: Params | undefined;
  for (const element of group.elements) {
    if (!element.isMounted() || element.type === 'payment') continue;
    const details = element.details();
    if (element.type === 'expressCheckout' && !group.isConfirming()) continue;
    const isShipping = element.mode === 'shipping';
    billing = mergeAll(billing, compact(isShipping ? undefined : details.billing_details), compact({ email: details.email }));
    if (details.shipping) shipping = compact(details.shipping);
  }
  return { billing_details: compact(billing), shipping };
}

const NAMES: [string, string][] = [['name', 'name'], ['email', 'email'], ['phone', 'phone']];
const ADDRESS: [string, string][] = [
  ['country', 'country'], ['postalCode', 'postal_code'], ['state', 'state'], ['city', 'city'], ['line1', 'line1'], ['line2', 'line2'],
];

/** Fields that the page wanted not to be asked for, it has to give itself. */
export function expectWithheld(payment: ElementInternals, billing: Params | undefined, method: string, path: string): void {
  const fields = (payment.options()['fields'] as { billingDetails?: unknown } | undefined)?.billingDetails;
  const wanted: string[] = [];
  const given = (name: string): boolean => billing?.[name] !== undefined;
  const address = billing?.['address'] as Params | undefined;
  const choices = (fields === 'never' ? { name: 'never', email: 'never', phone: 'never', address: 'never' } : fields) as
    | Record<string, unknown>
    | undefined;
  for (const [option, name] of NAMES) if (choices?.[option] === 'never' && !given(name)) wanted.push(name);
  const place = choices?.['address'];
  if (place === 'never' && !address) wanted.push('address');
  if (typeof place === 'object' && place !== null) {
    for (const [option, name] of ADDRESS) {
      if ((place as Record<string, unknown>)[option] === 'never' && address?.[name] === undefined) wanted.push(`address.${name}`);
    }
  }
  if (!wanted.length) return;
  throw mistake(
    `You specified "never" for fields.billing_details.${wanted[0]} when creating the payment Element, but did not pass ${path}.billing_details.${wanted[0]} when calling stripe.${method}().`,
  );
}

/** The element itself, or of split card fields the one that collects for all. */
export function collector(element: ElementInternals): ElementInternals {
  if (!element.isMounted()) throw lostElement();
  if (!['cardExpiry', 'cardCvc'].includes(element.type)) return element;
  return element.group.elements.find((one) => one.type === 'cardNumber' && one.isMounted()) ?? element;
}

/** Card, IBAN and other single elements: checked together with the parts that belong to them. */
export async function validateElement(element: ElementInternals): Promise<ApiError | undefined> {
  const isPart = cardParts.includes(element.type) && element.type !== 'card';
  const together = isPart
    ? element.group.elements.filter((one) => one.type !== 'card' && cardParts.includes(one.type) && one.isMounted())
    : [element];
  return (await validateAll(together)).error;
}

/** A frame's answer; a frame that went away meanwhile is the page's mistake. */
export async function collected(promise: Promise<{ object: Answer['object'] } | { error: ApiError }>): Promise<Answer> {
  try {
    return (await promise) as Answer;
  } catch (reason) {
    if (reason instanceof Error) throw lostElement();
    return { error: reason as ApiError };
  }
}
