/** Document `elements-inner-iban`: one field for an international bank account number. */

import { editIban } from '../../core/card/format';
import { checkIban, ibanCountry, ibanExample, tidyIban } from '../../core/iban';
import { collect, collectParams } from '../shared/api';
import { ElementInput, useElementStyle } from '../shared/element-input';
import look from '../shared/element-input.css?inline';
import { classes } from '../shared/fields';
import { submitOnEnter } from '../shared/focus';
import { startFrame, useFrame, useMessage, useReport } from '../shared/frame';
import { BankIcon } from '../shared/icons';
import { useField } from '../shared/use-field';
import { usePresence } from '../shared/use-presence';
import { elementState, validateFields } from '../shared/validation';

interface Options {
  supportedCountries?: string[];
  placeholderCountry?: string;
  hideIcon?: boolean;
  iconStyle?: 'default' | 'solid';
  disabled?: boolean;
}

function Iban() {
  const frame = useFrame();
  const { text } = frame;
  const options = frame.init.options as Options;
  const field = useField((value) => checkIban(value, options.supportedCountries), '');
  const error = field.code && { type: 'validation_error' as const, code: field.code, message: text(`error.${field.code}`) };
  const empty = field.value === '';
  const presence = usePresence();
  useElementStyle();
  useReport('change', {
    empty,
    complete: field.check.state === 'complete',
    country: ibanCountry(field.value),
    bankName: undefined,
    error,
  }, true);
  useReport('state', elementState([field], empty, presence.focused, presence.autofilled));
  useMessage('clear', () => field.clear());
  useMessage('validate', (how) => validateFields(frame, [field], how));
  useMessage('collect', async (request) => {
    const wrong = validateFields(frame, [field], { show: true, focus: true }).error;
    if (wrong) return { error: wrong };
    const iban = tidyIban(field.value);
    if (request.call === 'token') {
      const account = { account_number: iban, country: iban.slice(0, 2), currency: 'eur' };
      return collectParams(frame, request, { bank_account: account });
    }
    return collect(frame, request, { type: 'sepa_debit', sepa_debit: { iban } });
  });
  return (
    <div class="CardField">
      {options.hideIcon !== true && (
        <span class={classes('CardField-icon IbanIcon', options.iconStyle === 'solid' && 'CardIcon--solid')}><BankIcon /></span>
      )}
      <ElementInput
        field={field} name="iban" stableName="iban" label={text('iban.name')}
        placeholder={ibanExample(options.placeholderCountry)} autoComplete="off" format={editIban} capitals
        disabled={options.disabled === true} error={error?.message}
      />
    </div>
  );
}

void startFrame(Iban, { bare: true, css: `${look}.IbanIcon{margin-inline-end:10px}`, onStart: submitOnEnter });
