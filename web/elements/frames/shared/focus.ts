/** Focus, blur and keys of the document as a whole, and moving between its fields. */

import type { Port } from './port';

const FIELDS = 'input:not([disabled]):not([tabindex="-1"]), select:not([disabled]), button:not([disabled])';

function fields(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(FIELDS)].filter((field) => field.getClientRects().length > 0);
}

/** The first wrong field, else the first one that is empty, else the first. */
export function focusFirst(): void {
  const inputs = fields().filter((field) => !(field instanceof HTMLButtonElement));
  const wrong = inputs.find((field) => field.getAttribute('aria-invalid') === 'true');
  (wrong ?? inputs[0] ?? fields()[0])?.focus();
}

/** Only to where typing goes on: a list of countries would take the next key for a choice. */
export function focusNext(from: HTMLElement): void {
  const all = fields().filter((field) => !(field instanceof HTMLButtonElement));
  const next = all[all.indexOf(from) + 1];
  if (next instanceof HTMLInputElement) next.focus();
}

export function focusPrevious(from: HTMLElement): void {
  const all = fields().filter((field) => !(field instanceof HTMLButtonElement));
  const before = all[all.indexOf(from) - 1];
  before?.focus();
  if (before instanceof HTMLInputElement) before.setSelectionRange?.(before.value.length, before.value.length);
}

/** One `focus` and one `blur` for the element as a whole, however the focus moves inside. */
export function watchFocus(port: Port): void {
  let focused = false;
  const settle = () => {
    const active = document.activeElement;
    const now = document.hasFocus() && active !== null && active !== document.body;
    if (now !== focused) port.send(now ? 'focus' : 'blur', null);
    focused = now;
  };
  document.addEventListener('focusin', settle);
  // Between two fields the focus is nowhere for a moment.
  document.addEventListener('focusout', () => setTimeout(settle));
  window.addEventListener('blur', () => setTimeout(settle));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') port.send('escape', null);
  });
}

/** Enter in a field submits the form around the element, as in a field of the page. */
export function submitOnEnter(port: Port): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    port.send('submit', null);
  });
}
