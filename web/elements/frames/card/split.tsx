/** `cardNumber`, `cardExpiry`, `cardCvc`: one field each; the one that is asked to post gathers the others. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { brandOf, networksOf, type Brand, type Network } from '../../core/card/brands';
import { checkCvc, checkExpiry, checkNumber, cvcLongest, type Check, type CardErrorCode } from '../../core/card/checks';
import { digitsOf, editDigits, editExpiry, editNumber, type Formatter } from '../../core/card/format';
import { collect, collectParams } from '../shared/api';
import { cardParams, today } from '../shared/card-fields';
import { ElementInput, useElementStyle } from '../shared/element-input';
import { focusFirst } from '../shared/focus';
import { useFrame, useMessage, useReport, type Frame } from '../shared/frame';
import type { TextKey } from '../shared/texts';
import { useField } from '../shared/use-field';
import { usePresence } from '../shared/use-presence';
import { shownError, stateOf, submitError, validationError } from './errors';
import { CardIcon } from './icon';
import { useNetworkEvents } from './networks';
import { answerSiblings, askBrand, askParts, tellBrand, type Part, type PartAnswer } from './siblings';

interface Options {
  placeholder?: string;
  disabled?: boolean;
  showIcon?: boolean;
  preferredNetwork?: string[];
}

interface Look {
  name: string;
  label: TextKey;
  placeholder: TextKey;
  autoComplete: string;
}

const LOOKS: Record<Part, Look> = {
  cardNumber: {
    name: 'cardnumber',
    label: 'card.number.name',
    placeholder: 'card.number.placeholder',
    autoComplete: 'cc-number',
  },
  cardExpiry: {
    name: 'exp-date',
    label: 'card.expiry.name',
    placeholder: 'card.expiry.placeholder',
    autoComplete: 'cc-exp',
  },
  cardCvc: { name: 'cvc', label: 'card.cvc.name', placeholder: 'card.cvc.placeholder', autoComplete: 'cc-csc' },
};

const CHECKS: Record<Part, (value: string, brand: Brand) => Check<CardErrorCode>> = {
  cardNumber: (value) => checkNumber(digitsOf(value)),
  cardExpiry: (value) => checkExpiry(value, today()),
  cardCvc: (value, brand) => checkCvc(value, brand),
};

const MISSING: Record<Part, CardErrorCode> = {
  cardNumber: 'incomplete_number',
  cardExpiry: 'incomplete_expiry',
  cardCvc: 'incomplete_cvc',
};

const ORDER: Part[] = ['cardNumber', 'cardExpiry', 'cardCvc'];

export function SplitField({ part }: { part: Part }) {
  const frame = useFrame();
  const { text } = frame;
  const options = frame.init.options as Options;
  const [numberBrand, setNumberBrand] = useState<Brand>('unknown');
  const [chosen, choose] = useState<Network>();
  const field = useField((value) => CHECKS[part](value, numberBrand));
  const digits = part === 'cardNumber' ? digitsOf(field.value) : '';
  const brand = part === 'cardNumber' ? brandOf(digits) : numberBrand;
  const networks = networksOf(digits);
  const network = networks.length > 1 ? (chosen ?? preferred(networks, options.preferredNetwork)) : undefined;
  const fields = [field];
  const presence = usePresence();
  const error = shownError(fields, text);

  useElementStyle();
  useNetworkEvents(networks);
  useReport('change', {
    empty: field.value === '',
    complete: field.check.state === 'complete',
    ...(part === 'cardNumber' && { brand }),
    error,
  }, true);
  useReport('state', stateOf(fields, error !== undefined, presence.focused, presence.autofilled));
  useBrandExchange(frame, part, brand, setNumberBrand);

  const check = (show: boolean, focus: boolean) => {
    const wrong = submitError(fields, text);
    if (wrong && show) field.submit();
    if (wrong && focus) setTimeout(focusFirst);
    return wrong;
  };
  useMessage('clear', () => field.clear());
  useMessage('validate', ({ show, focus }) => ({ error: check(show, focus) }));

  const answer = (show: boolean): PartAnswer => ({ part, value: field.value, error: check(show, false) });
  useAnswers(frame, () => ({
    part: answer,
    brand: part === 'cardNumber' ? () => brand : undefined,
    onBrand: part === 'cardCvc' ? setNumberBrand : undefined,
  }));
  useMessage('collect', async (request) => {
    // A saved card's code: nothing else of the card is here.
    if (part === 'cardCvc' && request.call === 'token') {
      const wrong = check(true, true);
      return wrong ? { error: wrong } : collectParams(frame, request, { cvc_update: { cvc: field.value } });
    }
    const answers = [answer(true), ...(await askParts(frame, true))];
    const found = (wanted: Part) => answers.find((each) => each.part === wanted);
    const wrong = ORDER.map((each) => found(each)).find((each) => each?.error);
    if (wrong?.error) {
      if (wrong.part === part) focusFirst();
      return { error: wrong.error };
    }
    const missing = (['cardNumber', 'cardExpiry'] as Part[]).find((each) => !found(each));
    if (missing) return { error: validationError(MISSING[missing], text) };
    const value = (wanted: Part) => found(wanted)?.value ?? '';
    const card = cardParams({ number: value('cardNumber'), expiry: value('cardExpiry'), cvc: value('cardCvc'), network });
    return collect(frame, request, request.call === 'token' ? { card: { ...card, networks: undefined } } : { type: 'card', card });
  });

  const look = LOOKS[part];
  const formats: Record<Part, Formatter> = {
    cardNumber: editNumber,
    cardExpiry: editExpiry,
    cardCvc: editDigits(cvcLongest(brand)),
  };
  return (
    <div class="CardField CardField--number">
      {part === 'cardNumber' && (options.showIcon === true || networks.length > 1) && (
        <CardIcon brand={brand} networks={networks} network={network} choose={choose} wrong={error !== undefined} />
      )}
      <ElementInput
        field={field} name={look.name} stableName={part} label={text(look.label)}
        placeholder={options.placeholder ?? text(look.placeholder)} autoComplete={look.autoComplete} inputMode="numeric"
        format={formats[part]} disabled={options.disabled === true} error={error?.message}
      />
    </div>
  );
}

function preferred(networks: Network[], wished: string[] = []): Network | undefined {
  return wished.find((each) => networks.includes(each as Network)) as Network | undefined;
}

/** The code's length follows the brand, which only the number's frame knows. */
function useBrandExchange(frame: Frame, part: Part, brand: Brand, learn: (brand: Brand) => void): void {
  useEffect(() => {
    if (part === 'cardNumber') tellBrand(frame, brand);
  }, [frame, part, brand]);
  useEffect(() => {
    if (part === 'cardCvc') void askBrand(frame).then((answer) => answer && learn(answer));
  }, [frame, part]);
}

function useAnswers(frame: Frame, answers: Parameters<typeof answerSiblings>[1]): void {
  const newest = useRef(answers);
  newest.current = answers;
  useEffect(() => answerSiblings(frame, () => newest.current()), [frame]);
}
