/** The Payment Element's one state, and who hears of its changes. */

import { useEffect, useReducer } from 'preact/hooks';
import type { PaymentOptions, Setting } from '../../core/methods/options';
import { nextState, startOf, type PaymentAction, type PaymentState } from '../../core/methods/state';
import type { Frame } from '../shared/frame';

export class Store {
  setting: Setting;
  state: PaymentState;
  #listeners = new Set<() => void>();

  constructor(readonly frame: Frame) {
    this.setting = settingOf(frame);
    this.state = startOf(this.setting);
    frame.subscribe(() => {
      this.setting = settingOf(frame);
      this.act({ type: 'renew' });
    });
  }

  act(action: PaymentAction): void {
    this.state = nextState(this.setting, this.state, action);
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function settingOf(frame: Frame): Setting {
  const { train, options, group, session } = frame.init;
  const now = new Date();
  return {
    train,
    group,
    options: options as PaymentOptions,
    session: session!,
    today: { month: now.getMonth() + 1, year: now.getFullYear() },
  };
}

/** Renders again after every change. */
export function useStore(store: Store): void {
  const [, again] = useReducer((count: number, _: void) => count + 1, 0);
  useEffect(() => store.subscribe(() => again()), [store]);
}
