import { describe, expect, it, vi } from 'vitest';
import { trains } from '../trains';
import { checkGroup, checkGroupUpdate } from './group';

const warn = vi.fn();
const context = { call: 'stripe.elements()', warn };
const check = (options: unknown, train: keyof typeof trains = 'basil') => checkGroup(options, trains[train], context);
const deferred = { mode: 'payment', amount: 1099, currency: 'usd' };
const secret = 'pi_1_secret_2';

describe('options of a group', () => {
  it.each([
    [{}],
    [undefined],
    [{ clientSecret: secret }],
    [deferred],
    [{ ...deferred, setup_future_usage: 'off_session', capture_method: 'manual', on_behalf_of: 'acct_1', paymentMethodConfiguration: 'pmc_1' }],
    [{ mode: 'setup' }],
    [{ mode: 'setup', currency: 'eur', setupFutureUsage: null }],
    [{ ...deferred, paymentMethodOptions: { card: { require_cvc_recollection: true }, us_bank_account: { financial_connections: { permissions: ['balances'] } } } }],
    [{ ...deferred, paymentMethodTypes: ['card'], paymentMethodOptions: { card: { installments: { enabled: true } } } }],
  ])('accepts %j', (options) => expect(() => check(options)).not.toThrow());

  it.each([
    [{ clientSecret: 'cs_test_1_secret_2' }, /clientSecret.*\$\{id\}_secret_\$\{secret\}/],
    [{ clientSecret: null }, /clientSecret/],
    [{ clientSecret: secret, mode: 'payment' }, /clientSecret.*mode/],
    [{ mode: 'payment', currency: 'usd' }, /amount.*greater than 0/],
    [{ ...deferred, amount: 0 }, /amount.*greater than 0/],
    [{ ...deferred, amount: 10.5 }, /amount.*greater than 0/],
    [{ ...deferred, amount: '1099' }, /amount.*greater than 0/],
    [{ mode: 'subscription', currency: 'usd' }, /amount/],
    [{ ...deferred, currency: 'USD' }, /currency should be one of/],
    [{ ...deferred, currency: '' }, /currency should be one of/],
    [{ mode: 'payment', amount: 1 }, /currency should be one of/],
    [{ ...deferred, mode: 'pay' }, /mode should be one of the following strings: 'payment'/],
    [{ amount: 1 }, /`amount` is only applicable when a `mode` is set/],
    [{ ...deferred, captureMethod: 'automatic', capture_method: 'manual' }, /captureMethod and capture_method/],
    [{ ...deferred, paymentMethodOptions: { card: { installments: { enabled: true } } } }, /installments/],
    [{ ...deferred, paymentMethodTypes: ['card'], paymentMethodCreation: 'manual', paymentMethodOptions: { card: { installments: { enabled: true } } } }, /installments/],
    [{ appearance: { theme: 'dark' } }, /appearance\.theme should be one of/],
    ['x', /object/],
  ])('refuses %j', (options, message) => {
    expect(() => check(options)).toThrow(message);
    try {
      check(options);
    } catch (error) {
      expect((error as Error).name).toBe('IntegrationError');
    }
  });

  it('only warns about names that it does not know', () => {
    check({ ...deferred, colour: 'red' });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('colour'));
  });

  it('explicit types go by train', () => {
    expect(() => check({ ...deferred, paymentMethodTypes: ['card'] }, 'dahlia')).not.toThrow();
    expect(() => check({ ...deferred, paymentMethodTypes: ['card'] }, 'endive')).toThrow(/allowedPaymentMethodTypes/);
  });
});

describe('update of a group', () => {
  const update = (before: object, change: unknown, train: keyof typeof trains = 'basil') =>
    checkGroupUpdate(before as Record<string, unknown>, change, trains[train], { call: 'elements.update()', warn });

  it('treats undefined as absent', () => {
    expect(update(deferred, { amount: undefined, currency: 'eur' })).toEqual({ ...deferred, currency: 'eur' });
  });

  it('keeps deferred options to deferred groups', () => {
    expect(() => update({ clientSecret: secret }, { amount: 5 })).toThrow(/`amount` is only applicable when a `mode` is set/);
  });

  it('keeps the client secret', () => {
    expect(() => update({ clientSecret: secret }, { clientSecret: 'pi_2_secret_3' })).toThrow(/clientSecret/);
    expect(() => update({ clientSecret: secret }, { clientSecret: secret, locale: 'de' })).not.toThrow();
  });

  it('leaves the options as they were when it refuses', () => {
    const before = { ...deferred };
    expect(() => update(before, { amount: -1 })).toThrow();
    expect(before).toEqual(deferred);
  });
});
