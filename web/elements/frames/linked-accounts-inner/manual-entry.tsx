/** Routing and account number typed by the customer. They go to the frame that asked, and from there to the API. */

import { useState } from 'preact/hooks';
import type { BankAccount } from '../../core/methods/state';
import { editDigits } from '../../core/card/format';
import { Grid, TextField } from '../shared/fields';
import { useFrame } from '../shared/frame';
import type { TextKey } from '../shared/texts';
import { checkTyped, type Typed, type TypedProblem } from './accounts';
import { Primary } from './bank-dialog';

const FIELDS: { field: keyof Typed; name: string; label: TextKey; longest: number }[] = [
  { field: 'routing', name: 'routingNumber', label: 'bank.manual.routing', longest: 9 },
  { field: 'account', name: 'accountNumber', label: 'bank.manual.account', longest: 17 },
  { field: 'confirm', name: 'confirmAccountNumber', label: 'bank.manual.confirm', longest: 17 },
];

const TEST: Typed = { routing: '110000000', account: '000123456789', confirm: '000123456789' };

export function ManualEntry({ done }: { done(account: BankAccount): void }) {
  const { text, address } = useFrame();
  const [typed, setTyped] = useState<Typed>({ routing: '', account: '', confirm: '' });
  const [problem, setProblem] = useState<TypedProblem>();
  const submit = () => {
    const found = checkTyped(typed);
    setProblem(found);
    if (found) return;
    done({ kind: 'typed', routingNumber: typed.routing, accountNumber: typed.account, last4: typed.account.slice(-4) });
  };
  return (
    <>
      <h1 class="b-Title">{text('bank.manual.title')}</h1>
      {address.keyMode === 'test' && (
        <p class="b-Note">
          {text('bank.manual.test')}{' '}
          <button type="button" class="Link" data-testid="test-mode-autofill-button" onClick={() => setTyped(TEST)}>
            {text('bank.manual.use_test')}
          </button>
        </p>
      )}
      <Grid>
        {FIELDS.map(({ field, name, label, longest }) => (
          <TextField
            key={field} name={name} testId={`manualEntry-${name}-input`} label={text(label)} placeholder={text(label)}
            value={typed[field]} onValue={(value) => setTyped({ ...typed, [field]: value })} inputMode="numeric"
            format={editDigits(longest)} leftToRight autoComplete="off" required
            error={problem?.field === field ? text(problem.key) : undefined}
          />
        ))}
      </Grid>
      <Primary testId="continue-button" act={submit} later>{text('bank.manual.continue')}</Primary>
    </>
  );
}
