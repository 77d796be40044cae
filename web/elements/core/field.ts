/** When a field's error is shown: on leaving the field or at submit, not while typing, unless nothing can save it. */

import type { Check } from './card/checks';

export interface FieldState {
  value: string;
  /** The field has been left with something in it, or the form has been submitted. */
  judged: boolean;
}

export type FieldAction =
  | { type: 'input'; value: string }
  | { type: 'blur' }
  | { type: 'submit' }
  | { type: 'clear' };

export function nextField(state: FieldState, action: FieldAction): FieldState {
  switch (action.type) {
    case 'input':
      return { value: action.value, judged: false };
    case 'blur':
      return { ...state, judged: state.judged || state.value.trim() !== '' };
    case 'submit':
      return { ...state, judged: true };
    case 'clear':
      return { value: '', judged: false };
  }
}

/** The code of the error that is visible now. */
export function shownCode<Code extends string>(state: FieldState, check: Check<Code>): Code | undefined {
  return state.judged || check.atOnce ? check.code : undefined;
}
