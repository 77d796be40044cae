/** What everything that one `Stripe(key)` call makes has in common. */

import type { FrameDocument, LayerDocument } from '../core/protocol';
import type { TrainFlags } from '../core/trains';
import type { Api } from './api';
import type { Served } from './origin';

declare const __FLORIN_FRAMES__: Partial<Record<FrameDocument | LayerDocument, string>>;

export interface StripeContext {
  served: Served;
  flags: TrainFlags;
  api: Api;
  key: string;
  keyMode: 'test' | 'live';
  /** As given to the constructor. */
  locale: unknown;
}

const warned = new Set<string>();

/** Each text once per page: a component that renders often must not fill the console. */
export function warn(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(`[Florin] ${message}`);
}

export const fileOf = (document: FrameDocument | LayerDocument | undefined): string | undefined =>
  document && (typeof __FLORIN_FRAMES__ === 'undefined' ? undefined : __FLORIN_FRAMES__[document]);

export const browserLanguages = (): readonly string[] =>
  navigator.languages?.length ? navigator.languages : [navigator.language];
