/** Fields as the elements with an appearance show them: label, input, icon, error. Props in, events out. */

import { createContext, type ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { Formatter } from '../../core/card/format';
import { focusNext } from './focus';
import { ChevronIcon } from './icons';

/** How ids of fields begin: see `Frame.idPrefix`. */
export const IdPrefix = createContext('Field-');

export function classes(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}

interface Common {
  /** `data-field`, the id's middle and, unless `inputName` is given, the input's name. */
  name: string;
  inputName?: string;
  label: string;
  /** Part of the accessible name that is not shown. */
  labelHint?: string;
  value: string;
  onValue(value: string): void;
  onBlur?(): void;
  error?: string;
  disabled?: boolean;
  autoComplete?: string;
  required?: boolean;
}

export interface TextFieldProps extends Common {
  /** `CardNumber` gives the input the class `p-CardNumberInput-input`. */
  kind?: string;
  testId?: string;
  type?: 'text' | 'email' | 'tel';
  placeholder?: string;
  inputMode?: 'numeric' | 'text' | 'email' | 'tel';
  format?: Formatter;
  maxLength?: number;
  /** Numbers are written from left to right in every language. */
  leftToRight?: boolean;
  capitalize?: 'words' | 'characters' | 'none';
  /** Shown at the end of the input. */
  end?: ComponentChildren;
  /** Typing has made the field complete: the next one takes over. */
  advanceWhen?(value: string): boolean;
}

export function TextField(props: TextFieldProps) {
  const { name, kind, value, error, end, placeholder } = props;
  const prefix = useContext(IdPrefix);
  const id = `${prefix}${name}Input`;
  const input = <Input {...props} id={id} />;
  return (
    <Shell {...props} id={id} filled={value !== ''}>
      <div class={classes('p-Input', kind && `p-${kind}Input`, Boolean(end) && 'p-Input--end')} data-placeholder={Boolean(placeholder)}>
        {input}
        {end && <div class="p-Input-end">{end}</div>}
      </div>
      <ErrorText name={name} text={error} />
    </Shell>
  );
}

function Input(props: TextFieldProps & { id: string }) {
  const { id, name, inputName = name, kind, value, error, format, disabled } = props;
  const onInput = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const before = value;
    if (format) applyFormat(input, event as InputEvent, before, format);
    const grew = input.value.length > before.length;
    props.onValue(input.value);
    const atEnd = format === undefined || input.selectionStart === input.value.length;
    if (grew && isTyped(event as InputEvent) && atEnd && props.advanceWhen?.(input.value)) focusNext(input);
  };
  return (
    <input
      id={id}
      name={inputName}
      data-testid={props.testId}
      type={(props.type ?? 'text') as 'text'}
      class={classes(
        'p-Input-input',
        kind && `p-${kind}Input-input`,
        'Input',
        value === '' && 'Input--empty',
        error !== undefined && 'Input--invalid',
        disabled && 'Input--disabled',
      )}
      value={value}
      placeholder={props.placeholder}
      inputMode={props.inputMode}
      autoComplete={props.autoComplete}
      autoCapitalize={props.capitalize}
      autoCorrect="off"
      spellcheck={false}
      maxLength={props.maxLength}
      dir={props.leftToRight ? 'ltr' : undefined}
      disabled={disabled}
      aria-invalid={error !== undefined}
      aria-required={props.required}
      aria-describedby={error !== undefined ? errorId(name) : undefined}
      onInput={onInput}
      onBlur={props.onBlur}
    />
  );
}

/** By a key, also on a phone's keyboard; not pasted and not filled in by the browser. */
export function isTyped(event: InputEvent): boolean {
  return /^insert(Composition)?Text$/.test(event.inputType ?? '');
}

/** Rewrites what was typed and puts the caret where the customer expects it. */
export function applyFormat(input: HTMLInputElement, event: InputEvent, before: string, format: Formatter): void {
  const edited = format({
    text: input.value,
    caret: input.selectionStart ?? input.value.length,
    before,
    forward: event.inputType === 'deleteContentForward',
  });
  if (edited.text !== input.value) input.value = edited.text;
  if (document.activeElement === input) input.setSelectionRange(edited.caret, edited.caret);
}

export interface SelectFieldProps extends Common {
  options: readonly { value: string; label: string }[];
  /** First entry without a value. */
  placeholder?: string;
}

export function SelectField(props: SelectFieldProps) {
  const { name, inputName = name, value, error, options, placeholder, disabled } = props;
  const id = `${useContext(IdPrefix)}${name}Input`;
  return (
    <Shell {...props} id={id} filled>
      <div class="p-Select">
        <select
          id={id}
          name={inputName}
          class={classes(
            'p-Select-select Input',
            value === '' && 'Input--empty',
            error !== undefined && 'Input--invalid',
            disabled && 'Input--disabled',
          )}
          autoComplete={props.autoComplete}
          disabled={disabled}
          aria-invalid={error !== undefined}
          aria-required={props.required}
          aria-describedby={error !== undefined ? errorId(name) : undefined}
          onChange={(event) => props.onValue(event.currentTarget.value)}
          onBlur={props.onBlur}
        >
          {placeholder !== undefined && <option value="" selected={value === ''}>{placeholder}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
        <span class="p-Select-icon"><ChevronIcon /></span>
      </div>
      <ErrorText name={name} text={error} />
    </Shell>
  );
}

interface ShellProps extends Common {
  id: string;
  filled: boolean;
  children: ComponentChildren;
}

function Shell({ id, name, label, labelHint, error, filled, children }: ShellProps) {
  return (
    <div class={classes('p-Field', filled && 'p-Field--filled')} data-field={name}>
      <label
        for={id}
        class={classes(
          'p-FieldLabel Label',
          !filled && 'Label--empty',
          error !== undefined && 'Label--invalid',
          filled ? 'Label--floating' : 'Label--resting',
        )}
      >
        {label}
        {labelHint && <span class="u-hidden"> {labelHint}</span>}
      </label>
      {children}
    </div>
  );
}

function errorId(name: string): string {
  return `Field-${name}Error`;
}

export function ErrorText({ name, text }: { name: string; text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p id={errorId(name)} class="p-FieldError Error" role="alert">
      {text}
    </p>
  );
}

interface CheckboxFieldProps {
  name: string;
  label: ComponentChildren;
  checked: boolean;
  onChecked(checked: boolean): void;
  disabled?: boolean;
}

export function CheckboxField({ name, label, checked, onChecked, disabled }: CheckboxFieldProps) {
  const id = `${useContext(IdPrefix)}${name}Input`;
  return (
    <div class={classes('p-Checkbox Checkbox', checked && 'Checkbox--checked')} data-field={name}>
      <input
        id={id}
        name={name}
        type="checkbox"
        class={classes('p-Checkbox-input CheckboxInput', checked && 'CheckboxInput--checked')}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <label for={id} class={classes('p-Checkbox-label CheckboxLabel', checked && 'CheckboxLabel--checked')}>
        {label}
      </label>
    </div>
  );
}

/** Fields in rows and columns of the appearance's spacing. Each child of a row takes an equal share. */
export function Grid({ children }: { children: ComponentChildren }) {
  return <div class="p-Grid">{children}</div>;
}

export function Row({ children }: { children: ComponentChildren }) {
  return <div class="p-GridRow">{children}</div>;
}
