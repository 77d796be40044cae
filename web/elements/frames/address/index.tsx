/** Document `elements-inner-address`: name, address and phone in the order and words of the country. */

import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import { countryList } from '../../core/countries';
import { hasStates } from '../../core/countries/address';
import { Grid, IdPrefix, Row, SelectField, TextField } from '../shared/fields';
import { startFrame, useFrame, useMessage, useReport, type Frame } from '../shared/frame';
import type { TextKey } from '../shared/texts';
import { usePresence } from '../shared/use-presence';
import { elementState, shown, validateFields } from '../shared/validation';
import css from './address.css?inline';
import { addressDetails, contactLine, type AddressOptions } from './model';
import { useAddress, type AddressForm } from './use-address';

function Address() {
  const frame = useFrame();
  const options = frame.init.options as AddressOptions;
  const mode = options.mode ?? 'shipping';
  const form = useAddress(frame, options);
  const contacts = options.contacts ?? [];
  const [contact, setContact] = useState<number>();
  const isNewAddress = contact === undefined;
  const latin = ['dahlia', 'endive'].includes(frame.init.train);
  const value = form.value(latin);
  const presence = usePresence();
  const { empty, complete } = form;

  useReport('change', { elementMode: mode, isNewAddress, empty, complete, value }, empty);
  useReport('state', elementState(form.fields, empty, presence.focused, presence.autofilled));
  useReport('details', addressDetails(mode, value));
  useMessage('validate', (how) => validateFields(frame, form.fields, how));
  useMessage('clear', () => form.fields.forEach((field) => field.clear()));
  useMessage('value', ({ format }) => ({
    complete,
    isNewAddress,
    value: form.value(format === undefined ? latin : format === 'latin'),
  }));

  const choose = (index: number | undefined) => {
    setContact(index);
    if (index !== undefined) form.fill(contacts[index]!);
    else form.fields.forEach((field) => field.clear());
  };
  return (
    <IdPrefix.Provider value={frame.idPrefix(mode === 'billing' ? 'billingAddress' : 'shippingAddress')}>
      {contacts.length > 0 && <Contacts frame={frame} options={options} chosen={contact} choose={choose} />}
      {isNewAddress && <Form frame={frame} options={options} form={form} mode={mode} />}
    </IdPrefix.Provider>
  );
}

interface FormProps {
  frame: Frame;
  options: AddressOptions;
  form: AddressForm;
  mode: 'shipping' | 'billing';
}

function Form({ frame, options, form, mode }: FormProps) {
  const { text, init } = frame;
  const disabled = options.readOnly;
  const phoneShown = options.fields?.phone === 'always';
  const phoneOptional = options.validation?.phone?.required === 'never';
  return (
    <Grid>
      {options.fields?.name !== 'never' && <Names frame={frame} options={options} form={form} mode={mode} />}
      <SelectField
        name="country" label={text('address.country')} value={form.country} onValue={form.setCountry} required
        autoComplete={`${mode} country`} disabled={disabled}
        options={countryList(init.locale, options.allowedCountries).map(({ code, name }) => ({ value: code, label: name }))}
      />
      {form.format.rows.map((row) =>
        row.length === 1 ? (
          <Part key={row[0]} field={row[0] as PartName} frame={frame} options={options} form={form} mode={mode} />
        ) : (
          <Row key={row.join()}>
            {row.map((field) => (
              <Part key={field} field={field as PartName} frame={frame} options={options} form={form} mode={mode} />
            ))}
          </Row>
        ),
      )}
      {phoneShown && (
        <TextField
          name="phone" type="tel" label={text(phoneOptional ? 'phone.optional' : 'phone.label')} value={form.phone.value}
          onValue={form.phone.set} onBlur={form.phone.blur} error={shown(frame, form.phone)} inputMode="tel"
          autoComplete={`${mode} tel`} required={!phoneOptional} disabled={disabled} leftToRight
        />
      )}
    </Grid>
  );
}

function Names({ frame, options, form, mode }: FormProps) {
  const { text } = frame;
  const display = options.display?.name ?? 'full';
  const field = (name: 'name' | 'firstName' | 'lastName', label: TextKey, autoComplete: string) => (
    <TextField
      name={name} label={text(label)} value={form[name].value} onValue={form[name].set} onBlur={form[name].blur}
      error={shown(frame, form[name])} autoComplete={`${mode} ${autoComplete}`} capitalize="words" required
      disabled={options.readOnly}
    />
  );
  if (display === 'organization') return field('name', 'address.organization', 'organization');
  if (display === 'full') return field('name', 'address.name', 'name');
  return (
    <Row>
      {field('firstName', 'address.firstName', 'given-name')}
      {field('lastName', 'address.lastName', 'family-name')}
    </Row>
  );
}

type PartName = keyof AddressForm['parts'];

const PARTS: Record<PartName, { name: string; autoComplete: string }> = {
  line1: { name: 'addressLine1', autoComplete: 'address-line1' },
  line2: { name: 'addressLine2', autoComplete: 'address-line2' },
  city: { name: 'locality', autoComplete: 'address-level2' },
  state: { name: 'administrativeArea', autoComplete: 'address-level1' },
  postal_code: { name: 'postalCode', autoComplete: 'postal-code' },
};

function Part({ field, frame, options, form, mode }: FormProps & { field: PartName }) {
  const { text } = frame;
  const { format, country, states } = form;
  const state = form.parts[field];
  const labels: Record<PartName, TextKey> = {
    line1: 'address.line1',
    line2: 'address.line2',
    city: `address.locality.${format.locality}` as TextKey,
    state: `address.area.${format.area}` as TextKey,
    postal_code: `address.postal.${format.postal}` as TextKey,
  };
  const common = {
    name: PARTS[field].name,
    label: text(labels[field]),
    value: state.value,
    onValue: state.set,
    onBlur: state.blur,
    error: shown(frame, state),
    autoComplete: `${mode} ${PARTS[field].autoComplete}`,
    required: format.required.has(field),
    disabled: options.readOnly,
  };
  if (field === 'state' && hasStates(country)) {
    const list = states ?? (state.value ? [{ key: state.value, label: state.value }] : []);
    return (
      <SelectField
        {...common} placeholder={text('address.select')} options={list.map(({ key, label }) => ({ value: key, label }))}
      />
    );
  }
  const placeholders: Partial<Record<PartName, string>> = {
    line1: text('address.line1.placeholder'),
    line2: text('address.line2.placeholder'),
    postal_code: format.example,
  };
  const numeric = field === 'postal_code' && /^[\d\s-]*$/.test(format.example) && format.example !== '';
  return (
    <TextField
      {...common} placeholder={placeholders[field]} inputMode={numeric ? 'numeric' : undefined}
      capitalize={field === 'postal_code' ? 'characters' : 'words'} leftToRight={field === 'postal_code'}
    />
  );
}

interface ContactsProps {
  frame: Frame;
  options: AddressOptions;
  chosen: number | undefined;
  choose(index: number | undefined): void;
}

/** Addresses that the page knows of; the form opens for a new one. */
function Contacts({ frame, options, chosen, choose }: ContactsProps) {
  const entry = (index: number | undefined, label: string) => (
    <label key={index ?? 'new'} class="p-Contact PickerItem" data-chosen={chosen === index}>
      <input
        type="radio" name="contact" class="p-Contact-input" checked={chosen === index}
        onChange={(event: TargetedEvent<HTMLInputElement>) => event.currentTarget.checked && choose(index)}
      />
      <span>{label}</span>
    </label>
  );
  return (
    <fieldset class="p-Contacts">
      <legend class="Label">{frame.text('address.contact.label')}</legend>
      {options.contacts!.map((contact, index) => entry(index, contactLine(contact)))}
      {entry(undefined, frame.text('address.contact.new'))}
    </fieldset>
  );
}

void startFrame(Address, { css });
