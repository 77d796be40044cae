/** A field's value, whether it is right, and which error is visible. */

import { useReducer } from 'preact/hooks';
import type { Check } from '../../core/card/checks';
import { nextField, shownCode, type FieldAction, type FieldState } from '../../core/field';

export interface Field<Code extends string = string> {
  value: string;
  check: Check<Code>;
  /** The error to show now. */
  code: Code | undefined;
  set(value: string): void;
  blur(): void;
  /** Shows what is wrong. */
  submit(): void;
  clear(): void;
}

export function useField<Code extends string>(check: (value: string) => Check<Code>, initial = ''): Field<Code> {
  const [state, act] = useReducer<FieldState, FieldAction>(nextField, { value: initial, judged: false });
  const checked = check(state.value);
  return {
    value: state.value,
    check: checked,
    code: shownCode(state, checked),
    set: (value) => act({ type: 'input', value }),
    blur: () => act({ type: 'blur' }),
    submit: () => act({ type: 'submit' }),
    clear: () => act({ type: 'clear' }),
  };
}
