/** What elements made of several fields have in common: telling, showing and focusing what is wrong. */

import type { Validation } from '../../core/protocol';
import { focusFirst } from './focus';
import type { Frame } from './frame';
import type { TextKey } from './texts';
import type { Field } from './use-field';

export function validateFields(frame: Frame, fields: Field[], { show, focus }: { show: boolean; focus: boolean }): Validation {
  const wrong = fields.find((field) => field.check.state !== 'complete');
  if (!wrong) return {};
  if (show) for (const field of fields) field.submit();
  if (focus) setTimeout(focusFirst);
  const code = wrong.check.code ?? 'incomplete';
  return { error: { type: 'validation_error', code, message: frame.text(`error.${code}` as TextKey) } };
}

export function shown(frame: Frame, field: Field): string | undefined {
  return field.code && frame.text(`error.${field.code}` as TextKey);
}

export function elementState(fields: Field[], empty: boolean, focused: boolean, autofilled: boolean) {
  return {
    empty,
    complete: fields.every((field) => field.check.state === 'complete'),
    invalid: fields.some((field) => field.code !== undefined),
    focused,
    autofilled,
  };
}
