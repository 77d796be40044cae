/**
 * The split card elements of one group are separate frames. The one that posts asks the others for what was typed in
 * them: from window to window inside this origin, never through the merchant's page.
 */

import type { ApiError } from '../../core/api';
import type { Brand } from '../../core/card/brands';
import { PROTOCOL, type GroupState } from '../../core/protocol';
import type { Frame } from '../shared/frame';

export type Part = 'cardNumber' | 'cardExpiry' | 'cardCvc';

/** What one field has to say when the card is put together. */
export interface PartAnswer {
  part: Part;
  value: string;
  error?: ApiError;
}

type Question = { florin: typeof PROTOCOL; group: string } & ({ ask: 'part'; show: boolean } | { ask: 'brand' } | { tell: 'brand'; brand: Brand });

const PARTS: readonly string[] = ['cardNumber', 'cardExpiry', 'cardCvc'];
const PATIENCE = 3000;

/** Windows of the group's other card fields. A frame that is not of this origin gets nothing: see `targetOrigin`. */
function windows(group: GroupState, types: readonly string[]): Window[] {
  return group.siblings
    .filter((sibling) => types.includes(sibling.type))
    .map((sibling) => (window.parent.frames as unknown as Record<string, Window | undefined>)[sibling.frameName])
    .filter((found): found is Window => found !== undefined && found !== window);
}

function ask<Answer>(target: Window, question: Question): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const done = (answer: Answer | undefined) => {
      clearTimeout(timer);
      port1.close();
      resolve(answer);
    };
    const timer = setTimeout(done, PATIENCE, undefined);
    port1.onmessage = ({ data }: MessageEvent<Answer>) => done(data);
    target.postMessage(question, location.origin, [port2]);
  });
}

export async function askParts(frame: Frame, show: boolean): Promise<PartAnswer[]> {
  const question: Question = { florin: PROTOCOL, group: frame.address.controllerId, ask: 'part', show };
  const answers = await Promise.all(
    windows(frame.init.group, PARTS).map((target) => ask<PartAnswer>(target, question)),
  );
  return answers.filter((answer) => answer !== undefined);
}

export async function askBrand(frame: Frame): Promise<Brand | undefined> {
  const [number] = windows(frame.init.group, ['cardNumber']);
  return number && ask<Brand>(number, { florin: PROTOCOL, group: frame.address.controllerId, ask: 'brand' });
}

export function tellBrand(frame: Frame, brand: Brand): void {
  for (const target of windows(frame.init.group, ['cardCvc'])) {
    const message: Question = { florin: PROTOCOL, group: frame.address.controllerId, tell: 'brand', brand };
    target.postMessage(message, location.origin);
  }
}

interface Answers {
  part(show: boolean): PartAnswer;
  brand?(): Brand;
  onBrand?(brand: Brand): void;
}

/** Answers the siblings; returns how to stop. */
export function answerSiblings(frame: Frame, answers: () => Answers): () => void {
  const hear = (event: MessageEvent) => {
    const question = event.data as Question | null;
    if (event.origin !== location.origin || question?.florin !== PROTOCOL) return;
    if (question.group !== frame.address.controllerId) return;
    if ((event.source as Window | null)?.parent !== window.parent) return;
    const [port] = event.ports;
    if ('tell' in question) answers().onBrand?.(question.brand);
    else if (question.ask === 'brand') port?.postMessage(answers().brand?.());
    else if (question.ask === 'part') port?.postMessage(answers().part(question.show));
  };
  window.addEventListener('message', hear);
  return () => window.removeEventListener('message', hear);
}
