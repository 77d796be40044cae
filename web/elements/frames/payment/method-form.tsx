/** The form of one payment method: its fields, what follows after submitting, saving, legal text. */

import { countryOf, isSaving } from '../../core/methods/complete';
import { formOf } from '../../core/methods/fields';
import { offersToSave, specOf } from '../../core/methods/offer';
import { businessName, isReadOnly } from '../../core/methods/options';
import { termsOf } from '../../core/methods/terms';
import { CardFields } from '../shared/card-fields';
import { CheckboxField, Grid, TextField } from '../shared/fields';
import { useFrame } from '../shared/frame';
import { editDigits, editIban } from '../../core/card/format';
import { BankAccountField } from './bank-account';
import { BillingFields } from './billing-fields';
import { LinkOptIn } from './link-opt-in';
import { methodName } from './methods';
import type { Store } from './store';
import { cardOf, inputOf } from './use-inputs';

interface Props {
  store: Store;
  type: string;
}

export function MethodForm({ store, type }: Props) {
  const { setting, state } = store;
  const frame = useFrame();
  const spec = specOf(setting, type);
  const form = formOf(setting, spec, countryOf(state), isSaving(setting, state, type));
  const disabled = isReadOnly(setting.options);
  const card = type === 'card';
  return (
    <div class="p-MethodForm" data-method={type}>
      <div class="p-MethodFields">
        {form.before.length > 0 && (
          <Grid>
            <BillingFields store={store} fields={form.before} />
          </Grid>
        )}
        {card && <CardFields card={cardOf(store)} disabled={disabled} />}
        {form.own.includes('iban') && <IbanField store={store} disabled={disabled} />}
        {form.own.includes('blikCode') && <BlikField store={store} disabled={disabled} />}
        {form.own.includes('account') && <BankAccountField store={store} disabled={disabled} />}
        {form.after.length > 0 && (
          <Grid>
            <BillingFields store={store} fields={form.after} />
          </Grid>
        )}
      </div>
      {spec.kind === 'redirect' && type !== 'blik' && <RedirectNote name={methodName(type, frame.text)} />}
      {offersToSave(setting, type) && (
        <CheckboxField
          name="savePaymentMethod"
          label={frame.text('payment.save')}
          checked={state.save}
          disabled={disabled}
          onChecked={(save) => store.act({ type: 'tick', save })}
        />
      )}
      {card && <LinkOptIn store={store} />}
      <Terms store={store} type={type} />
    </div>
  );
}

interface OwnProps {
  store: Store;
  disabled: boolean;
}

function IbanField({ store, disabled }: OwnProps) {
  const { text } = useFrame();
  const iban = inputOf(store, 'iban');
  return (
    <Grid>
      <TextField
        name="iban" label={text('iban.label')} value={iban.value} onValue={iban.set} onBlur={iban.blur}
        error={iban.code && text(`error.${iban.code}` as 'error.invalid_iban')} format={editIban}
        placeholder="DE00 0000 0000 0000 0000 00" capitalize="characters" leftToRight disabled={disabled} required
      />
    </Grid>
  );
}

function BlikField({ store, disabled }: OwnProps) {
  const { text } = useFrame();
  const code = inputOf(store, 'blikCode');
  return (
    <Grid>
      <TextField
        name="blikCode" label={text('payment.blik.label')} value={code.value} onValue={code.set} onBlur={code.blur}
        error={code.code && text('error.incomplete_blik_code')} format={editDigits(6)} placeholder="123456" inputMode="numeric"
        autoComplete="one-time-code" leftToRight disabled={disabled} required
      />
    </Grid>
  );
}

function RedirectNote({ name }: { name: string }) {
  const { text } = useFrame();
  return (
    <div class="p-RedirectNote">
      <svg class="p-RedirectIcon" viewBox="0 0 48 40" width="48" height="40" fill="none" stroke="currentColor" stroke-width="2"
        stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
        <path d="M27 35H7a4 4 0 0 1-4-4V9a4 4 0 0 1 4-4h30a4 4 0 0 1 4 4v8" />
        <path d="M3 13h38M8 9h.01M13 9h.01" />
        <path d="M31 27h14m-5-5 5 5-5 5" />
      </svg>
      <p class="RedirectText">{text('payment.redirect', { method: name })}</p>
    </div>
  );
}

function Terms({ store, type }: Props) {
  const { text } = useFrame();
  const key = termsOf(store.setting, type, isSaving(store.setting, store.state, type));
  if (!key) return null;
  const values = { business: businessName(store.setting), method: methodName(type, text) };
  return <p class="TermsText">{text(key, values)}</p>;
}
