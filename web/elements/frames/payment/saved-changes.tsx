/** Taking a saved payment method away, and correcting a saved card's date and address. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { checkExpiry } from '../../core/card/checks';
import { editExpiry, parseExpiry } from '../../core/card/format';
import { countryList, postalRule } from '../../core/countries';
import { publicMethod } from '../../core/methods/complete';
import type { Params } from '../../core/protocol';
import type { SavedPaymentMethod } from '../../core/session';
import { post } from '../shared/api';
import { Grid, Row, SelectField, TextField } from '../shared/fields';
import { useFrame, type Frame } from '../shared/frame';
import { useField } from '../shared/use-field';
import { savedExpiry, savedName } from './methods';
import { Action } from './saved-methods';
import type { Store } from './store';

interface Props {
  store: Store;
  method: SavedPaymentMethod;
  close(): void;
}

/** The customer session's secret, not the key, allows this. */
async function change(frame: Frame, method: SavedPaymentMethod, step: string, params: Params) {
  const secret = frame.init.group.customerSessionClientSecret;
  const path = `/v1/elements/payment_methods/${encodeURIComponent(method.id)}${step}`;
  return post(frame, path, { ...params, customer_session_client_secret: secret });
}

function tell(frame: Frame, name: string, method: SavedPaymentMethod, error?: string): void {
  const payload = { success: error === undefined, ...(error !== undefined && { error }), payment_method: publicMethod(method) };
  frame.port.send('event', { name, payload });
}

export function RemoveSaved({ store, method, close }: Props) {
  const frame = useFrame();
  const box = useRef<HTMLDivElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const name = savedName(method, frame.text);
  useEffect(() => box.current?.querySelector('button')?.focus(), []);
  const remove = async () => {
    setBusy(true);
    const answer = await change(frame, method, '/detach', {});
    setBusy(false);
    if ('error' in answer) {
      setError(answer.error.message ?? frame.text('error.connection'));
      return tell(frame, 'savedpaymentmethodremove', method, answer.error.message ?? '');
    }
    store.act({ type: 'removed', id: method.id });
    tell(frame, 'savedpaymentmethodremove', method);
  };
  const question = frame.text('payment.saved.remove_question', { method: `${name.title} ${name.number}` });
  return (
    <div ref={box} class="p-SavedChange" role="group" aria-label={question}>
      <p class="p-SavedQuestion">{question}</p>
      {error !== undefined && <p class="p-FieldError Error" role="alert">{error}</p>}
      <div class="p-SavedActions">
        <Action label={frame.text('payment.saved.remove')} act={remove} danger disabled={busy} />
        <Action label={frame.text('payment.cancel')} act={close} disabled={busy} />
      </div>
    </div>
  );
}

export function EditSaved({ store, method, close }: Props) {
  const frame = useFrame();
  const { text, init } = frame;
  const address = publicMethod(method).billing_details.address;
  const expiry = useField((value) => checkExpiry(value, store.setting.today), savedExpiry(method)?.text);
  const [country, setCountry] = useState(address.country ?? '');
  const [postal, setPostal] = useState(address.postal_code ?? '');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const rule = postalRule(country);
  const save = async () => {
    expiry.submit();
    if (expiry.check.code) return;
    setBusy(true);
    const { month, year } = parseExpiry(expiry.value);
    const billing = { address: { country: country || undefined, postal_code: postal || undefined } };
    const answer = await change(frame, method, '', { card: { exp_month: month, exp_year: year }, billing_details: billing });
    setBusy(false);
    if ('error' in answer) {
      setError(answer.error.message ?? text('error.connection'));
      return tell(frame, 'savedpaymentmethodupdate', method, answer.error.message ?? '');
    }
    const edited = answer.object as unknown as SavedPaymentMethod;
    store.act({ type: 'edited', method: edited });
    tell(frame, 'savedpaymentmethodupdate', edited);
    close();
  };
  return (
    <div class="p-SavedChange" role="group" aria-label={text('payment.saved.edit')}>
      <Grid>
        <TextField
          name="savedExpiry" label={text('card.expiry.label')} labelHint={text('card.expiry.hint')} value={expiry.value}
          onValue={expiry.set} onBlur={expiry.blur} error={expiry.code && text(`error.${expiry.code}`)} format={editExpiry}
          placeholder={text('card.expiry.placeholder')} inputMode="numeric" autoComplete="cc-exp" leftToRight required
        />
        <Row>
          <SelectField
            name="savedCountry" label={text('billing.country')} value={country} onValue={setCountry} placeholder=""
            options={countryList(init.locale).map(({ code, name }) => ({ value: code, label: name }))} autoComplete="billing country"
          />
          <TextField
            name="savedPostalCode" label={text(`billing.postal.${rule.label}`)} value={postal} onValue={setPostal}
            autoComplete="billing postal-code" maxLength={rule.longest}
          />
        </Row>
      </Grid>
      {error !== undefined && <p class="p-FieldError Error" role="alert">{error}</p>}
      <div class="p-SavedActions">
        <Action label={text('payment.saved.save')} act={save} disabled={busy} />
        <Action label={text('payment.cancel')} act={close} disabled={busy} />
      </div>
    </div>
  );
}
