/** Tax ids of businesses: kinds by country, and what one looks like where that is known. */

import { COMPLETE, type Check } from './card/checks';
import { countryName } from './countries';

/** The European Union's VAT numbers: one kind for the API, one per country for the customer. */
const EU: Record<string, RegExp> = {
  at: /^ATU\d{8}$/, be: /^BE[01]\d{9}$/, bg: /^BG\d{9,10}$/, cy: /^CY\d{8}[A-Z]$/, cz: /^CZ\d{8,10}$/, de: /^DE\d{9}$/,
  dk: /^DK\d{8}$/, ee: /^EE\d{9}$/, es: /^ES[A-Z\d]\d{7}[A-Z\d]$/, fi: /^FI\d{8}$/, fr: /^FR[A-Z\d]{2}\d{9}$/,
  gr: /^EL\d{9}$/, hr: /^HR\d{11}$/, hu: /^HU\d{8}$/, ie: /^IE\d[A-Z\d+*]\d{5}[A-Z]{1,2}$/, it: /^IT\d{11}$/,
  lt: /^LT(\d{9}|\d{12})$/, lu: /^LU\d{8}$/, lv: /^LV\d{11}$/, mt: /^MT\d{8}$/, nl: /^NL\d{9}B\d{2}$/, pl: /^PL\d{10}$/,
  pt: /^PT\d{9}$/, ro: /^RO\d{2,10}$/, se: /^SE\d{12}$/, si: /^SI\d{8}$/, sk: /^SK\d{10}$/, xi: /^XI(\d{9}|\d{12}|(GD|HA)\d{3})$/,
};

const OTHERS = (
  'ae_trn al_tin am_tin ao_tin au_abn aw_tin az_tin ba_tin bb_tin bd_bin bf_ifu bh_vat bj_ifu bs_tin by_tin ca_bn ' +
  'ca_gst_hst ca_pst_bc ca_pst_mb ca_pst_sk ca_qst cd_nif ch_vat cl_tin cm_niu cr_tin cv_nif ec_ruc eg_tin es_cif ' +
  'et_tin gb_vat ge_vat gn_nif ic_nif in_gst is_vat ke_pin kg_tin kh_tin kr_brn kz_bin la_tin li_vat lk_vat ma_vat ' +
  'md_vat me_pib mk_vat mr_nif mx_rfc ng_tin no_vat np_pan nz_gst om_vat pe_ruc ph_tin rs_pib ru_inn ru_kpp sa_vat ' +
  'sg_gst sn_ninea sr_fin th_vat tj_tin tr_tin tw_vat tz_vat ua_vat ug_tin uy_ruc uz_tin uz_vat za_vat zm_tin zw_tin'
).split(' ');

export interface TaxIdKind {
  type: string;
  label: string;
}

export function taxIdKinds(locale: string): TaxIdKind[] {
  const types = [...Object.keys(EU).map((country) => `${country}_vat`), ...OTHERS];
  return types
    .map((type) => ({ type, label: `${placeOf(type, locale)} – ${type.slice(3).replace(/_/g, ' ').toUpperCase()}` }))
    .sort((one, other) => one.label.localeCompare(other.label, locale));
}

function placeOf(type: string, locale: string): string {
  const code = type.slice(0, 2).toUpperCase();
  if (code === 'XI') return `${countryName('GB', locale)} (NI)`;
  return countryName(code, locale);
}

/** The API's kind: `eu_vat` for every country of the union. */
export function externalTaxIdType(type: string): string {
  return euCountry(type) ? 'eu_vat' : type;
}

function euCountry(type: string): string | undefined {
  const country = type.slice(0, 2);
  return type.endsWith('_vat') && country in EU ? country : undefined;
}

/** The kind that a business of a country most likely has. */
export function taxIdTypeFor(country: string): string {
  const code = country.toLowerCase();
  return code in EU ? `${code}_vat` : (OTHERS.find((type) => type.startsWith(`${code}_`)) ?? '');
}

export type TaxIdCode = 'incomplete_tax_id' | 'invalid_tax_id';

export function checkTaxId(value: string, type: string, required: boolean): Check<TaxIdCode> {
  const text = value.replace(/[\s.\-/]/g, '').toUpperCase();
  if (text === '') return required ? { state: 'empty', code: 'incomplete_tax_id' } : COMPLETE;
  if (type === '' || text.length < 4) return { state: 'incomplete', code: 'incomplete_tax_id' };
  const country = euCountry(type);
  if (country && !EU[country]!.test(text)) return { state: 'invalid', code: 'invalid_tax_id' };
  return /^[A-Z\d+*&Ñ]{4,25}$/.test(text) ? COMPLETE : { state: 'invalid', code: 'invalid_tax_id' };
}
