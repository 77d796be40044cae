/** Nodes that the library puts into the merchant's page. Styles are set one by one, never as text: a page's policy may forbid it. */

import { encodeForm } from '../core/form';
import type { FrameAddress, Params } from '../core/protocol';

export type Styles = Record<string, string>;

export function style(node: HTMLElement, styles: Styles): void {
  for (const name of Object.keys(styles)) node.style.setProperty(name, styles[name] ?? '', 'important');
}

export const randomId = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** Shared by the frames of one group. */
export const controllerName = (): string => `__privateStripeController${randomId().slice(0, 12)}`;

let frames = 0;

/** Names are unique on the page, even when two scripts are on it: frames find each other by them. */
export const frameName = (): string =>
  `__privateStripeFrame${String(1000 + ++frames)}${String(crypto.getRandomValues(new Uint16Array(1))[0])}`;

export interface FrameUrl {
  origin: string;
  file: string;
  accessory?: boolean;
  address: FrameAddress;
  extra?: Params;
}

export const frameUrl = ({ origin, file, accessory, address, extra }: FrameUrl): string =>
  `${origin}/v3/${file}${accessory ? '?x=elements-inner-accessory-target' : ''}#${encodeForm({ ...extra, ...address })}`;

export function makeFrame(name: string, title: string, src: string): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  const attributes: Record<string, string> = {
    name,
    title,
    frameborder: '0',
    allowtransparency: 'true',
    scrolling: 'no',
    role: 'presentation',
    allow: 'payment *; publickey-credentials-get *',
    src,
  };
  for (const key of Object.keys(attributes)) frame.setAttribute(key, attributes[key] ?? '');
  style(frame, {
    border: '0', margin: '0', padding: '0', width: '1px', 'min-width': '100%', overflow: 'hidden', display: 'block',
    'user-select': 'none', transform: 'translate(0)', 'color-scheme': 'light only', height: '1px',
  });
  return frame;
}

export function makeWrapper(): HTMLDivElement {
  const wrapper = document.createElement('div');
  wrapper.className = '__PrivateStripeElement';
  style(wrapper, {
    margin: '0', padding: '0', border: 'none', display: 'block', background: 'transparent', position: 'relative', opacity: '1',
  });
  return wrapper;
}

/** Takes the focus that a label's click or the page's own code gives to the element, and hands it on. */
export function makeHelper(onFocus: () => void): HTMLInputElement {
  const input = document.createElement('input');
  input.className = '__PrivateStripeElement-input';
  input.setAttribute('aria-hidden', 'true');
  input.setAttribute('aria-label', ' ');
  input.tabIndex = -1;
  style(input, {
    border: 'none', display: 'block', position: 'absolute', height: '1px', top: '-1px', left: '0', padding: '0', margin: '0',
    width: '100%', opacity: '0', background: 'transparent', 'pointer-events': 'none',
  });
  input.addEventListener('focus', onFocus);
  return input;
}

/** Grey bars where fields will be. */
export function makeSkeleton(rows: number): HTMLElement {
  const box = document.createElement('div');
  box.className = '__PrivateStripeElementLoader';
  box.setAttribute('aria-hidden', 'true');
  style(box, { position: 'absolute', top: '0', left: '0', right: '0', display: 'grid', gap: '12px', 'pointer-events': 'none' });
  for (let row = 0; row < rows; row++) {
    const bar = document.createElement('div');
    style(bar, { height: '44px', 'border-radius': '5px', background: '#8888' });
    // Not as firm as the others: an animation could not change it.
    bar.style.opacity = '0.25';
    box.append(bar);
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) {
      bar.animate?.([{ opacity: 0.25 }, { opacity: 0.12 }, { opacity: 0.25 }], { duration: 1600, iterations: Infinity });
    }
  }
  return box;
}
