/** An address element's options and what it tells the page. */

import type { Params } from '../../core/protocol';

export interface AddressValue {
  line1: string;
  line2: string | null;
  city: string;
  state: string;
  postal_code: string;
  country: string;
}

export interface Contact {
  name: string;
  phone?: string;
  address: Partial<AddressValue> & { country: string };
}

export interface AddressOptions {
  mode?: 'shipping' | 'billing';
  allowedCountries?: string[] | null;
  blockPoBox?: boolean;
  contacts?: Contact[];
  defaultValues?: {
    name?: string | null;
    firstName?: string | null;
    lastName?: string | null;
    phone?: string | null;
    address?: { [Key in keyof AddressValue]?: string | null };
  };
  fields?: { phone?: 'always' | 'never' | 'auto'; name?: 'never' | 'auto' };
  validation?: { phone?: { required?: 'always' | 'auto' | 'never' } };
  display?: { name?: 'full' | 'split' | 'organization' };
  readOnly?: boolean;
}

export interface ElementValue {
  name: string;
  firstName?: string;
  lastName?: string;
  phone?: string;
  address: AddressValue;
}

/** What a confirmation is given of it. */
export function addressDetails(mode: string, value: ElementValue): { billing_details?: Params; shipping?: Params } {
  const filled = ({ line2, ...rest }: AddressValue): Params => ({
    ...Object.fromEntries(Object.entries(rest).filter(([, part]) => part !== '')),
    ...(line2 && { line2 }),
  });
  const details: Params = { address: filled(value.address) };
  if (value.name) details.name = value.name;
  if (value.phone) details.phone = value.phone;
  return mode === 'billing' ? { billing_details: details } : { shipping: details };
}

/** The country that is chosen at first: the merchant's wish, else where the browser is at home. */
export function firstCountry(options: AddressOptions, language: string): string {
  const allowed = options.allowedCountries?.filter(Boolean) ?? [];
  const wished = options.defaultValues?.address?.country ?? regionOf(language);
  if (wished && (allowed.length === 0 || allowed.includes(wished))) return wished;
  return allowed[0] ?? 'US';
}

function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().region;
  } catch {
    return undefined;
  }
}

export function contactLine({ name, address }: Contact): string {
  const { line1, line2, postal_code, city, state, country } = address;
  return [name, line1, line2, [postal_code, city].filter(Boolean).join(' '), state, country].filter(Boolean).join(', ');
}
