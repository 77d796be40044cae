/** Asking the elements of a group whether everything is filled in; opening what has to happen before. */

import type { ApiError } from '../core/api';
import type { Params, Validation } from '../core/protocol';
import type { ElementInternals, GroupInternals } from './internals';
import { layerFor, openLayer } from './layer';
import { text } from './texts';

export interface Submitted {
  error?: ApiError;
  /** Type of the payment method that is chosen in the payment element. */
  selected?: string;
}

const inPageOrder = (a: ElementInternals, b: ElementInternals): number =>
  (a.node()?.compareDocumentPosition(b.node() as Node) ?? 0) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;

/** All say what is wrong; the first one in the page also takes the focus. */
export async function validateAll(elements: readonly ElementInternals[]): Promise<Validation> {
  const asked = [...elements].sort(inPageOrder);
  const answers = await Promise.all(asked.map((one) => one.validate(true, false)));
  const bad = answers.findIndex((answer) => answer.error);
  if (bad >= 0) {
    void asked[bad]?.validate(true, true).catch(() => undefined);
    return { error: answers[bad]?.error };
  }
  return answers[asked.findIndex((one) => one.type === 'payment')] ?? answers[0] ?? {};
}

/** Linking a bank account. The frame that asked for it is told how it ended. */
async function fulfil(group: GroupInternals, element: ElementInternals, needs: NonNullable<Validation['needs']>): Promise<ApiError | undefined> {
  const done = await openLayer(layerFor(element, needs));
  if (done.error) return done.error;
  element.tell('layer', { layer: 'linked-accounts-inner', outcome: done.outcome, result: done.result as Params | undefined });
  if (done.outcome === 'completed') return undefined;
  return { type: 'validation_error', code: 'incomplete_payment_details', message: text(group.locale(), 'dialog.canceled') };
}

export async function submitElements(group: GroupInternals): Promise<Submitted> {
  const asked = group.elements.filter((one) => one.kind.submitted && one.isMounted());
  const broken = asked.map((one) => one.failure()).find(Boolean);
  if (broken) return { error: broken };
  const answer = await validateAll(asked.filter((one) => one.frameName()));
  if (answer.error) return { error: answer.error };
  const payment = asked.find((one) => one.type === 'payment');
  if (answer.needs && payment) {
    const error = await fulfil(group, payment, answer.needs);
    if (error) return { error };
  }
  return { selected: answer.selected };
}
