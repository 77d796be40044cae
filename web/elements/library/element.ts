/** An element: its life, its events and its public functions. */

import type { ApiError } from '../core/api';
import { elementKinds } from '../core/element_types';
import { invalid, mistake, shown } from '../core/errors';
import { checkElement } from '../core/options/elements';
import type { Collect, FromFrame } from '../core/protocol';
import { findContainer } from './container';
import { warn } from './context';
import { chained, makeEmitter, type Handler } from './events';
import { expressPayload } from './express';
import { registerElement, type ElementInternals, type GroupInternals } from './internals';
import { mountFrame, type Mounted } from './mounted';
import type { PortReply } from './port';

const EVENTS = new Set(
  ('ready loaderstart loaderror change focus blur escape networkschange carddetailschange savedpaymentmethodupdate ' +
    'savedpaymentmethodremove availablepaymentmethodschange click confirm cancel shippingaddresschange shippingratechange').split(' '),
);

export function makeElement(group: GroupInternals, type: string, given: Record<string, unknown>): ElementInternals {
  const kind = elementKinds[type]!;
  const { flags } = group.context;
  const events = makeEmitter();
  let options = given;
  let mounted: Mounted | undefined;
  let container: HTMLElement | undefined;
  let destroyed = false;
  let lastChange = '';

  const alive = (): void => {
    if (destroyed) throw mistake('This Element has already been destroyed. Please create a new one.');
  };
  const emit = (name: string, payload: Record<string, unknown> = {}): void => events.emit(name, { elementType: type, ...payload });

  const onEvent = (name: string, payload: Record<string, unknown>, answer?: (reply: PortReply) => void): void => {
    if (name === 'change') {
      const text = JSON.stringify(payload);
      if (text === lastChange) return;
      lastChange = text;
      // What nobody typed (a refreshed session, an account chosen in a dialog) needs no new `submit`.
      if (mounted?.hasFocus()) group.changed();
    }
    if (answer) events.emit(name, { elementType: type, ...expressPayload(group, name, payload, answer, events) });
    else emit(name, payload);
  };

  const unmount = (): void => {
    mounted?.remove();
    mounted = undefined;
    container = undefined;
    lastChange = '';
    group.mountedChanged();
  };

  const mount = (target: unknown): void => {
    alive();
    const node = typeof target === 'string' ? document.querySelector(target) : target;
    if (mounted && node === container && container?.isConnected) return;
    // Looked at before the old frame goes: a wrong selector changes nothing.
    const next = findContainer(target);
    if (mounted) unmount();
    container = next;
    mounted = mountFrame({ internals, container, onEvent });
    group.mountedChanged();
  };

  const broken = (): ApiError | undefined => mounted?.failure();
  const lost = (): Error =>
    mistake(
      'We could not retrieve data from the specified Element. Please make sure the Element you are attempting to use is still mounted.',
    );
  const ready = (): Mounted => {
    if (!mounted) throw lost();
    return mounted;
  };

  const checkHandler = (name: string, handler: Handler): void => {
    if (typeof handler !== 'function') throw invalid('element.on()', 'the handler should be a function', handler);
    if (!EVENTS.has(name)) warn(`${shown(name)} is not an event of the '${type}' Element; its handler will never be called.`);
  };

  const element: Record<string, unknown> = {
    mount,
    unmount: (): void => {
      alive();
      unmount();
    },
    destroy: (): void => {
      alive();
      unmount();
      destroyed = true;
      events.clear();
      group.remove(internals);
    },
    update: (change?: Record<string, unknown>): void => {
      alive();
      checkElement(type, change, flags, { call: `element.update() of the '${type}' Element`, warn }, true);
      const { mode: _fixed, ...rest } = change ?? {};
      options = { ...options, ...rest };
      mounted?.update();
    },
    focus: (): void => {
      alive();
      mounted?.focus();
    },
    blur: (): void => {
      alive();
      mounted?.command('blur');
    },
    clear: (): void => {
      alive();
      mounted?.command('clear');
    },
    ...chained(events, (): object => element, checkHandler),
  };
  if (type === 'payment') element['collapse'] = (): void => (alive(), mounted?.command('collapse'));
  if (['address', 'shippingAddress', 'taxId'].includes(type)) {
    element['getValue'] = async (wanted?: { format?: string }): Promise<unknown> => (alive(), ready().value(wanted?.format));
  }

  const internals: ElementInternals = {
    type,
    kind,
    mode: (given['mode'] as string | undefined) ?? (type === 'shippingAddress' ? 'shipping' : undefined),
    element,
    group,
    options: () => options,
    isMounted: () => !!mounted,
    isReady: () => !!mounted?.isReady(),
    failure: broken,
    frameName: () => mounted?.name,
    node: () => container,
    details: () => mounted?.details() ?? ({} as FromFrame['details']),
    validate: async (show, focus) => ready().validate(show, focus),
    collect: async (what: Collect) => ready().collect(what),
    tell: (what, payload) => mounted?.tell(what, payload),
    refresh: (parts) => mounted?.refresh(parts),
  };
  registerElement(element, internals);
  return internals;
}
