/** `on`, `once`, `off` of elements, groups and payment requests. */

export type Handler = (payload: unknown) => void;

export interface Emitter {
  on(name: string, handler: Handler): void;
  once(name: string, handler: Handler): void;
  off(name: string, handler?: Handler): void;
  has(name: string): boolean;
  emit(name: string, payload: unknown): void;
  clear(): void;
}

/** `on`, `once` and `off` as the page sees them: each returns the object that it was called on. */
export const chained = (events: Emitter, face: () => object, check?: (name: string, handler: Handler) => void) => {
  const add = (how: 'on' | 'once') => (name: string, handler: Handler): object => {
    check?.(name, handler);
    events[how](name, handler);
    return face();
  };
  return {
    on: add('on'),
    once: add('once'),
    off: (name: string, handler?: Handler): object => {
      events.off(name, handler);
      return face();
    },
  };
};

export function makeEmitter(): Emitter {
  let entries: { name: string; handler: Handler; once: boolean }[] = [];
  const add = (name: string, handler: Handler, once: boolean): void => {
    entries = [...entries, { name, handler, once }];
  };
  return {
    on: (name, handler) => add(name, handler, false),
    once: (name, handler) => add(name, handler, true),
    off: (name, handler) => {
      entries = entries.filter((entry) => entry.name !== name || (handler !== undefined && entry.handler !== handler));
    },
    has: (name) => entries.some((entry) => entry.name === name),
    emit: (name, payload) => {
      for (const entry of entries.filter((one) => one.name === name)) {
        if (entry.once) entries = entries.filter((one) => one !== entry);
        // Never inside the call that caused it, and one that throws takes no other with it.
        queueMicrotask(() => entry.handler(payload));
      }
    },
    clear: () => {
      entries = [];
    },
  };
}
