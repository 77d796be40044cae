/** `auBankAccount`: BSB and account number on one line. */

import { checkAustralianAccount, checkBsb } from '../../core/banks';
import { digitsOf, editDigits, type Formatter } from '../../core/card/format';
import { collect } from '../shared/api';
import { ElementInput, useElementStyle } from '../shared/element-input';
import { useFrame, useMessage, useReport } from '../shared/frame';
import { BankIcon } from '../shared/icons';
import { useField } from '../shared/use-field';
import { usePresence } from '../shared/use-presence';
import { elementState, validateFields } from '../shared/validation';

/** `000-000` */
const editBsb: Formatter = (edit) => {
  const { text, caret } = editDigits(6)(edit);
  const deletes = edit.text.length < edit.before.length;
  const shown = text.length > 3 ? `${text.slice(0, 3)}-${text.slice(3)}` : text;
  return { text: shown, caret: caret > 3 || (caret === 3 && text.length > 3 && !deletes) ? caret + 1 : caret };
};

export function AustralianAccount() {
  const frame = useFrame();
  const { text } = frame;
  const options = frame.init.options as { hideIcon?: boolean; disabled?: boolean };
  const bsb = useField((value) => checkBsb(digitsOf(value)));
  const account = useField(checkAustralianAccount);
  const fields = [bsb, account];
  const empty = fields.every((field) => field.value === '');
  const code = fields.find((field) => field.code)?.code;
  const message = code && text(`error.${code}`);
  const presence = usePresence();
  useElementStyle();
  useReport('change', {
    empty,
    complete: fields.every((field) => field.check.state === 'complete'),
    bankName: undefined,
    branchName: undefined,
    error: code && { type: 'validation_error', code, message },
  }, true);
  useReport('state', elementState(fields, empty, presence.focused, presence.autofilled));
  useMessage('clear', () => fields.forEach((field) => field.clear()));
  useMessage('validate', (how) => validateFields(frame, fields, how));
  useMessage('collect', async (request) => {
    const wrong = validateFields(frame, fields, { show: true, focus: true }).error;
    if (wrong) return { error: wrong };
    const details = { bsb_number: digitsOf(bsb.value), account_number: account.value };
    return collect(frame, request, { type: 'au_becs_debit', au_becs_debit: details });
  });
  const common = { inputMode: 'numeric', autoComplete: 'off', disabled: options.disabled === true } as const;
  return (
    <div class="CardField AuAccount">
      {options.hideIcon !== true && <span class="CardField-icon"><BankIcon /></span>}
      <ElementInput
        {...common} field={bsb} name="au_bsb" stableName="auBsb" label={text('au.bsb')} placeholder="000-000" format={editBsb}
        error={bsb.code && message} advanceWhen={(value) => digitsOf(value).length === 6}
      />
      <ElementInput
        {...common} field={account} name="au_bank_account_number" stableName="auBankAccountNumber" label={text('au.account')}
        placeholder={text('au.account')} format={editDigits(9)} error={account.code && message} goesBack
      />
    </div>
  );
}
