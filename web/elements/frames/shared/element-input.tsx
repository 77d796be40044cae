/** The bare input of the card family and the IBAN element: no look but the merchant's `style`. */

import { useLayoutEffect, useMemo } from 'preact/hooks';
import { compileElementStyle, type ElementStyle } from '../../core/styling/element-style';
import type { Formatter } from '../../core/card/format';
import { applyFormat, classes, isTyped } from './fields';
import { focusNext, focusPrevious } from './focus';
import { useFrame } from './frame';
import { adoptLast } from './styles';
import type { Field } from './use-field';

const sheet = new CSSStyleSheet();

/** Puts the `style` option into force. */
export function useElementStyle(): void {
  const frame = useFrame();
  const key = JSON.stringify(frame.init.options.style ?? {});
  useLayoutEffect(() => {
    const warnings = new Set<string>();
    sheet.replaceSync(compileElementStyle(JSON.parse(key) as ElementStyle, (text) => warnings.add(text)));
    adoptLast(sheet);
    for (const warning of warnings) console.warn(`[stripe.js] ${warning}`);
  }, [key]);
}

interface Props {
  field: Field;
  name: string;
  /** `data-elements-stable-field-name` */
  stableName: string;
  label: string;
  placeholder: string;
  autoComplete: string;
  inputMode?: 'numeric' | 'text';
  format: Formatter;
  disabled: boolean;
  error: string | undefined;
  advanceWhen?(value: string): boolean;
  /** Backspace in the empty field goes back to the one before. */
  goesBack?: boolean;
  capitals?: boolean;
}

export function ElementInput(props: Props) {
  const { field, name, error, goesBack, disabled } = props;
  const errorId = `Field-${name}Error`;
  const states = useMemo(() => stateClasses(field, error !== undefined), [field.value, field.check.state, error]);
  const onInput = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const grew = input.value.length > field.value.length;
    applyFormat(input, event as InputEvent, field.value, props.format);
    field.set(input.value);
    const atEnd = input.selectionStart === input.value.length;
    if (grew && isTyped(event as InputEvent) && atEnd && props.advanceWhen?.(input.value)) focusNext(input);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!goesBack || event.key !== 'Backspace' || field.value !== '') return;
    event.preventDefault();
    focusPrevious(event.currentTarget as HTMLInputElement);
  };
  return (
    <span class={`CardField-input CardField-${props.stableName}`}>
      <input
        name={name}
        data-elements-stable-field-name={props.stableName}
        type="text"
        class={classes('InputElement', states)}
        value={field.value}
        placeholder={props.placeholder}
        aria-label={props.label}
        aria-invalid={error !== undefined}
        aria-describedby={error !== undefined ? errorId : undefined}
        aria-required="true"
        autoComplete={props.autoComplete}
        autoCapitalize={props.capitals ? 'characters' : undefined}
        autoCorrect="off"
        spellcheck={false}
        inputMode={props.inputMode}
        dir="ltr"
        disabled={disabled}
        onInput={onInput}
        onKeyDown={onKeyDown}
        onBlur={field.blur}
      />
      {error !== undefined && <span id={errorId} class="u-hidden" role="alert">{error}</span>}
    </span>
  );
}

function stateClasses(field: Field, wrong: boolean): string {
  if (wrong) return 'is-invalid Input Input--invalid';
  if (field.value === '') return 'is-empty Input Input--empty';
  return field.check.state === 'complete' ? 'is-complete Input Input--complete' : 'Input';
}
