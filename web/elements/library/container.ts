/** The merchant's node that an element is mounted in, and its state classes. */

import { mistake, shown } from '../core/errors';
import type { FromFrame } from '../core/protocol';
import { warn } from './context';

export function findContainer(target: unknown): HTMLElement {
  const node = typeof target === 'string' ? document.querySelector(target) : target;
  if (!(node instanceof HTMLElement)) {
    throw mistake(
      typeof target === 'string'
        ? `The selector you specified (${target}) applies to no DOM elements that are currently on the page.`
        : `Invalid DOM element: ${shown(target)} applies to no DOM elements that are currently on the page.`,
    );
  }
  if (!node.isConnected) {
    throw mistake('Invalid DOM element: it is detached, so it applies to no DOM elements that are currently on the page.');
  }
  const root = node.getRootNode();
  if (root instanceof ShadowRoot && root.mode === 'closed') {
    throw mistake('We could not mount the Element: a closed shadow root is not supported.');
  }
  if (node.childNodes.length) {
    warn('This Element will be mounted to a DOM element that contains child nodes. They are removed.');
    node.replaceChildren();
  }
  return node;
}

export type State = FromFrame['state'];

const STATES = { complete: 'complete', empty: 'empty', focus: 'focused', invalid: 'invalid', webkitAutofill: 'autofilled' } as const;
const DEFAULTS: Record<string, string> = {
  base: 'StripeElement',
  complete: 'StripeElement--complete',
  empty: 'StripeElement--empty',
  focus: 'StripeElement--focus',
  invalid: 'StripeElement--invalid',
  webkitAutofill: 'StripeElement--webkit-autofill',
};

const namesOf = (classes: Record<string, string>, key: string): string[] =>
  (classes[key] ?? DEFAULTS[key] ?? '').split(/\s+/).filter(Boolean);

export function showState(node: HTMLElement, given: unknown, state: State | undefined): void {
  const classes = (given ?? {}) as Record<string, string>;
  for (const key of Object.keys(STATES) as (keyof typeof STATES)[]) {
    const names = namesOf(classes, key);
    if (state?.[STATES[key]]) node.classList.add(...names);
    else node.classList.remove(...names);
  }
  // Last: a renamed class may be one of those just removed.
  node.classList.add(...namesOf(classes, 'base'));
}

export function clearState(node: HTMLElement, given: unknown): void {
  const classes = (given ?? {}) as Record<string, string>;
  for (const key of Object.keys(DEFAULTS)) node.classList.remove(...namesOf(classes, key));
}

/** A click on `<label for="id of the container">` means the first field, though a `div` cannot have a label. */
export function followLabels(node: HTMLElement, focus: () => void): () => void {
  const follow = (event: MouseEvent): void => {
    const label = event.target instanceof Element ? event.target.closest('label') : null;
    if (label && node.id && label.htmlFor === node.id) focus();
  };
  document.addEventListener('click', follow);
  return () => document.removeEventListener('click', follow);
}
