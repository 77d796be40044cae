/** Banks that customers choose from, by the API's codes. */

import { COMPLETE, type Check } from '../card/checks';

export type BankListElement = 'idealBank' | 'epsBank' | 'p24Bank' | 'fpxBank';

/** The payment method, and the key under which its bank is sent. */
export const BANK_METHODS: Record<BankListElement, string> = { idealBank: 'ideal', epsBank: 'eps', p24Bank: 'p24', fpxBank: 'fpx' };

const CODES: Record<BankListElement, string> = {
  idealBank:
    'abn_amro adyen asn_bank bunq buut finom ing knab mollie n26 nn rabobank regiobank revolut sns_bank triodos_bank ' +
    'van_lanschot yoursafe',
  epsBank:
    'arzte_und_apotheker_bank austrian_anadi_bank_ag bank_austria bankhaus_carl_spangler ' +
    'bankhaus_schelhammer_und_schattera_ag bawag_psk_ag bks_bank_ag brull_kallmus_bank_ag btv_vier_lander_bank ' +
    'capital_bank_grawe_gruppe_ag deutsche_bank_ag dolomitenbank easybank_ag erste_bank_und_sparkassen ' +
    'hypo_alpeadriabank_international_ag hypo_bank_burgenland_aktiengesellschaft ' +
    'hypo_noe_lb_fur_niederosterreich_u_wien hypo_oberosterreich_salzburg_steiermark hypo_tirol_bank_ag ' +
    'hypo_vorarlberg_bank_ag marchfelder_bank oberbank_ag raiffeisen_bankengruppe_osterreich schoellerbank_ag ' +
    'sparda_bank_wien volksbank_gruppe volkskreditbank_ag vr_bank_braunau',
  p24Bank:
    'alior_bank bank_millennium bank_nowy_bfg_sa bank_pekao_sa banki_spbdzielcze blik bnp_paribas boz citi_handlowy ' +
    'credit_agricole etransfer_pocztowy24 getin_bank ideabank ing inteligo mbank_mtransfer nest_przelew noble_pay ' +
    'pbac_z_ipko plus_bank santander_przelew24 tmobile_usbugi_bankowe toyota_bank velobank volkswagen_bank',
  fpxBank:
    'affin_bank agrobank alliance_bank ambank bank_islam bank_muamalat bank_of_china bank_rakyat bsn cimb ' +
    'deutsche_bank hong_leong_bank hsbc kfh maybank2e maybank2u ocbc pb_enterprise public_bank rhb standard_chartered uob',
};

/** Names that do not follow from the code. */
const NAMES: Record<string, string> = {
  abn_amro: 'ABN AMRO',
  asn_bank: 'ASN Bank',
  bunq: 'bunq',
  ing: 'ING',
  n26: 'N26',
  nn: 'Nationale-Nederlanden',
  sns_bank: 'SNS Bank',
  arzte_und_apotheker_bank: 'Ärzte- und Apothekerbank',
  austrian_anadi_bank_ag: 'Austrian Anadi Bank AG',
  bankhaus_carl_spangler: 'Bankhaus Carl Spängler & Co. AG',
  bankhaus_schelhammer_und_schattera_ag: 'Bankhaus Schelhammer & Schattera AG',
  bawag_psk_ag: 'BAWAG P.S.K. AG',
  bks_bank_ag: 'BKS Bank AG',
  brull_kallmus_bank_ag: 'Brüll Kallmus Bank AG',
  btv_vier_lander_bank: 'BTV Vier Länder Bank',
  capital_bank_grawe_gruppe_ag: 'Capital Bank Grawe Gruppe AG',
  erste_bank_und_sparkassen: 'Erste Bank und Sparkassen',
  hypo_alpeadriabank_international_ag: 'Hypo Alpe-Adria-Bank International AG',
  hypo_noe_lb_fur_niederosterreich_u_wien: 'HYPO NOE LB für Niederösterreich und Wien',
  raiffeisen_bankengruppe_osterreich: 'Raiffeisen Bankengruppe Österreich',
  vr_bank_braunau: 'VR-Bank Braunau',
  blik: 'BLIK',
  bnp_paribas: 'BNP Paribas',
  boz: 'BOŚ Bank',
  banki_spbdzielcze: 'Banki Spółdzielcze',
  mbank_mtransfer: 'mBank',
  tmobile_usbugi_bankowe: 'T-Mobile Usługi Bankowe',
  pbac_z_ipko: 'Płacę z iPKO',
  bsn: 'BSN',
  cimb: 'CIMB Clicks',
  hsbc: 'HSBC Bank',
  kfh: 'KFH',
  ocbc: 'OCBC Bank',
  rhb: 'RHB Bank',
  uob: 'UOB Bank',
};

export interface Bank {
  code: string;
  name: string;
}

export function banksOf(element: BankListElement): Bank[] {
  return CODES[element].split(' ').map((code) => ({ code, name: NAMES[code] ?? nameFrom(code) }));
}

const nameFrom = (code: string): string =>
  code
    .split('_')
    .map((word) => (word === 'ag' ? 'AG' : word[0]!.toUpperCase() + word.slice(1)))
    .join(' ');

export type BankAccountCode = 'incomplete_au_bank_account' | 'invalid_au_bank_account';

/** Australian bank, state and branch: six digits. */
export function checkBsb(digits: string): Check<BankAccountCode> {
  if (digits === '') return { state: 'empty', code: 'incomplete_au_bank_account' };
  return digits.length < 6 ? { state: 'incomplete', code: 'incomplete_au_bank_account' } : COMPLETE;
}

export function checkAustralianAccount(digits: string): Check<BankAccountCode> {
  if (digits === '') return { state: 'empty', code: 'incomplete_au_bank_account' };
  if (digits.length < 4) return { state: 'incomplete', code: 'incomplete_au_bank_account' };
  return digits.length > 9 ? { state: 'invalid', code: 'invalid_au_bank_account' } : COMPLETE;
}
