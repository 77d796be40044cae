/** A dialog over the page: a frame of ours, first in `body`, with the focus kept inside until it ends. */

import type { ApiError } from '../core/api';
import type { FromFrame, GroupState, Init, LayerDocument, Params } from '../core/protocol';
import { fileOf, type StripeContext } from './context';
import { frameName, frameUrl, makeFrame, randomId, style } from './dom';
import type { ElementInternals } from './internals';
import { openPort } from './port';
import { connectionError, text, type TextKey } from './texts';

export interface LayerRequest {
  context: StripeContext;
  locale: string;
  controllerId: string;
  document: LayerDocument;
  /** Added to the layer's address; nothing secret. */
  fragment?: Record<string, string>;
  options: Record<string, unknown>;
  group?: GroupState;
  appearance?: Record<string, unknown>;
}

export interface LayerEnd {
  outcome: FromFrame['done']['outcome'];
  result?: Params;
  error?: ApiError;
}

/** A layer that an element of a group has asked for. */
export const layerFor = (element: ElementInternals, { layer, fragment }: FromFrame['layer']): LayerRequest => {
  const { group } = element;
  return {
    context: group.context,
    locale: group.locale(),
    controllerId: group.controllerId,
    document: layer,
    fragment,
    options: fragment,
    group: group.state(),
    appearance: group.options()['appearance'] as Record<string, unknown> | undefined,
  };
};

const SILENT_MS = 20_000;
const CLOSING_MS = 200;

const guard = (onFocus: () => void): HTMLElement => {
  const node = document.createElement('div');
  node.tabIndex = 0;
  style(node, { position: 'absolute', width: '1px', height: '1px', opacity: '0', outline: 'none' });
  node.addEventListener('focus', onFocus);
  return node;
};

const makeLayer = (title: string): HTMLElement => {
  const layer = document.createElement('div');
  layer.setAttribute('role', 'dialog');
  layer.setAttribute('aria-modal', 'true');
  layer.setAttribute('aria-label', title);
  style(layer, { position: 'fixed', inset: '0', margin: '0', padding: '0', border: 'none', 'z-index': '2147483647', background: 'transparent' });
  return layer;
};

/** Resolves when the dialog has ended, however that came about; the page is as before then. */
export function openLayer(request: LayerRequest): Promise<LayerEnd> {
  const { context, locale } = request;
  const file = fileOf(request.document);
  const silent: LayerEnd = { outcome: 'canceled', error: connectionError(locale) };
  if (!file) return Promise.resolve(silent);

  return new Promise((resolve) => {
    const { origin } = context.served;
    const frameId = randomId();
    const title = text(locale, `layer.${request.document}` as TextKey);
    const address = {
      componentName: request.document, keyMode: context.keyMode, apiKey: context.key,
      referrer: location.origin, controllerId: request.controllerId, frameId,
    };
    const layer = makeLayer(title);
    const frame = makeFrame(frameName(), title, frameUrl({ origin, file, address, extra: request.fragment }));
    style(frame, { width: '100%', height: '100%', 'min-width': '0' });
    const before = document.activeElement;
    const { overflow } = document.documentElement.style;

    const hold = (): void => {
      frame.focus();
      port.send('focus', null);
    };
    const keep = (event: FocusEvent): void => {
      if (event.target instanceof Node && !layer.contains(event.target)) frame.focus();
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      end({ outcome: 'canceled' });
    };
    const end = (result: LayerEnd): void => {
      clearTimeout(timer);
      document.removeEventListener('focusin', keep);
      document.removeEventListener('keydown', escape, true);
      port.close(new Error('closed'));
      // Gone for the customer at once; the node stays for the moment in which the click that ended it is still on its way.
      // It is no longer the first in `body`: whoever looks there waits for the next layer.
      const first = document.createElement('div');
      style(first, { display: 'none' });
      layer.before(first);
      style(layer, { display: 'none' });
      setTimeout(() => [first, layer].forEach((node) => node.remove()), CLOSING_MS);
      document.documentElement.style.overflow = overflow;
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      resolve(result);
    };
    const timer = setTimeout(() => end(silent), SILENT_MS);
    const port = openPort(frame, frameId, origin, {
      onOpen: () => {
        clearTimeout(timer);
        hold();
      },
      onMismatch: () => end({ outcome: 'canceled', error: { type: 'api_error', message: text(locale, 'frame.mismatch') } }),
      onMessage: (type, payload) => {
        if (type === 'done') end(payload as FromFrame['done']);
        else if (type === 'loaderror') end({ outcome: 'canceled', error: (payload as FromFrame['loaderror']).error });
        else if (type === 'escape') end({ outcome: 'canceled' });
      },
    });
    port.send('init', {
      element: request.document,
      train: context.served.train,
      call: context.api.settings,
      locale,
      appearance: (request.appearance ?? {}) as Init['appearance'],
      fonts: [],
      options: request.options,
      group: request.group ?? { mode: 'bare', deferred: false, siblings: [] },
    });

    layer.append(guard(hold), frame, guard(hold));
    document.body.insertBefore(layer, document.body.firstChild);
    document.documentElement.style.overflow = 'hidden';
    document.addEventListener('focusin', keep);
    document.addEventListener('keydown', escape, true);
  });
}
