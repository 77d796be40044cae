/**
 * Card brands: which numbers are whose, how they are grouped, and how long the security code is.
 *
 * The ranges are those that the server knows a number by; both follow ISO/IEC 7812 as the networks publish it. Networks
 * of co-branded cards are not public: the ranges here are those of the test cards, and the server has the last word.
 */

export type Brand = 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'unknown';
export type Network = Brand | 'cartes_bancaires' | 'eftpos_au';

interface BrandRules {
  /** First and last prefix of each range, of equal length. */
  ranges: readonly (readonly [string, string])[];
  /** How many digits a number of this brand may have. */
  lengths: readonly number[];
  /** After which digits a space is shown. */
  gaps: readonly number[];
  cvc: number;
}

const GROUPS_OF_FOUR = [4, 8, 12, 16] as const;

export const BRANDS: Record<Brand, BrandRules> = {
  amex: { ranges: [['34', '34'], ['37', '37']], lengths: [15], gaps: [4, 10], cvc: 4 },
  diners: {
    ranges: [['300', '305'], ['3095', '3095'], ['36', '36'], ['38', '39']],
    lengths: [14, 16],
    gaps: GROUPS_OF_FOUR,
    cvc: 3,
  },
  jcb: { ranges: [['3528', '3589']], lengths: [16], gaps: GROUPS_OF_FOUR, cvc: 3 },
  discover: { ranges: [['6011', '6011'], ['644', '649'], ['65', '65']], lengths: [16], gaps: GROUPS_OF_FOUR, cvc: 3 },
  unionpay: { ranges: [['62', '62'], ['81', '81']], lengths: [16, 17, 18, 19], gaps: GROUPS_OF_FOUR, cvc: 3 },
  mastercard: { ranges: [['2221', '2720'], ['51', '55']], lengths: [16], gaps: GROUPS_OF_FOUR, cvc: 3 },
  visa: { ranges: [['4', '4']], lengths: [16], gaps: GROUPS_OF_FOUR, cvc: 3 },
  unknown: { ranges: [], lengths: [16], gaps: GROUPS_OF_FOUR, cvc: 3 },
};

const NAMES: Record<Network, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  cartes_bancaires: 'Cartes Bancaires',
  eftpos_au: 'eftpos Australia',
  unknown: '',
};

/** Second networks, by prefix. */
const COBRANDS: readonly (readonly [string, Network])[] = [
  ['400000250', 'cartes_bancaires'],
  ['555555250', 'cartes_bancaires'],
  ['400005036', 'eftpos_au'],
  ['555505036', 'eftpos_au'],
];

/** The brand of a number, or of as many first digits as are known. */
export function brandOf(digits: string): Brand {
  for (const brand of Object.keys(BRANDS) as Brand[]) {
    const matches = BRANDS[brand].ranges.some(([low, high]) => {
      const prefix = digits.slice(0, low.length);
      return prefix.length === low.length && prefix >= low && prefix <= high;
    });
    if (matches) return brand;
  }
  return 'unknown';
}

/** Brands that the first digits leave open: what the icon row shows while nothing is decided. */
export function possibleBrands(digits: string): Brand[] {
  const fits = ([low, high]: readonly [string, string]) => {
    const length = Math.min(low.length, digits.length);
    const prefix = digits.slice(0, length);
    return prefix >= low.slice(0, length) && prefix <= high.slice(0, length);
  };
  return (Object.keys(BRANDS) as Brand[]).filter((brand) => BRANDS[brand].ranges.some(fits));
}

/** All networks that a number can run on: the domestic one first where a card has two. */
export function networksOf(digits: string): Network[] {
  const brand = brandOf(digits);
  if (brand === 'unknown') return [];
  const second = COBRANDS.find(([prefix]) => digits.startsWith(prefix));
  return second ? [second[1], brand] : [brand];
}

export function networkName(network: Network): string {
  return NAMES[network];
}

export function longestNumber(brand: Brand): number {
  return Math.max(...BRANDS[brand].lengths);
}
