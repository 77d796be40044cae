import { expect, test } from 'vitest';
import { sessionOf } from '../../core/methods/fixtures';
import { availability, confirmation, isShown, merged, money, OWNERS, ownersFor } from './wallet';

const shown = () => {
  const session = sessionOf();
  session.settings.test_wallet = true;
  return session;
};

test('no wallet unless the server says so', () => {
  expect(availability(sessionOf())).toBeUndefined();
  expect(availability(undefined)).toBeUndefined();
  expect(availability(shown())).toMatchObject({ link: true, applePay: false });
  expect(isShown(shown(), { paymentMethods: { link: 'never' } })).toBe(false);
});

test('the page learns what it asked for', () => {
  const rate = { id: 'fast', amount: 500, displayName: 'Fast' };
  expect(confirmation(OWNERS[0]!, {}, undefined)).not.toHaveProperty('shippingAddress');
  expect(confirmation(OWNERS[0]!, { emailRequired: true, shippingAddressRequired: true }, rate)).toMatchObject({
    billingDetails: { name: 'Jenny Rosen', email: 'jenny.rosen@example.com' },
    shippingAddress: { name: 'Jenny Rosen', address: { country: 'US' } },
    shippingRate: rate,
  });
});

test('only addresses that the shop sends to', () => {
  expect(ownersFor({ allowedShippingCountries: ['DE'] }).map((owner) => owner.address.country)).toEqual(['DE']);
});

test('answers of the page count over the options', () => {
  expect(merged({ emailRequired: true }, { lineItems: [], emailRequired: undefined })).toEqual({ emailRequired: true, lineItems: [] });
  expect(merged({ emailRequired: true }, null)).toEqual({ emailRequired: true });
});

test.each([[1099, 'usd', 'en', '$10.99'], [1099, 'jpy', 'en', '¥1,099']])('%s %s', (amount, currency, locale, text) => {
  expect(money(amount, currency, locale)).toBe(text);
});
