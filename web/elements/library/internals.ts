/** What stands behind the objects that a page holds. The page's objects carry functions only; these are found by identity. */

import type { ApiError } from '../core/api';
import type { ElementKind } from '../core/element_types';
import type { GroupOptions } from '../core/options/group';
import type { Collect, Collected, FromFrame, GroupState, Params, Validation } from '../core/protocol';
import type { Answer } from './api';
import type { StripeContext } from './context';

export interface ElementInternals {
  readonly type: string;
  readonly kind: ElementKind;
  /** Of address elements. */
  readonly mode?: string;
  readonly element: object;
  readonly group: GroupInternals;
  options(): Record<string, unknown>;
  isMounted(): boolean;
  isReady(): boolean;
  /** Why it did not load. */
  failure(): ApiError | undefined;
  frameName(): string | undefined;
  node(): HTMLElement | undefined;
  /** What the frame has told for others to use. */
  details(): FromFrame['details'];
  validate(show: boolean, focus: boolean): Promise<Validation>;
  collect(what: Collect): Promise<Collected>;
  tell: Tell;
  /** The group has changed: session, appearance, locale, siblings. */
  refresh(parts: RefreshPart[]): void;
}

export type RefreshPart = 'session' | 'group' | 'appearance' | 'locale' | 'fonts';

export type Tell = (type: 'layer', payload: { layer: 'linked-accounts-inner'; outcome: FromFrame['done']['outcome']; result?: Params }) => void;

export interface GroupInternals {
  readonly context: StripeContext;
  readonly controllerId: string;
  readonly elements: ElementInternals[];
  options(): GroupOptions;
  locale(): string;
  state(): GroupState;
  /** Made at the first call. */
  session(): Promise<Answer> | undefined;
  remove(element: ElementInternals): void;
  mountedChanged(): void;
  /** Something was typed or chosen since the last `submit`. */
  changed(): void;
  isSubmitted(): boolean;
  /** Express checkout: inside its `confirm` event. */
  isConfirming(): boolean;
  setConfirming(on: boolean): void;
  submit(): Promise<{ error?: ApiError; selected?: string }>;
}

const elements = new WeakMap<object, ElementInternals>();
const groups = new WeakMap<object, GroupInternals>();

const isKey = (value: unknown): value is object => typeof value === 'object' && value !== null;

export const registerElement = (element: object, internals: ElementInternals): void => void elements.set(element, internals);
export const registerGroup = (group: object, internals: GroupInternals): void => void groups.set(group, internals);
export const elementOf = (value: unknown): ElementInternals | undefined => (isKey(value) ? elements.get(value) : undefined);
export const groupOf = (value: unknown): GroupInternals | undefined => (isKey(value) ? groups.get(value) : undefined);
