/** Which legal text stands below a method's form: the keys of its sentences. */

import { decidedUsage, type Setting, type TermsAsk } from './options';

export type TermsKey =
  | 'terms.card'
  | 'terms.sepa_debit'
  | 'terms.us_bank_account'
  | 'terms.bank_redirect'
  | 'terms.au_becs_debit'
  | 'terms.wallet';

interface Rule {
  /** The name in the element's `terms` option; methods without one are always `auto`. */
  option?: string;
  key: TermsKey;
  /** A debit needs the mandate every time; others only when the details are kept. */
  when: 'always' | 'kept';
}

const RULES: Record<string, Rule> = {
  card: { option: 'card', key: 'terms.card', when: 'kept' },
  sepa_debit: { option: 'sepaDebit', key: 'terms.sepa_debit', when: 'always' },
  us_bank_account: { option: 'usBankAccount', key: 'terms.us_bank_account', when: 'always' },
  au_becs_debit: { option: 'auBecsDebit', key: 'terms.au_becs_debit', when: 'always' },
  ideal: { option: 'ideal', key: 'terms.bank_redirect', when: 'kept' },
  bancontact: { option: 'bancontact', key: 'terms.bank_redirect', when: 'kept' },
  sofort: { option: 'sofort', key: 'terms.bank_redirect', when: 'kept' },
  cashapp: { option: 'cashapp', key: 'terms.wallet', when: 'kept' },
  klarna: { option: 'klarna', key: 'terms.wallet', when: 'kept' },
  paypal: { option: 'paypal', key: 'terms.wallet', when: 'kept' },
  link: { key: 'terms.wallet', when: 'kept' },
};

export function termsOf(setting: Setting, type: string, ticked: boolean): TermsKey | null {
  const rule = RULES[type];
  if (!rule) return null;
  const asked: TermsAsk = (rule.option && setting.options.terms?.[rule.option]) || 'auto';
  if (asked === 'never') return null;
  const kept = ticked || decidedUsage(setting, type) !== null;
  return asked === 'always' || rule.when === 'always' || kept ? rule.key : null;
}

/** Whether paying by this method, kept or not, is accepting a mandate: the API wants to know how it was accepted. */
export function hasMandate(setting: Setting, type: string, ticked: boolean): boolean {
  const rule = RULES[type];
  if (!rule || type === 'card') return false;
  return rule.when === 'always' || ticked || decidedUsage(setting, type) !== null;
}
