import { describe, expect, it, vi } from 'vitest';
import { trains } from '../trains';
import { checkElement } from './elements';

const warn = vi.fn();
const check = (type: string, options: unknown, train: keyof typeof trains = 'basil') =>
  checkElement(type, options, trains[train], { call: `elements.create('${type}')`, warn });

describe('options of elements', () => {
  it.each([
    ['payment', { layout: 'accordion' }],
    ['payment', { layout: { type: 'accordion', defaultCollapsed: false, radios: true, spacedAccordionItems: false, visibleAccordionItemsCount: 0 } }],
    ['payment', { fields: { billingDetails: 'never' } }],
    ['payment', { fields: { billingDetails: { name: 'always', address: { postalCode: 'never' } } } }],
    ['payment', { fields: { billingDetails: { address: 'if_required' } }, terms: { card: 'never' }, readonly: true }],
    ['card', { style: { base: { color: 'red', ':hover': {} } }, hidePostalCode: true }],
    ['address', { mode: 'billing', allowedCountries: null, defaultValues: { address: { country: 'DE' } } }],
    ['expressCheckout', { buttonHeight: 48, paymentMethods: { applePay: 'always' } }],
  ])('%s accepts %j', (type, options) => expect(() => check(type, options)).not.toThrow());

  it.each([
    ['payment', { fields: { billingDetails: true } }, /fields\.billingDetails should be one of the following strings: 'auto', 'never'/],
    ['payment', { layout: 'list' }, /layout should be one of/],
    ['payment', { layout: { type: 'tabs', radios: 'yes' } }, /layout\.radios should be one of.*'if_multiple'/],
    ['payment', { fields: { billingDetails: { address: { city: 'always' } } } }, /fields\.billingDetails\.address/],
    ['payment', { terms: { card: false } }, /terms\.card/],
    ['address', {}, /mode should be one of/],
    ['card', { hidePostalCode: 'yes' }, /hidePostalCode should be a boolean/],
    ['payment', 'accordion', /options should be an object/],
  ])('%s refuses %j', (type, options, message) => expect(() => check(type, options)).toThrow(message));

  it('radios: yes and no only in older trains', () => {
    const layout = { type: 'accordion', radios: true };
    expect(() => check('payment', { layout }, 'clover')).not.toThrow();
    expect(() => check('payment', { layout }, 'dahlia')).toThrow(/layout\.radios/);
  });

  it('only warns about names that it does not know', () => {
    check('payment', { colour: 'red' });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('colour'));
  });
});
