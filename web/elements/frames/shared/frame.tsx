/** The shell of every element frame: handshake, settings, language, styles, height, focus. Views are Preact components. */

import { createContext, render, type ComponentChild } from 'preact';
import { useContext, useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { FrameAddress, FromFrame, Init } from '../../core/protocol';
import { compileAppearance, type Styling } from '../../core/styling';
import { directionOf, type Text } from '../../core/text';
import { watchFocus, focusFirst } from './focus';
import { readAddress } from './address';
import { connect, type Port } from './port';
import { adoptStyles, loadFonts } from './styles';
import { texts, type TextKey } from './texts';

export interface FrameSettings {
  /** What `ready` says besides. */
  ready?(init: Init): Record<string, unknown>;
  /** Styles besides the shared ones. */
  css?: string;
  /** Card family: `style` of the options instead of an appearance, and no room for focus rings. */
  bare?: boolean;
  onStart?(port: Port): void;
}

/** One frame's state and its ways to the library. There is one per document. */
export class Frame {
  init: Init;
  styling: Styling;
  text: Text<TextKey>;
  #listeners = new Set<() => void>();
  #sent = new Map<string, string>();
  #warned = new Set<string>();
  #settings: FrameSettings;

  constructor(readonly address: FrameAddress, readonly port: Port, init: Init, settings: FrameSettings) {
    this.init = init;
    this.#settings = settings;
    this.text = texts(init.locale);
    this.styling = this.#dress();
    loadFonts(init.fonts);
    port.on('update', (changes) => this.#update(changes));
    port.on('focus', () => focusFirst());
    port.on('blur', () => (document.activeElement as HTMLElement | null)?.blur());
  }

  /** Runs after every change of `init`. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends unless the same was sent last. */
  report<Type extends keyof FromFrame>(type: Type, payload: FromFrame[Type]): void {
    const text = JSON.stringify(payload);
    if (this.#sent.get(type) === text) return;
    this.#sent.set(type, text);
    this.port.send(type, payload);
  }

  /** What the library takes for granted until it hears otherwise. */
  assume<Type extends keyof FromFrame>(type: Type, payload: FromFrame[Type]): void {
    this.#sent.set(type, JSON.stringify(payload));
  }

  /** Starts an id: `Field-numberInput` in older trains, `payment-numberInput` in newer ones. */
  idPrefix(current: string): string {
    const profile = this.init.session?.settings.dom_profile ?? 'auto';
    const legacy = profile === 'auto' ? ['v3', 'acacia'].includes(this.init.train) : profile === 'legacy';
    return legacy ? 'Field-' : `${current}-`;
  }

  #update(changes: Partial<Init>): void {
    this.init = { ...this.init, ...changes };
    if (changes.locale) this.text = texts(changes.locale);
    if (changes.fonts) loadFonts(changes.fonts);
    if (changes.appearance || changes.locale) this.styling = this.#dress();
    for (const listener of this.#listeners) listener();
  }

  #dress(): Styling {
    const styling = compileAppearance(this.#settings.bare ? {} : this.init.appearance);
    for (const warning of styling.warnings) {
      if (!this.#warned.has(warning)) console.warn(`[stripe.js] ${warning}`);
      this.#warned.add(warning);
    }
    const root = document.documentElement;
    root.lang = this.init.locale;
    document.title = this.text('frame.title');
    root.dir = directionOf(this.init.locale);
    root.dataset.theme = styling.theme;
    root.dataset.labels = styling.labels;
    root.dataset.inputs = styling.inputs;
    root.dataset.animations = styling.animations ? 'on' : 'off';
    root.dataset.scheme = styling.dark ? 'dark' : 'light';
    adoptStyles(styling.css, this.#settings);
    return styling;
  }
}

const Current = createContext<Frame | undefined>(undefined);

/** The frame; the component renders again when the library changes something. */
export function useFrame(): Frame {
  const frame = useContext(Current)!;
  const [, again] = useReducer((count: number, _: void) => count + 1, 0);
  useEffect(() => frame.subscribe(() => again()), [frame]);
  return frame;
}

/** Handles a message of the library with the component's newest state. */
export function useMessage<Type extends Parameters<Port['on']>[0]>(
  type: Type,
  handler: Parameters<typeof Port.prototype.on<Type>>[1],
): void {
  const frame = useContext(Current)!;
  const newest = useRef(handler);
  newest.current = handler;
  useLayoutEffect(() => {
    frame.port.on(type, ((payload: never) => newest.current(payload)) as typeof handler);
  }, [frame, type]);
}

/** Tells the library something whenever it differs from the last time. `quiet`: the first value is no news. */
export function useReport<Type extends keyof FromFrame>(type: Type, payload: FromFrame[Type], quiet = false): void {
  const frame = useContext(Current)!;
  const first = useRef(quiet);
  const key = JSON.stringify(payload);
  useLayoutEffect(() => {
    if (first.current) frame.assume(type, payload);
    else frame.report(type, payload);
    first.current = false;
  }, [frame, type, key]);
}

/** Connects to the library and shows the view. */
export async function startFrame(view: () => ComponentChild, settings: FrameSettings = {}): Promise<void> {
  const address = readAddress(location.hash);
  const port = await connect(address);
  const init = await new Promise<Init>((resolve) => port.on('init', resolve));
  const frame = new Frame(address, port, init, settings);
  const container = document.createElement('div');
  container.id = 'root';
  document.body.append(container);
  const View = view;
  render(
    <Current.Provider value={frame}>
      <View />
    </Current.Provider>,
    container,
  );
  watchFocus(port);
  settings.onStart?.(port);
  watchHeight(container, port);
  port.send('ready', settings.ready?.(init) ?? {});
}

function watchHeight(container: HTMLElement, port: Port): void {
  let last = -1;
  const measure = () => {
    const px = Math.ceil(container.getBoundingClientRect().height);
    if (px !== last) port.send('height', { px, edge: parseFloat(getComputedStyle(container).paddingTop) });
    last = px;
  };
  new ResizeObserver(measure).observe(container);
  measure();
}
