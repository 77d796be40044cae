/** One frame and the port to it. Only the first greeting of the right window, origin and id opens it. */

import type { ApiError } from '../core/api';
import { PROTOCOL, type Envelope, type FrameReplies, type FromFrame, type ToFrame } from '../core/protocol';

export interface PortHandlers {
  onMessage<K extends keyof FromFrame>(type: K, payload: FromFrame[K], answer?: (reply: PortReply) => void): void;
  onOpen(): void;
  /** The frame is of another build. */
  onMismatch(): void;
}

export type PortReply = { payload: unknown } | { refusal: ApiError };

export interface Port {
  send<K extends keyof ToFrame>(type: K, payload: ToFrame[K]): void;
  ask<K extends keyof ToFrame & keyof FrameReplies>(type: K, payload: ToFrame[K]): Promise<FrameReplies[K]>;
  /** Open requests are rejected with `reason`. */
  close(reason: unknown): void;
}

interface Waiting {
  resolve(value: never): void;
  reject(reason: unknown): void;
}

export function openPort(frame: HTMLIFrameElement, frameId: string, origin: string, handlers: PortHandlers): Port {
  let port: MessagePort | undefined;
  let last = 0;
  const queue: Envelope[] = [];
  const waiting = new Map<number, Waiting>();

  const transmit = (envelope: Envelope): void => {
    if (port) port.postMessage(envelope);
    else queue.push(envelope);
  };

  const receive = (envelope: Partial<Envelope> | null): void => {
    if (!envelope || envelope.v !== PROTOCOL || typeof envelope.type !== 'string') return;
    const { type, id, payload } = envelope as Envelope;
    if (type === 'reply' || type === 'refusal') {
      const request = waiting.get(id as number);
      waiting.delete(id as number);
      if (type === 'reply') request?.resolve(payload as never);
      else request?.reject(payload);
      return;
    }
    const answer = id === undefined ? undefined : (reply: PortReply): void =>
      transmit('refusal' in reply
        ? { v: PROTOCOL, type: 'refusal', id, payload: reply.refusal }
        : { v: PROTOCOL, type: 'reply', id, payload: reply.payload });
    handlers.onMessage(type as keyof FromFrame, payload as never, answer);
  };

  const greet = (event: MessageEvent): void => {
    if (!frame.contentWindow || event.source !== frame.contentWindow || event.origin !== origin) return;
    const hello = event.data as { florin?: unknown; hello?: unknown } | null;
    if (typeof hello !== 'object' || hello === null || hello.hello !== frameId) return;
    if (hello.florin !== PROTOCOL) return handlers.onMismatch();
    port?.close();
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = (message) => receive(message.data as Partial<Envelope>);
    frame.contentWindow.postMessage({ florin: PROTOCOL, welcome: frameId }, origin, [channel.port2]);
    for (const envelope of queue.splice(0)) port.postMessage(envelope);
    handlers.onOpen();
  };
  window.addEventListener('message', greet);

  return {
    send: (type, payload) => transmit({ v: PROTOCOL, type, payload }),
    ask: (type, payload) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        transmit({ v: PROTOCOL, type, payload, id });
      }),
    close: (reason) => {
      window.removeEventListener('message', greet);
      port?.close();
      port = undefined;
      for (const request of waiting.values()) request.reject(reason);
      waiting.clear();
    },
  };
}
