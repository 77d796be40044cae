/** State of the address form: fields by country, names in their variants, states loaded when a country has them. */

import { useEffect, useState } from 'preact/hooks';
import {
  addressFormat,
  checkAddressField,
  hasStates,
  statesOf,
  type AddressField,
  type AddressFormat,
  type State,
} from '../../core/countries/address';
import { checkFilled, checkPhone } from '../../core/contact';
import type { Frame } from '../shared/frame';
import { useField, type Field } from '../shared/use-field';
import { firstCountry, type AddressOptions, type AddressValue, type Contact, type ElementValue } from './model';

export interface AddressForm {
  country: string;
  setCountry(code: string): void;
  format: AddressFormat;
  states: State[] | undefined;
  name: Field;
  firstName: Field;
  lastName: Field;
  phone: Field;
  parts: Record<Exclude<AddressField, 'name' | 'organization'>, Field>;
  /** The fields that are shown, in their order. */
  fields: Field[];
  empty: boolean;
  complete: boolean;
  value(latin: boolean): ElementValue;
  fill(contact: Contact): void;
}

export function useAddress(frame: Frame, options: AddressOptions): AddressForm {
  const defaults = options.defaultValues ?? {};
  const { locale } = frame.init;
  const [country, setCode] = useState(() => firstCountry(options, navigator.language));
  const format = addressFormat(country, locale);
  const states = useStates(country, locale);
  const display = options.display?.name ?? 'full';
  const phoneShown = options.fields?.phone === 'always';
  const phoneRequired = phoneShown && options.validation?.phone?.required !== 'never';

  const name = useField(
    (value) => checkFilled(value, display === 'organization' ? 'incomplete_organization' : 'incomplete_name'),
    defaults.name ?? '',
  );
  const [first, ...last] = (defaults.name ?? '').split(' ');
  const firstName = useField((value) => checkFilled(value, 'incomplete_first_name'), defaults.firstName ?? first ?? '');
  const lastName = useField((value) => checkFilled(value, 'incomplete_last_name'), defaults.lastName ?? last.join(' '));
  const phone = useField((value) => checkPhone(value, phoneRequired), defaults.phone ?? '');

  const part = (field: AddressField, initial: string | null | undefined) =>
    useField((value) => checkAddressField(field, value, format, { blockPoBox: options.blockPoBox }), initial ?? '');
  const parts = {
    line1: part('line1', defaults.address?.line1),
    line2: part('line2', defaults.address?.line2),
    city: part('city', defaults.address?.city),
    state: part('state', defaults.address?.state),
    postal_code: part('postal_code', defaults.address?.postal_code),
  };
  useStateByName(states, parts.state);

  const names = options.fields?.name === 'never' ? [] : display === 'split' ? [firstName, lastName] : [name];
  const shownParts = format.rows.flat().map((field) => parts[field as keyof typeof parts]);
  const fields = [...names, ...shownParts, ...(phoneShown ? [phone] : [])];
  const text = (field: Field) => field.value.trim();
  return {
    country,
    setCountry: (code) => {
      setCode(code);
      parts.state.clear();
    },
    format,
    states,
    name,
    firstName,
    lastName,
    phone,
    parts,
    fields,
    empty: fields.every((field) => text(field) === ''),
    complete: fields.every((field) => field.check.state === 'complete'),
    value: (latin) => {
      const here = (field: keyof typeof parts) => (shownParts.includes(parts[field]) ? text(parts[field]) : '');
      const state = states?.find((each) => each.key === parts.state.value);
      const address: AddressValue = {
        line1: here('line1'),
        line2: here('line2') || null,
        city: here('city'),
        state: latin && state ? state.latin : here('state'),
        postal_code: here('postal_code'),
        country,
      };
      const split = display === 'split';
      const whole = split ? [text(firstName), text(lastName)].filter(Boolean).join(' ') : text(name);
      return {
        name: names.length > 0 ? whole : '',
        ...(split && { firstName: text(firstName), lastName: text(lastName) }),
        ...(phoneShown && { phone: text(phone) }),
        address,
      };
    },
    fill: (contact) => {
      setCode(contact.address.country);
      name.set(contact.name);
      const [given, ...family] = contact.name.split(' ');
      firstName.set(given ?? '');
      lastName.set(family.join(' '));
      phone.set(contact.phone ?? '');
      for (const field of Object.keys(parts) as (keyof typeof parts)[]) parts[field].set(contact.address[field] ?? '');
    },
  };
}

function useStates(country: string, locale: string): State[] | undefined {
  const [loaded, setLoaded] = useState<{ key: string; states: State[] }>();
  const key = `${country} ${locale}`;
  useEffect(() => {
    let wanted = hasStates(country);
    if (wanted) void statesOf(country, locale).then((states) => wanted && setLoaded({ key, states }));
    return () => {
      wanted = false;
    };
  }, [key]);
  return loaded?.key === key ? loaded.states : undefined;
}

/** A default of `California` means `CA`. */
function useStateByName(states: State[] | undefined, field: Field): void {
  useEffect(() => {
    const given = field.value.trim().toLowerCase();
    const known = states?.find((state) => [state.key, state.label, state.latin].some((name) => name.toLowerCase() === given));
    if (states && given !== '' && known?.key !== field.value) field.set(known?.key ?? '');
  }, [states]);
}
