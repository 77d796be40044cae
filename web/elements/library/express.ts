/** Events of express checkout that the page answers: functions in the payload, the answer back to the frame. */

import { invalidRequest } from '../core/errors';
import type { Emitter } from './events';
import type { GroupInternals } from './internals';
import type { PortReply } from './port';

/** A wallet's sheet must open while the click still counts as one. */
const CLICK_MS = 1_000;

export function expressPayload(
  group: GroupInternals,
  name: string,
  payload: Record<string, unknown>,
  answer: (reply: PortReply) => void,
  events: Emitter,
): Record<string, unknown> {
  let answered = false;
  const once = (reply: PortReply): void => {
    if (answered) return;
    answered = true;
    clearTimeout(timer);
    answer(reply);
  };
  const reject = (details?: { reason?: string; message?: string }): void =>
    once({ refusal: invalidRequest(details?.message ?? 'rejected', { code: details?.reason ?? 'fail' }) });
  const timer = name === 'click' ? setTimeout(reject, CLICK_MS) : undefined;

  if (name === 'confirm') {
    group.setConfirming(true);
    return {
      ...payload,
      paymentFailed: (details?: { reason?: string; message?: string }): void => {
        group.setConfirming(false);
        reject(details);
      },
    };
  }
  // Nobody listens: the wallet goes on with what the element's options say.
  if (!events.has(name)) once({ payload: {} });
  return { ...payload, resolve: (details?: unknown): void => once({ payload: details ?? {} }), reject };
}
