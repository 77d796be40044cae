/** Name, contact and address as a payment method's form asks for them. */

import type { ComponentChild } from 'preact';
import { countryList, postalRule } from '../../core/countries';
import { countryOf } from '../../core/methods/complete';
import { countriesOf, type BillingField } from '../../core/methods/fields';
import { isReadOnly } from '../../core/methods/options';
import { Row, SelectField, TextField, type TextFieldProps } from '../shared/fields';
import { useFrame } from '../shared/frame';
import type { TextKey } from '../shared/texts';
import type { Store } from './store';
import { inputOf } from './use-inputs';

interface Look extends Pick<TextFieldProps, 'type' | 'inputMode' | 'autoComplete' | 'placeholder' | 'capitalize'> {
  label: TextKey;
}

const LOOKS: Record<Exclude<BillingField, 'country' | 'postalCode'>, Look> = {
  name: { label: 'address.name', autoComplete: 'name', capitalize: 'words' },
  email: { label: 'email.label', type: 'email', inputMode: 'email', autoComplete: 'email', placeholder: 'you@example.com' },
  phone: { label: 'phone.label', type: 'tel', inputMode: 'tel', autoComplete: 'tel' },
  addressLine1: { label: 'address.line1', autoComplete: 'billing address-line1' },
  addressLine2: { label: 'address.line2', autoComplete: 'billing address-line2' },
  locality: { label: 'address.locality.city', autoComplete: 'billing address-level2' },
  administrativeArea: { label: 'address.area.state', autoComplete: 'billing address-level1' },
};

/** Pairs that share a row. */
const BESIDE: Partial<Record<BillingField, BillingField>> = { postalCode: 'locality', administrativeArea: 'postalCode' };

interface Props {
  store: Store;
  fields: BillingField[];
}

export function BillingFields({ store, fields }: Props) {
  const full = fields.includes('addressLine1');
  const rows: ComponentChild[] = [];
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index]!;
    const next = fields[index + 1];
    const paired = next && (full ? BESIDE[field] === next : field === 'country' && next === 'postalCode');
    if (paired) index += 1;
    rows.push(
      <Row key={field}>
        <OneField store={store} field={field} />
        {paired && <OneField store={store} field={next} />}
      </Row>,
    );
  }
  return <>{rows}</>;
}

function OneField({ store, field }: { store: Store; field: BillingField }) {
  if (field === 'country') return <CountryField store={store} />;
  if (field === 'postalCode') return <PostalField store={store} />;
  return <PlainField store={store} field={field} look={LOOKS[field]} />;
}

function PlainField({ store, field, look }: { store: Store; field: BillingField; look: Look }) {
  const { text } = useFrame();
  const input = inputOf(store, field);
  const { label, ...rest } = look;
  return (
    <TextField
      {...rest}
      name={field}
      label={text(label)}
      value={input.value}
      onValue={input.set}
      onBlur={input.blur}
      error={input.code && text(`error.${input.code}` as TextKey)}
      disabled={isReadOnly(store.setting.options)}
      required={input.check.code !== undefined || input.value !== ''}
    />
  );
}

function CountryField({ store }: { store: Store }) {
  const { text, init } = useFrame();
  const country = inputOf(store, 'country');
  const { choice } = store.state;
  const payable = choice.kind === 'new' ? countriesOf(choice.type) : null;
  const known = !payable || payable.includes(country.value);
  const options = countryList(init.locale, payable).map(({ code, name }) => ({ value: code, label: name }));
  return (
    <SelectField
      name="country" label={text('billing.country')} value={known ? country.value : ''} onValue={country.set} options={options}
      onBlur={country.blur} error={country.code && text('error.incomplete_country')} placeholder={known ? undefined : text('address.select')}
      autoComplete="billing country" disabled={isReadOnly(store.setting.options)} required
    />
  );
}

function PostalField({ store }: { store: Store }) {
  const { text } = useFrame();
  const input = inputOf(store, 'postalCode');
  const rule = postalRule(countryOf(store.state));
  return (
    <TextField
      name="postalCode" label={text(`billing.postal.${rule.label}`)} value={input.value} onValue={input.set}
      onBlur={input.blur} error={input.code && text('error.incomplete_zip')} placeholder={rule.example || undefined}
      inputMode={rule.numeric ? 'numeric' : undefined} autoComplete="billing postal-code" maxLength={rule.longest}
      capitalize={rule.numeric ? undefined : 'characters'} disabled={isReadOnly(store.setting.options)} required
    />
  );
}
