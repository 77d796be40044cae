/** `card`: number, expiry, code and postal code on one line. */

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { cvcLongest, type Check } from '../../core/card/checks';
import { checkPostal, postalFormat, tidyPostal } from '../../core/card/country';
import { digitsOf, editDigits, editExpiry, editNumber, type Formatter } from '../../core/card/format';
import type { Collect, Params } from '../../core/protocol';
import { collect } from '../shared/api';
import { cardParams, isFinalExpiry, isFinalNumber, useCardInput, type CardInput } from '../shared/card-fields';
import { ElementInput, useElementStyle } from '../shared/element-input';
import { focusFirst } from '../shared/focus';
import { useFrame, useMessage, useReport } from '../shared/frame';
import { useField } from '../shared/use-field';
import { usePresence } from '../shared/use-presence';
import { shownError, stateOf, submitError } from './errors';
import { CardIcon } from './icon';
import { useNetworkEvents } from './networks';

interface Options {
  value?: { postalCode?: string };
  hidePostalCode?: boolean;
  hideIcon?: boolean;
  disabled?: boolean;
  preferredNetwork?: string[];
}

export function SingleCard() {
  const frame = useFrame();
  const { text } = frame;
  const options = frame.init.options as Options;
  const card = useCardInput(options.preferredNetwork);
  const format = postalFormat(digitsOf(card.number.value));
  const postal = useField((value) => checkPostal(value, format), options.value?.postalCode ?? '');
  const asked = options.hidePostalCode !== true;
  const fields = asked ? [...card.fields, postal] : card.fields;
  const presence = usePresence();
  const error = shownError(fields, text);
  const change = {
    brand: card.brand,
    empty: fields.every((field) => field.value === ''),
    complete: fields.every((field) => field.check.state === 'complete'),
    value: { postalCode: asked ? postal.value : '' },
    error,
  };
  useElementStyle();
  usePostalOption(options.value?.postalCode, postal.set);
  useNetworkEvents(card.networks);
  useReport('change', change, true);
  useReport('state', stateOf(fields, error !== undefined, presence.focused, presence.autofilled));
  useReport('details', asked && postal.value !== '' ? { billing_details: postalDetails(postal.value) } : {}, true);

  const check = (show: boolean, focus: boolean) => {
    const wrong = submitError(fields, text);
    if (wrong && show) for (const field of fields) field.submit();
    if (wrong && focus) setTimeout(focusFirst);
    return wrong;
  };
  useMessage('clear', () => fields.forEach((field) => field.clear()));
  useMessage('validate', ({ show, focus }) => ({ error: check(show, focus) }));
  useMessage('collect', async (request) => {
    const wrong = check(true, true);
    return wrong ? { error: wrong } : collect(frame, request, singleDetails(request, card, asked ? postal.value : ''));
  });

  const line = useCollapsingNumber(card.number.check.state);
  const said = (code: string | undefined) => (code ? error?.message : undefined);
  const disabled = options.disabled === true;
  const zip = format === 'us' || format === 'unknown';
  const postalFormatter: Formatter = ({ text: typed, caret }) => {
    const tidy = tidyPostal(typed, format);
    return { text: tidy, caret: Math.min(tidyPostal(typed.slice(0, caret), format).length, tidy.length) };
  };
  return (
    <div class="CardField CardField--line" data-number={line.room} ref={line.ref}>
      {options.hideIcon !== true && (
        <CardIcon {...card} wrong={card.number.code !== undefined} cvc={line.inCvc} />
      )}
      <ElementInput
        field={card.number} name="cardnumber" stableName="cardNumber" label={text('card.number.name')}
        placeholder={text('card.number.short')} autoComplete="cc-number" inputMode="numeric" format={editNumber}
        disabled={disabled} error={said(card.number.code)} advanceWhen={isFinalNumber}
      />
      <ElementInput
        field={card.expiry} name="exp-date" stableName="cardExpiry" label={text('card.expiry.name')}
        placeholder={text('card.expiry.placeholder')} autoComplete="cc-exp" inputMode="numeric" format={editExpiry}
        disabled={disabled} error={said(card.expiry.code)} advanceWhen={isFinalExpiry} goesBack
      />
      <ElementInput
        field={card.cvc} name="cvc" stableName="cardCvc" label={text('card.cvc.name')}
        placeholder={text('card.cvc.placeholder')} autoComplete="cc-csc" inputMode="numeric"
        format={editDigits(cvcLongest(card.brand))} disabled={disabled} error={said(card.cvc.code)}
        advanceWhen={(value) => value.length === cvcLongest(card.brand)} goesBack
      />
      {asked && (
        <ElementInput
          field={postal} name="postal" stableName="postalCode" label={text(zip ? 'card.postal.zip' : 'card.postal.postal')}
          placeholder={text(zip ? 'card.postal.zip' : 'card.postal.postal')} autoComplete="billing postal-code"
          inputMode={format === 'us' ? 'numeric' : 'text'} format={postalFormatter} disabled={disabled}
          error={said(postal.code)} goesBack capitals
        />
      )}
    </div>
  );
}

const postalDetails = (code: string): Params => ({ address: { postal_code: code } });

/** The parameters of a call: tokens and sources have the postal code in places of their own. */
function singleDetails(request: Collect, input: CardInput, postal: string): Params {
  const { number, expiry, cvc, network } = input;
  const card = cardParams({ number: number.value, expiry: expiry.value, cvc: cvc.value, network });
  const code = postal.trim();
  if (request.call === 'token') return { card: { ...card, networks: undefined, address_zip: code || undefined } };
  if (request.call === 'source') return { type: 'card', card, owner: code ? postalDetails(code) : undefined };
  return { type: 'card', card, billing_details: code ? postalDetails(code) : undefined };
}

/** `value.postalCode` given or changed by the page. */
function usePostalOption(code: string | undefined, set: (value: string) => void): void {
  const last = useRef(code);
  useLayoutEffect(() => {
    if (code !== undefined && code !== last.current) set(code);
    last.current = code;
  }, [code]);
}

/** A complete number gives way to the other fields once it is left; its end stays in sight. */
function useCollapsingNumber(state: Check['state']) {
  const ref = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState('');
  const isActive = focused === 'cardnumber';
  const short = state === 'complete' && !isActive;
  const room = short ? 'short' : state === 'empty' && !isActive ? 'empty' : 'long';
  useLayoutEffect(() => {
    const container = ref.current!;
    const settle = () => setFocused((document.activeElement as HTMLInputElement | null)?.name ?? '');
    container.addEventListener('focusin', settle);
    const leave = () => setTimeout(settle);
    container.addEventListener('focusout', leave);
    return () => {
      container.removeEventListener('focusin', settle);
      container.removeEventListener('focusout', leave);
    };
  }, []);
  useLayoutEffect(() => {
    const container = ref.current!;
    const number = container.querySelector<HTMLInputElement>('[name="cardnumber"]')!;
    const align = () => {
      if (short) number.scrollLeft = number.scrollWidth;
      container.scrollLeft = 0;
    };
    align();
    container.addEventListener('transitionend', align);
    return () => container.removeEventListener('transitionend', align);
  }, [short, focused]);
  return { ref, room, inCvc: focused === 'cvc' };
}
