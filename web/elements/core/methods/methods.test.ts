import { describe, expect, test } from 'vitest';
import { formOf, allFields } from './fields';
import { savedCard, savedDebit, settingOf, type Given } from './fixtures';
import { layoutOf } from './layout';
import { keeping, offeredMethods, offersToSave, savedMethods, specOf } from './offer';
import { bankWays } from './options';
import { termsOf } from './terms';

const types = (given: Given) => offeredMethods(settingOf(given)).map((spec) => spec.type);

describe('which methods show', () => {
  test.each<[string, Given, string[]]>([
    ['as the session orders them', { types: ['ideal', 'card'] }, ['ideal', 'card']],
    [
      'the wanted ones first, unknown names ignored',
      { types: ['card', 'ideal', 'eps'], options: { paymentMethodOrder: ['eps', 'dogecoin', 'card'] } },
      ['eps', 'card', 'ideal'],
    ],
    ['Link is part of the card form', { types: ['card', 'link'] }, ['card']],
    ['Link alone is a method', { types: ['link', 'ideal'] }, ['link', 'ideal']],
    ['Link switched off', { types: ['link', 'ideal'], options: { wallets: { link: 'never' } } }, ['ideal']],
    ['wallets are no rows', { types: ['apple_pay', 'card', 'google_pay'] }, ['card']],
    ['blik waits for the intent', { types: ['card', 'blik'] }, ['card']],
    ['blik with an intent', { types: ['card', 'blik'], intent: {} }, ['card', 'blik']],
    [
      'only methods that can be kept',
      { types: ['card', 'eps', 'ideal'], group: { setupFutureUsage: 'off_session' } },
      ['card', 'ideal'],
    ],
    ['setup keeps too', { types: ['card', 'p24'], group: { mode: 'setup' } }, ['card']],
    [
      'usage per type wins',
      { types: ['card', 'eps'], intent: { setup_future_usage: 'off_session', payment_method_options: { eps: { setup_future_usage: 'none' } } } },
      ['card', 'eps'],
    ],
    ['a type without a specification is a redirect', { types: ['card', 'newpay'] }, ['card', 'newpay']],
  ])('%s', (_, given, expected) => expect(types(given)).toEqual(expected));
});

describe('layout', () => {
  test.each<[string, Parameters<typeof layoutOf>, Partial<ReturnType<typeof layoutOf>>]>([
    ['v3 has tabs, open', [undefined, 'v3', 3], { kind: 'tabs', collapsed: false }],
    ['acacia has tabs', ['auto', 'acacia', 3], { kind: 'tabs' }],
    ['basil has an accordion, collapsed', [undefined, 'basil', 3], { kind: 'accordion', collapsed: true, radios: true }],
    ['v3 with an accordion is open', ['accordion', 'v3', 3], { kind: 'accordion', collapsed: false }],
    ['one method is a plain form', [undefined, 'basil', 1], { kind: 'plain', collapsed: false, radios: false }],
    ['one method in tabs', ['tabs', 'basil', 1], { kind: 'plain' }],
    [
      'one method with radios asked for',
      [{ type: 'accordion', radios: true }, 'basil', 1],
      { kind: 'accordion', radios: true, collapsed: false },
    ],
    ['never radios', [{ type: 'accordion', radios: 'never' }, 'endive', 3], { radios: false }],
    ['radios if several', [{ type: 'accordion', radios: 'if_multiple' }, 'endive', 2], { radios: true }],
    [
      'the guide',
      [{ type: 'accordion', defaultCollapsed: false, radios: true, spacedAccordionItems: false }, 'basil', 3],
      { kind: 'accordion', collapsed: false, radios: true, spaced: false, visible: 5, logos: 'start' },
    ],
    ['all rows', [{ type: 'accordion', visibleAccordionItemsCount: 0 }, 'basil', 9], { visible: Infinity }],
    [
      'spaced, logos at the end, two rows',
      [{ type: 'accordion', spacedAccordionItems: true, paymentMethodLogoPosition: 'end', visibleAccordionItemsCount: 2 }, 'basil', 9],
      { spaced: true, logos: 'end', visible: 2 },
    ],
  ])('%s', (_, [option, train, count], expected) => {
    expect(layoutOf(option, train, count)).toMatchObject(expected);
  });
});

describe('which fields', () => {
  test.each<[string, Given, string, string, string]>([
    ['card in the United States', {}, 'card', 'US', 'number expiry cvc country postalCode'],
    ['card in Germany', {}, 'card', 'DE', 'number expiry cvc country'],
    ['card in Canada, basil', {}, 'card', 'CA', 'number expiry cvc country postalCode'],
    ['card in Canada, clover', { train: 'clover' }, 'card', 'CA', 'number expiry cvc country'],
    ['no billing details', { options: { fields: { billingDetails: 'never' } } }, 'card', 'US', 'number expiry cvc'],
    ['no address', { options: { fields: { billingDetails: { address: 'never' } } } }, 'card', 'US', 'number expiry cvc'],
    ['address only if required', { options: { fields: { billingDetails: { address: 'if_required' } } } }, 'card', 'US', 'number expiry cvc'],
    [
      'no country, but postal code',
      { options: { fields: { billingDetails: { address: { country: 'never' } } } } },
      'card',
      'US',
      'number expiry cvc postalCode',
    ],
    ['name always', { options: { fields: { billingDetails: { name: 'always' } } } }, 'card', 'DE', 'number expiry cvc name country'],
    [
      'one type only',
      { options: { fields: { card: { billingDetails: 'never' }, billingDetails: { name: 'auto' } } } },
      'card',
      'US',
      'number expiry cvc',
    ],
    [
      'a billing address element',
      { group: { siblings: [{ type: 'address', mode: 'billing', frameName: 'f' }] } },
      'card',
      'US',
      'number expiry cvc',
    ],
    [
      'a shipping address element',
      { group: { siblings: [{ type: 'address', mode: 'shipping', frameName: 'f' }] } },
      'card',
      'DE',
      'number expiry cvc country',
    ],
    ['bank account', {}, 'us_bank_account', 'US', 'name email account'],
    ['sepa', {}, 'sepa_debit', 'DE', 'name email iban'],
    [
      'an email element',
      { group: { siblings: [{ type: 'linkAuthentication', frameName: 'f' }] } },
      'sepa_debit',
      'DE',
      'name iban',
    ],
    ['name handed over by the page', { options: { fields: { billingDetails: { name: 'never' } } } }, 'ideal', 'NL', ''],
    ['ideal', {}, 'ideal', 'NL', 'name'],
    ['sofort', {}, 'sofort', 'DE', 'country'],
    [
      'a full address',
      { options: { fields: { billingDetails: { address: { line2: 'never' } } } } },
      'afterpay_clearpay',
      'US',
      'name email country addressLine1 locality administrativeArea postalCode',
    ],
    ['an address without states', {}, 'afterpay_clearpay', 'DE', 'name email country addressLine1 addressLine2 postalCode locality'],
    ['required address stays if required', { options: { fields: { billingDetails: { address: 'if_required' } } } }, 'klarna', 'DE', 'email country'],
    ['blik', { intent: {} }, 'blik', 'PL', 'blikCode'],
    ['unknown', {}, 'newpay', 'PL', ''],
  ])('%s', (_, given, type, country, expected) => {
    const setting = settingOf(given);
    expect(allFields(formOf(setting, specOf(setting, type), country)).join(' ')).toBe(expected);
  });
});

describe('saved payment methods', () => {
  const ids = (given: Given) => savedMethods(settingOf(given)).map((method) => method.id);
  test('the default one first', () => {
    expect(ids({ saved: [savedCard('pm_1'), savedCard('pm_2')], defaultMethod: 'pm_2' })).toEqual(['pm_2', 'pm_1']);
  });
  test('only types that can be shown again and are offered', () => {
    const saved = [savedCard('pm_1'), { ...savedDebit('pm_2'), type: 'klarna' }, savedDebit('pm_3')];
    expect(ids({ saved, types: ['card', 'klarna'] })).toEqual(['pm_1']);
  });
  test('not without the feature, not above the limit', () => {
    expect(ids({ saved: [savedCard('pm_1')], features: { payment_method_redisplay: 'disabled' } })).toEqual([]);
    const saved = [savedCard('pm_1'), savedCard('pm_2')];
    expect(ids({ saved, features: { payment_method_redisplay_limit: 1 } })).toEqual(['pm_1']);
  });
});

describe('keeping a new method', () => {
  test.each<[string, Given, boolean, object]>([
    ['no customer', {}, false, { allow_redisplay: 'unspecified', setup_future_usage: null }],
    ['not ticked', { features: {} }, false, { allow_redisplay: 'limited', setup_future_usage: null }],
    ['ticked', { features: {} }, true, { allow_redisplay: 'always', setup_future_usage: 'off_session' }],
    [
      'ticked, for on session',
      { features: { payment_method_save_usage: 'on_session' } },
      true,
      { allow_redisplay: 'always', setup_future_usage: 'on_session' },
    ],
    [
      'the intent has decided',
      { features: {}, intent: { setup_future_usage: 'on_session' } },
      false,
      { allow_redisplay: 'limited', setup_future_usage: 'on_session' },
    ],
    ['setup, ticked', { features: {}, group: { mode: 'setup' } }, true, { allow_redisplay: 'always', setup_future_usage: null }],
    ['no box', { features: { payment_method_save: 'disabled' } }, false, { allow_redisplay: 'unspecified', setup_future_usage: null }],
    ['subscription', { group: { mode: 'subscription' } }, false, { allow_redisplay: 'unspecified', setup_future_usage: 'off_session' }],
  ])('%s', (_, given, ticked, expected) => expect(keeping(settingOf(given), 'card', ticked)).toEqual(expected));

  test('no box for methods that are not shown again', () => {
    expect(offersToSave(settingOf({ features: {} }), 'klarna')).toBe(false);
    expect(offersToSave(settingOf({ features: {} }), 'card')).toBe(true);
  });
});

describe('ways to a bank account', () => {
  const by = (way?: string): Given => ({ group: { paymentMethodOptions: { us_bank_account: { verification_method: way } } } });
  test.each<[string, Given, object]>([
    ['either', by(), { instant: true, typed: true }],
    ['either, said', by('automatic'), { instant: true, typed: true }],
    ['at once', by('instant'), { instant: true, typed: false }],
    ['by deposits', by('microdeposits'), { instant: false, typed: true }],
  ])('%s', (_, given, expected) => expect(bankWays(settingOf(given))).toEqual(expected));

  test('live: typed, as the institution is the sandbox\'s', () => {
    const setting = settingOf(by('instant'));
    setting.session.livemode = true;
    expect(bankWays(setting)).toEqual({ instant: false, typed: true });
  });
});

describe('terms', () => {
  test.each<[string, Given, string, boolean, string | null]>([
    ['a card paid once', {}, 'card', false, null],
    ['a card that is saved', { features: {} }, 'card', true, 'terms.card'],
    ['a card of a subscription', { group: { mode: 'subscription' } }, 'card', false, 'terms.card'],
    ['never', { group: { mode: 'subscription' }, options: { terms: { card: 'never' } } }, 'card', false, null],
    ['always', { options: { terms: { card: 'always' } } }, 'card', false, 'terms.card'],
    ['a debit needs its mandate', {}, 'sepa_debit', false, 'terms.sepa_debit'],
    ['ideal paid once', {}, 'ideal', false, null],
    ['ideal kept becomes a debit', { group: { setupFutureUsage: 'off_session' } }, 'ideal', false, 'terms.bank_redirect'],
    ['none', { group: { setupFutureUsage: 'off_session' } }, 'eps', false, null],
  ])('%s', (_, given, type, ticked, expected) => expect(termsOf(settingOf(given), type, ticked)).toBe(expected));
});
