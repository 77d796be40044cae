/** Which error of a card's fields is told, and how. */

import type { ApiError } from '../../core/api';
import type { CardErrorCode } from '../../core/card/checks';
import type { Text } from '../../core/text';
import type { TextKey } from '../shared/texts';
import type { Field } from '../shared/use-field';

export function validationError(code: CardErrorCode, text: Text<TextKey>): ApiError {
  return { type: 'validation_error', code, message: text(`error.${code}`) };
}

/** The first visible error in the order of the fields. */
export function shownError(fields: Field<CardErrorCode>[], text: Text<TextKey>): ApiError | undefined {
  const code = fields.find((field) => field.code !== undefined)?.code;
  return code && validationError(code, text);
}

/** What would stop a submit, visible or not. */
export function submitError(fields: Field<CardErrorCode>[], text: Text<TextKey>): ApiError | undefined {
  const code = fields.find((field) => field.check.code !== undefined)?.check.code;
  return code && validationError(code, text);
}

export function stateOf(fields: Field[], wrong: boolean, focused: boolean, autofilled: boolean) {
  return {
    empty: fields.every((field) => field.value === ''),
    complete: !wrong && fields.every((field) => field.check.state === 'complete'),
    invalid: wrong,
    focused,
    autofilled,
  };
}
