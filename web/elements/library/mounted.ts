/** An element while it is mounted: nodes, frame, port, and what came over it. */

import type { ApiError } from '../core/api';
import type { ElementsSession } from '../core/session';
import { isFinished } from '../core/group';
import type { Collect, Collected, FromFrame, Init, ToFrame, Validation } from '../core/protocol';
import { clearState, followLabels, showState, type State } from './container';
import { fileOf } from './context';
import { frameName, frameUrl, makeFrame, makeHelper, makeSkeleton, makeWrapper, randomId, style } from './dom';
import type { ElementInternals, RefreshPart, Tell } from './internals';
import { layerFor, openLayer } from './layer';
import { openPort, type Port, type PortReply } from './port';
import { connectionError, text } from './texts';

export interface Mounted {
  readonly name: string;
  isReady(): boolean;
  hasFocus(): boolean;
  failure(): ApiError | undefined;
  details(): FromFrame['details'];
  focus(): void;
  command(type: 'blur' | 'clear' | 'collapse'): void;
  update(): void;
  refresh(parts: RefreshPart[]): void;
  validate(show: boolean, focus: boolean): Promise<Validation>;
  collect(what: Collect): Promise<Collected>;
  value(format?: string): Promise<unknown>;
  tell: Tell;
  remove(): void;
}

interface Setting {
  internals: ElementInternals;
  container: HTMLElement;
  onEvent(name: string, payload: Record<string, unknown>, answer?: (reply: PortReply) => void): void;
}

/** A placeholder that stands for a moment only is worse than none. */
const SKELETON_MS = 120;
const SILENT_MS = 30_000;
const SKELETON_ROWS: Record<string, number> = { payment: 4, address: 5, shippingAddress: 5 };

export function mountFrame(setting: Setting): Mounted {
  const file = fileOf(setting.internals.kind.document);
  return file ? new FrameMount(setting, file).mounted : emptyMount(setting);
}

/** Elements that show nothing in this version say so, and leave the page's layout alone. */
function emptyMount({ internals, container, onEvent }: Setting): Mounted {
  const { kind, type, group } = internals;
  const wrapper = makeWrapper();
  container.append(wrapper);
  showState(container, undefined, undefined);
  const error: ApiError | undefined = kind.document && type !== 'expressCheckout'
    ? { type: 'invalid_request_error', message: `${type}: ${text(group.locale(), 'element.unavailable')}` }
    : undefined;
  onEvent(error ? 'loaderror' : 'ready', error ? { error } : {});
  const nothing = (): void => undefined;
  const empty = async (): Promise<Record<string, never>> => ({});
  return {
    name: '', isReady: () => !error, hasFocus: () => false, failure: () => error, details: () => ({}),
    focus: nothing, command: nothing, update: nothing, refresh: nothing, tell: nothing,
    validate: empty, value: empty,
    collect: async () => ({ error: error ?? { type: 'invalid_request_error' } }),
    remove: () => {
      wrapper.remove();
      clearState(container, undefined);
    },
  };
}

class FrameMount {
  readonly name = frameName();
  readonly mounted: Mounted;
  readonly #setting: Setting;
  readonly #wrapper = makeWrapper();
  readonly #frame: HTMLIFrameElement;
  readonly #port: Port;
  readonly #stopLabels: () => void;
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  #skeleton: HTMLElement | undefined;
  #state: State | undefined;
  #told: FromFrame['details'] = {};
  #failure: ApiError | undefined;
  #isReady = false;
  #isOpen = false;
  #isInitialized = false;
  #isRemoved = false;

  constructor(setting: Setting, file: string) {
    this.#setting = setting;
    const { internals, container } = setting;
    const { context } = internals.group;
    const frameId = randomId();
    const { origin } = context.served;
    const address = {
      componentName: internals.type,
      keyMode: context.keyMode,
      apiKey: context.key,
      referrer: location.origin,
      controllerId: internals.group.controllerId,
      frameId,
    };
    this.#frame = makeFrame(this.name, internals.kind.title, frameUrl({ origin, file, accessory: internals.kind.accessory, address }));
    this.#port = openPort(this.#frame, frameId, origin, {
      onMessage: (type, payload, answer) => this.#receive(type, payload, answer),
      onOpen: () => {
        this.#isOpen = true;
      },
      onMismatch: () => this.#fail({ type: 'api_error', message: text(internals.group.locale(), 'frame.mismatch') }),
    });
    this.#wrapper.append(this.#frame, makeHelper(() => this.#focus()));
    container.append(this.#wrapper);
    showState(container, internals.options()['classes'], undefined);
    this.#stopLabels = followLabels(container, () => this.#focus());
    this.#startTimers();
    void this.#initialize();
    this.mounted = this.#face();
  }

  #face(): Mounted {
    return {
      name: this.name,
      isReady: () => this.#isReady,
      hasFocus: () => document.activeElement === this.#frame,
      failure: () => this.#failure,
      details: () => this.#told,
      focus: () => this.#focus(),
      command: (type) => {
        if (this.#isReady) this.#port.send(type, null);
      },
      update: () => {
        showState(this.#setting.container, this.#options()['classes'], this.#state);
        if (this.#isInitialized) this.#port.send('update', { options: this.#frameOptions() });
      },
      refresh: (parts) => void this.#refresh(parts),
      validate: (show, focus) => this.#port.ask('validate', { show, focus }),
      collect: (what) => this.#port.ask('collect', what),
      value: (format) => this.#port.ask('value', { format }),
      tell: (type, payload) => this.#port.send(type, payload as ToFrame['layer']),
      remove: () => this.#remove(),
    };
  }

  #options(): Record<string, unknown> {
    return this.#setting.internals.options();
  }

  /** Functions cannot cross to the frame. */
  #frameOptions(): Record<string, unknown> {
    return JSON.parse(JSON.stringify(this.#options())) as Record<string, unknown>;
  }

  #startTimers(): void {
    const { kind, type, group } = this.#setting.internals;
    const loader = group.options()['loader'] ?? 'auto';
    if (kind.loader && loader !== 'never') {
      const show = (): void => {
        this.#skeleton = makeSkeleton(SKELETON_ROWS[type] ?? 1);
        this.#wrapper.append(this.#skeleton);
        style(this.#wrapper, { 'min-height': `${56 * (SKELETON_ROWS[type] ?? 1)}px` });
        this.#setting.onEvent('loaderstart', {});
      };
      if (loader === 'always') show();
      else this.#timers.push(setTimeout(show, SKELETON_MS));
    }
    this.#timers.push(
      setTimeout(() => {
        if (!this.#isOpen) this.#fail(connectionError(group.locale()));
      }, SILENT_MS),
    );
  }

  #stopLoader(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    this.#skeleton?.remove();
    this.#wrapper.style.removeProperty('min-height');
  }

  async #initialize(): Promise<void> {
    const { kind, group } = this.#setting.internals;
    const asked = kind.session && group.session();
    const session = await this.#session();
    if (session === 'failed' || this.#isRemoved) return;
    this.#isInitialized = true;
    this.#port.send('init', this.#init(session));
    // The group was updated while the first answer was on its way.
    if (asked && group.session() !== asked) void this.#refresh(['session', 'group']);
  }

  #init(session: ElementsSession | undefined): Init {
    const { type, group } = this.#setting.internals;
    const { context } = group;
    return {
      element: type,
      train: context.served.train,
      call: context.api.settings,
      locale: group.locale(),
      appearance: (group.options()['appearance'] as Init['appearance'] | undefined) ?? {},
      fonts: (group.options()['fonts'] as unknown[] | undefined) ?? [],
      options: this.#frameOptions(),
      group: group.state(),
      session,
    };
  }

  async #session(): Promise<ElementsSession | undefined | 'failed'> {
    const { kind, type, group } = this.#setting.internals;
    const answer = kind.session ? await group.session() : undefined;
    if (!answer || this.#isRemoved) return undefined;
    if (answer.error) {
      this.#fail(answer.error);
      return 'failed';
    }
    const session = answer.object as unknown as ElementsSession;
    const preference = session.payment_method_preference;
    const intent = preference?.payment_intent ?? preference?.setup_intent;
    if (type === 'payment' && group.context.flags.finishedIntentFails && isFinished(intent)) {
      this.#fail({ type: 'validation_error', message: text(group.locale(), 'intent.finished') });
      return 'failed';
    }
    return session;
  }

  async #refresh(parts: RefreshPart[]): Promise<void> {
    if (!this.#isInitialized) return;
    const session = parts.includes('session') ? await this.#session() : undefined;
    if (session === 'failed' || this.#isRemoved) return;
    const whole = this.#init(session);
    const update: Partial<Init> = { ...(session && { session }) };
    if (parts.includes('group') || session) update.group = whole.group;
    if (parts.includes('appearance')) update.appearance = whole.appearance;
    if (parts.includes('fonts')) update.fonts = whole.fonts;
    if (parts.includes('locale')) update.locale = whole.locale;
    this.#port.send('update', update);
  }

  #resize({ px, edge }: FromFrame['height']): void {
    style(this.#frame, {
      height: `${Math.ceil(px)}px`,
      margin: `${-edge}px`,
      'min-width': `calc(100% + ${2 * edge}px)`,
    });
  }

  #receive<K extends keyof FromFrame>(type: K, payload: FromFrame[K], answer?: (reply: PortReply) => void): void {
    const message = { type, payload } as { [T in keyof FromFrame]: { type: T; payload: FromFrame[T] } }[keyof FromFrame];
    const { container, onEvent } = this.#setting;
    switch (message.type) {
      case 'ready':
        if (this.#isReady || this.#failure) return;
        this.#isReady = true;
        this.#stopLoader();
        return onEvent('ready', message.payload ?? {});
      case 'loaderror':
        return this.#fail(message.payload.error);
      case 'change':
        return onEvent('change', message.payload);
      case 'focus':
      case 'blur':
      case 'escape':
        return onEvent(message.type, {});
      case 'layer':
        return void openLayer(layerFor(this.#setting.internals, message.payload));
      case 'height':
        return this.#resize(message.payload);
      case 'event':
        return onEvent(message.payload.name, message.payload.payload, answer);
      case 'state':
        this.#state = message.payload;
        return showState(container, this.#options()['classes'], this.#state);
      case 'submit':
        return container.closest('form')?.requestSubmit();
      case 'details':
        this.#told = message.payload;
        return;
      default:
        return;
    }
  }

  /** The frame's room for focus rings must not move its content out of line with the page. */
  #fit({ px, edge = 0 }: FromFrame['height']): void {
    style(this.#frame, {
      height: `${Math.max(1, Math.ceil(px))}px`,
      margin: `${-edge}px`,
      'min-width': `calc(100% + ${2 * edge}px)`,
    });
  }

  #fail(error: ApiError): void {
    if (this.#failure || this.#isReady || this.#isRemoved) return;
    this.#failure = error;
    this.#stopLoader();
    this.#setting.onEvent('loaderror', { error });
  }

  #focus(): void {
    if (!this.#isReady) return;
    this.#frame.focus();
    this.#port.send('focus', null);
  }

  #remove(): void {
    this.#isRemoved = true;
    this.#stopLoader();
    this.#stopLabels();
    this.#port.close(new Error('unmounted'));
    this.#wrapper.remove();
    clearState(this.#setting.container, this.#options()['classes']);
  }
}
