import { describe, expect, test } from 'vitest';
import { callFor } from './collect';
import { changeOf, chosenFields, problemsOf } from './complete';
import type { Field } from './fields';
import { savedCard, savedDebit, settingOf, type Given } from './fixtures';
import { nextState, startOf, type PaymentAction, type PaymentState } from './state';

const type = (field: Field, value: string): PaymentAction => ({ type: 'field', field, action: { type: 'input', value } });
const choose = (method: string): PaymentAction => ({ type: 'choose', method });
const CARD = [type('number', '4242 4242 4242 4242'), type('expiry', '12 / 34'), type('cvc', '123')];
const code = (value: string): PaymentAction => ({ type: 'code', id: 'pm_1', action: { type: 'input', value } });

function after(given: Given, ...actions: PaymentAction[]): PaymentState {
  const setting = settingOf(given);
  return actions.reduce((state, action) => nextState(setting, state, action), startOf(setting));
}

const RECOLLECT: Given = {
  saved: [savedCard('pm_1')],
  intent: { payment_method_options: { card: { require_cvc_recollection: true } } },
};

describe('the change event', () => {
  test.each<[string, Given, PaymentAction[], object]>([
    ['collapsed at first', {}, [], { empty: true, complete: false, collapsed: true, value: { type: '' } }],
    [
      'open at first',
      { train: 'v3' },
      [],
      { empty: true, complete: false, collapsed: false, value: { type: 'card', billingDetails: { address: { country: 'US', postalCode: null } } } },
    ],
    ['half typed', { train: 'v3' }, [CARD[0]!], { empty: false, complete: false, value: { type: 'card' } }],
    ['no postal code yet', { train: 'v3' }, CARD, { complete: false }],
    [
      'complete',
      { train: 'v3' },
      [...CARD, type('postalCode', '94107')],
      { empty: false, complete: true, value: { type: 'card', billingDetails: { address: { country: 'US', postalCode: '94107' } } } },
    ],
    ['complete without postal code', { train: 'v3', country: 'DE' }, CARD, { complete: true }],
    ['a date in the past', { train: 'v3', country: 'DE' }, [...CARD, type('expiry', '10 / 26')], { complete: false }],
    ['country changed to one with a postal code', { train: 'v3', country: 'DE' }, [...CARD, type('country', 'US')], { complete: false }],
    [
      'what the merchant knows is not typed',
      { options: { defaultValues: { billingDetails: { name: 'Jenny' } } } },
      [choose('ideal')],
      { empty: true, complete: true, collapsed: false, value: { type: 'ideal' } },
    ],
    ['a method that needs nothing', { types: ['card', 'newpay'] }, [choose('newpay')], { empty: false, complete: true, value: { type: 'newpay' } }],
    ['collapsed again', {}, [choose('card'), { type: 'collapse' }], { collapsed: true, value: { type: '' } }],
    ['the save box', { features: {} }, [choose('card')], { value: { type: 'card', savePaymentMethod: false } }],
    ['the save box ticked', { features: {} }, [choose('card'), { type: 'tick', save: true }], { value: { savePaymentMethod: true } }],
    [
      'saved, chosen at first',
      { saved: [savedCard('pm_1'), savedDebit('pm_2')] },
      [],
      {
        empty: false,
        complete: true,
        collapsed: false,
        value: {
          type: 'card',
          payment_method: {
            id: 'pm_1',
            type: 'card',
            billing_details: {
              name: 'Jenny Rosen',
              email: null,
              phone: null,
              address: { line1: null, line2: null, city: null, state: null, postal_code: '10115', country: 'DE' },
            },
          },
        },
      },
    ],
    ['another saved one', { saved: [savedCard('pm_1'), savedDebit('pm_2')] }, [{ type: 'choose-saved', id: 'pm_2' }], { value: { type: 'sepa_debit' } }],
    ['a new one instead', { saved: [savedCard('pm_1')] }, [{ type: 'choose-new' }], { empty: true, complete: false, value: { type: 'card' } }],
    ['removed: the next one', { saved: [savedCard('pm_1'), savedDebit('pm_2')] }, [{ type: 'removed', id: 'pm_1' }], { value: { type: 'sepa_debit' } }],
    ['the last one removed', { saved: [savedCard('pm_1')] }, [{ type: 'removed', id: 'pm_1' }], { collapsed: false, value: { type: 'card' } }],
    ['the code again', RECOLLECT, [], { complete: false, value: { type: 'card' } }],
    ['the code half typed', RECOLLECT, [code('12')], { complete: false }],
    ['the code typed', RECOLLECT, [code('123')], { complete: true }],
    ['a bank account', {}, [choose('us_bank_account'), type('name', 'Jenny'), type('email', 'j@example.com')], { complete: false, empty: false }],
    [
      'a bank account linked',
      {},
      [
        choose('us_bank_account'),
        type('name', 'Jenny'),
        type('email', 'j@example.com'),
        { type: 'account', account: { kind: 'linked', id: 'fca_1', bank: 'Test Institution', last4: '6789' } },
      ],
      { complete: true, value: { type: 'us_bank_account' } },
    ],
    ['a country that cannot pay so', { types: ['card', 'sofort'] }, [choose('sofort')], { complete: false }],
    ['a country that can', { types: ['card', 'sofort'] }, [choose('sofort'), type('country', 'AT')], { complete: true }],
    [
      'to save it, a bank redirect needs more',
      { types: ['ideal', 'card'], features: {} },
      [choose('ideal'), type('name', 'Jenny'), { type: 'tick', save: true }],
      { complete: false, value: { type: 'ideal', savePaymentMethod: true } },
    ],
    ['cleared', { train: 'v3' }, [...CARD, { type: 'clear' }], { empty: true, value: { type: 'card' } }],
  ])('%s', (_, given, actions, expected) => {
    expect(changeOf(settingOf(given), after(given, ...actions))).toMatchObject(expected);
  });

  test('holds no digit of the card', () => {
    const given: Given = { train: 'v3', country: 'DE' };
    const text = JSON.stringify(changeOf(settingOf(given), after(given, ...CARD)));
    expect(text).not.toMatch(/4242|123|34/);
  });

  test('a saved method has no payment_method key once a new one is chosen', () => {
    const given: Given = { saved: [savedCard('pm_1')] };
    const change = changeOf(settingOf(given), after(given, { type: 'choose-new' }));
    expect('payment_method' in change.value).toBe(false);
  });
});

describe('problems at submit', () => {
  test.each<[string, Given, PaymentAction[], string[]]>([
    ['an empty card', { train: 'v3' }, [], ['incomplete_number', 'incomplete_expiry', 'incomplete_cvc', 'incomplete_zip']],
    ['a wrong number', { train: 'v3', country: 'DE' }, [...CARD, type('number', '4242 4242 4242 4241')], ['invalid_number']],
    ['an email that is none', {}, [choose('sepa_debit'), type('name', 'J'), type('email', 'j@'), type('iban', 'DE89370400440532013000')], ['invalid_email']],
    ['the code again', RECOLLECT, [], ['incomplete_cvc']],
    ['nothing open', {}, [], []],
  ])('%s', (_, given, actions, codes) => {
    expect(problemsOf(settingOf(given), after(given, ...actions)).map((problem) => problem.code)).toEqual(codes);
  });
});

describe('what the bank found wrong', () => {
  test('stands at its field until that is edited', () => {
    const refused = after({ train: 'v3' }, ...CARD, { type: 'refused', code: 'incorrect_cvc' });
    expect(refused.refused).toEqual({ cvc: 'incorrect_cvc' });
    expect(nextState(settingOf(), refused, type('cvc', '321')).refused.cvc).toBeUndefined();
  });
  test('is at the code of a saved card', () => {
    expect(after(RECOLLECT, code('123'), { type: 'refused', code: 'incorrect_cvc' }).refused).toEqual({ code: 'incorrect_cvc' });
  });
  test('is not shown here when it is about no field', () => {
    expect(after({ train: 'v3' }, { type: 'refused', code: 'card_declined' }).refused).toEqual({});
  });
});

describe('a change around the element', () => {
  test('keeps what was typed', () => {
    const given: Given = { train: 'v3' };
    const renewed = nextState(settingOf({ ...given, group: { amount: 2000 } }), after(given, ...CARD), { type: 'renew' });
    expect(renewed.fields.number?.value).toBe('4242 4242 4242 4242');
    expect(renewed.choice).toEqual({ kind: 'new', type: 'card' });
  });
  test('leaves a method that is gone, and keeps the card', () => {
    const before = after({}, ...CARD, choose('ideal'));
    const renewed = nextState(settingOf({ types: ['card'] }), before, { type: 'renew' });
    expect(renewed.choice).toEqual({ kind: 'new', type: 'card' });
    expect(renewed.fields.number?.value).toBe('4242 4242 4242 4242');
  });
  test('does not bring back what the customer removed', () => {
    const given: Given = { saved: [savedCard('pm_1'), savedCard('pm_2')] };
    const renewed = nextState(settingOf(given), after(given, { type: 'removed', id: 'pm_1' }), { type: 'renew' });
    expect(renewed.saved.map((method) => method.id)).toEqual(['pm_2']);
  });
  test('defaults fill only what is empty', () => {
    const options = { defaultValues: { billingDetails: { name: 'Ada', email: 'ada@example.com' } } };
    const renewed = nextState(settingOf({ options }), after({}, type('name', 'Jenny')), { type: 'renew' });
    expect([renewed.fields.name?.value, renewed.fields.email?.value]).toEqual(['Jenny', 'ada@example.com']);
  });
});

describe('the call to the API', () => {
  const call = (given: Given, actions: PaymentAction[], collect: Parameters<typeof callFor>[2], token?: string) =>
    callFor(settingOf(given), after(given, ...actions), collect, token);

  test('a confirmation token of a new card', () => {
    const given: Given = { train: 'v3', features: {} };
    const actions = [...CARD, type('postalCode', '94107'), { type: 'tick', save: true } as const];
    const params = { return_url: 'https://shop.example', payment_method_data: { billing_details: { name: 'Page' } } };
    expect(call(given, actions, { call: 'confirmation_token', params })).toEqual({
      path: '/v1/confirmation_tokens',
      params: {
        payment_method_data: {
          type: 'card',
          allow_redisplay: 'always',
          card: { number: '4242424242424242', exp_month: '12', exp_year: '34', cvc: '123' },
          billing_details: { name: 'Page', address: { country: 'US', postal_code: '94107' } },
        },
        setup_future_usage: 'off_session',
        return_url: 'https://shop.example',
      },
    });
  });
  test('a saved card whose code was typed again', () => {
    const params = { client_secret: 'pi_1_secret_1' };
    expect(call(RECOLLECT, [code('123')], { call: 'confirm', intent: 'payment_intents', id: 'pi_1', params }, 'cvctok_1')).toEqual({
      path: '/v1/payment_intents/pi_1/confirm',
      params: {
        payment_method: 'pm_1',
        payment_method_options: { card: { cvc_token: 'cvctok_1' } },
        expected_payment_method_type: 'card',
        client_secret: 'pi_1_secret_1',
      },
    });
  });
  test('a debit accepts its mandate', () => {
    const actions = [choose('sepa_debit'), type('name', 'J'), type('email', 'j@example.com'), type('iban', 'DE89 3704 0044 0532 0130 00')];
    const { params } = call({ intent: {} }, actions, { call: 'confirm', intent: 'payment_intents', id: 'pi_1', params: {} });
    expect(params).toMatchObject({
      payment_method_data: {
        type: 'sepa_debit',
        sepa_debit: { iban: 'DE89370400440532013000' },
        billing_details: { name: 'J', email: 'j@example.com' },
      },
      mandate_data: { customer_acceptance: { type: 'online' } },
    });
  });
  test('a typed bank account', () => {
    const account = { kind: 'typed', routingNumber: '110000000', accountNumber: '000123456789', last4: '6789' } as const;
    const { params } = call({}, [choose('us_bank_account'), { type: 'account', account }], { call: 'payment_method', params: {} });
    expect(params).toMatchObject({
      us_bank_account: { routing_number: '110000000', account_number: '000123456789', account_holder_type: 'individual' },
    });
  });
  test('nothing of another method is sent along', () => {
    const actions = [...CARD, type('postalCode', '94107'), choose('ideal'), type('name', 'J')];
    const { params } = call({}, actions, { call: 'payment_method', params: {} });
    expect(params).toEqual({ type: 'ideal', allow_redisplay: 'unspecified', billing_details: { name: 'J' } });
  });
  test('the fields asked for are those that are checked', () => {
    const given: Given = { train: 'v3' };
    expect(chosenFields(settingOf(given), after(given))).toEqual(['number', 'expiry', 'cvc', 'country', 'postalCode']);
  });
});
