/** The frame's end of the channel to the library. Whoever is not the parent at the named origin is not heard. */

import type { ApiError } from '../../core/api';
import { PROTOCOL, type Envelope, type FrameAddress, type FrameReplies, type FromFrame, type ToFrame } from '../../core/protocol';

type Answer<Type> = Type extends keyof FrameReplies ? FrameReplies[Type] | Promise<FrameReplies[Type]> : void;
export type Handler<Type extends keyof ToFrame> = (payload: ToFrame[Type]) => Answer<Type>;

export class Port {
  #port: MessagePort;
  #handlers = new Map<string, (payload: never) => unknown>();
  #waiting = new Map<number, { resolve(value: unknown): void; reject(reason: unknown): void }>();
  #asked = 0;
  /** Messages whose handler is not there yet. */
  #early: Envelope[] = [];

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<Envelope>) => this.#receive(data);
  }

  send<Type extends keyof FromFrame>(type: Type, payload: FromFrame[Type]): void {
    this.#post({ v: PROTOCOL, type, payload });
  }

  /** An event that the page answers; rejects with its refusal. */
  ask(payload: FromFrame['event']): Promise<unknown> {
    const id = (this.#asked += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ v: PROTOCOL, id, type: 'event', payload });
    });
  }

  /** One handler per type; a later one replaces it. */
  on<Type extends keyof ToFrame>(type: Type, handler: Handler<Type>): void {
    this.#handlers.set(type, handler as (payload: never) => unknown);
    const early = this.#early.filter((message) => message.type === type);
    this.#early = this.#early.filter((message) => message.type !== type);
    for (const message of early) this.#receive(message);
  }

  #receive(message: Envelope): void {
    if (typeof message !== 'object' || message === null || message.v !== PROTOCOL) return;
    if (message.type === 'reply' || message.type === 'refusal') return this.#settle(message);
    const handler = this.#handlers.get(message.type);
    if (!handler) {
      this.#early.push(message);
      return;
    }
    const { id } = message;
    const done = new Promise((resolve) => resolve(handler(message.payload as never)));
    if (id === undefined) {
      done.catch((error: unknown) => console.error(error));
      return;
    }
    done.then(
      (payload) => this.#post({ v: PROTOCOL, type: 'reply', id, payload }),
      (error: unknown) => this.#post({ v: PROTOCOL, type: 'refusal', id, payload: asApiError(error) }),
    );
  }

  #settle({ type, id, payload }: Envelope): void {
    const waiting = this.#waiting.get(id!);
    this.#waiting.delete(id!);
    if (type === 'reply') waiting?.resolve(payload);
    else waiting?.reject(payload);
  }

  #post(message: Envelope): void {
    this.#port.postMessage(message);
  }
}

function asApiError(error: unknown): ApiError {
  // The message of an unexpected error could quote what was typed; it stays here.
  console.error(error);
  return { type: 'api_error', message: 'The payment form failed.' };
}

/** Says hello to the library and waits for its port. */
export function connect(address: FrameAddress): Promise<Port> {
  return new Promise((resolve) => {
    const hear = (event: MessageEvent) => {
      const welcome = event.data as { florin?: unknown; welcome?: unknown } | null;
      const [port] = event.ports;
      if (event.source !== window.parent || event.origin !== address.referrer || !port) return;
      if (welcome?.florin !== PROTOCOL || welcome.welcome !== address.frameId) return;
      window.removeEventListener('message', hear);
      resolve(new Port(port));
    };
    window.addEventListener('message', hear);
    // A page from a file has the origin "null", which cannot be named; the greeting holds nothing secret.
    const target = address.referrer === 'null' ? '*' : address.referrer;
    window.parent.postMessage({ florin: PROTOCOL, hello: address.frameId }, target);
  });
}
