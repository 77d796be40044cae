/** A US bank account: the sandbox's bank or typed numbers, both in a dialog over the page. */

import { bankWays } from '../../core/methods/options';
import { useFrame } from '../shared/frame';
import { inputOf } from './use-inputs';
import { accountLayer, type AccountStart } from './account-layer';
import { MethodLogo } from './methods';
import type { Store } from './store';

interface Props {
  store: Store;
  disabled: boolean;
}

export function BankAccountField({ store, disabled }: Props) {
  const frame = useFrame();
  const { account } = store.state;
  const open = (start: AccountStart) => frame.port.send('layer', accountLayer(frame, start));
  const { code } = inputOf(store, 'account');
  if (account) return <ChosenAccount store={store} disabled={disabled} />;
  const { instant, typed } = bankWays(store.setting);
  return (
    <div class="p-BankAccount" data-field="account">
      <div role="group" aria-label={frame.text('payment.bank.label')}>
        {instant && (
          <button
            type="button" class="p-BankChoice Block" aria-label={frame.text('payment.bank.test')} disabled={disabled}
            aria-describedby={code && 'Field-accountError'} onClick={() => open('test')}
          >
            <MethodLogo type="us_bank_account" />
            <span>{frame.text('payment.bank.test')}</span>
          </button>
        )}
        {typed && (
          <button type="button" class="p-LinkButton Link" disabled={disabled} onClick={() => open('manual')}>
            {frame.text('payment.bank.manual')}
          </button>
        )}
      </div>
      {code && (
        <p id="Field-accountError" class="p-FieldError Error" role="alert">
          {frame.text('error.incomplete_account')}
        </p>
      )}
    </div>
  );
}

function ChosenAccount({ store, disabled }: Props) {
  const { text } = useFrame();
  const account = store.state.account!;
  const bank = account.kind === 'linked' ? account.bank : text('payment.bank.typed');
  return (
    <div class="p-BankAccount p-BankAccount--chosen Block" data-field="account">
      <MethodLogo type="us_bank_account" />
      <span class="p-BankAccount-name" role="status">
        {bank} <span dir="ltr">•••• {account.last4}</span>
      </span>
      <button
        type="button" class="p-LinkButton Link" disabled={disabled}
        onClick={() => store.act({ type: 'account', account: null })}
      >
        {text('payment.bank.change')}
      </button>
    </div>
  );
}
