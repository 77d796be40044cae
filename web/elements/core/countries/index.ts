/** Countries: their codes, their names in the customer's language, and how their postal codes look. */

/** ISO 3166-1 alpha-2, without territories that nobody is billed in. */
export const COUNTRIES = (
  'AC AD AE AF AG AI AL AM AO AQ AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CD ' +
  'CF CG CH CI CK CL CM CN CO CR CV CW CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FO FR GA GB GD GE GF GG GH ' +
  'GI GL GM GN GP GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IS IT JE JM JO JP KE KG KH KI KM KN KR KW KY ' +
  'KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL ' +
  'NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PY QA RE RO RS RU RW SA SB SC SE SG SH SI SJ SK SL SM SN SO SR ' +
  'SS ST SV SX SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WF WS XK YE YT ZA ' +
  'ZM ZW'
).split(' ');

export interface Country {
  code: string;
  name: string;
}

/** Where the platform's own names differ from `Intl`: tests select countries by them. */
const ENGLISH_NAMES: Record<string, string> = {
  HK: 'Hong Kong SAR China',
  MO: 'Macao SAR China',
};

export function countryName(code: string, locale: string): string {
  if (locale.startsWith('en') && ENGLISH_NAMES[code]) return ENGLISH_NAMES[code];
  try {
    return new Intl.DisplayNames([locale, 'en'], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** In the alphabetical order of the language. */
export function countryList(locale: string, allowed?: readonly string[] | null): Country[] {
  const codes = allowed && allowed.length > 0 ? COUNTRIES.filter((code) => allowed.includes(code)) : COUNTRIES;
  const names = new Intl.DisplayNames([locale, 'en'], { type: 'region' });
  const english = locale.startsWith('en');
  return codes
    .map((code) => ({ code, name: (english && ENGLISH_NAMES[code]) || names.of(code) || code }))
    .sort((one, other) => one.name.localeCompare(other.name, locale));
}

/** How a country's postal code is asked for beside a card. */
export interface PostalRule {
  /** Which word names it: `ZIP` in the United States, `Postal code` elsewhere. */
  label: 'zip' | 'postal';
  numeric: boolean;
  pattern: RegExp;
  longest: number;
  example: string;
}

const POSTAL: Record<string, PostalRule> = {
  US: { label: 'zip', numeric: true, pattern: /^\d{5}(-?\d{4})?$/, longest: 10, example: '12345' },
  PR: { label: 'zip', numeric: true, pattern: /^\d{5}(-?\d{4})?$/, longest: 10, example: '00907' },
  CA: {
    label: 'postal',
    numeric: false,
    pattern: /^[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d$/i,
    longest: 7,
    example: 'M5T 1T4',
  },
  GB: {
    label: 'postal',
    numeric: false,
    pattern: /^(GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/i,
    longest: 8,
    example: 'WS11 1DB',
  },
};

const ANY: PostalRule = { label: 'postal', numeric: false, pattern: /^[A-Z\d][A-Z\d \-]*$/i, longest: 12, example: '' };

export function postalRule(country: string): PostalRule {
  return POSTAL[country] ?? ANY;
}

/** Whether the card form asks for a postal code: United States always; the three others in trains up to basil. */
export function asksPostalCode(country: string, train: string): boolean {
  if (country === 'US') return true;
  return ['CA', 'GB', 'PR'].includes(country) && ['v3', 'acacia', 'basil'].includes(train);
}
