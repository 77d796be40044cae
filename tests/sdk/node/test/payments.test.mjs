// Card payments in one call, in two steps, from a token of the browser; held, captured, canceled.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startServer} from '../lib/server.mjs';
import {NO_REDIRECTS, RETURN_URL, openShop, refusal, speaks} from '../lib/shop.mjs';

let server, shop, stripe;
before(async () => {
  server = await startServer();
  shop = openShop(server);
  ({stripe} = shop);
});
after(() => server?.stop());

test('a payment in one call', async () => {
  const intent = await shop.pay({amount: 1099, description: 'Order 7', metadata: {order: '7'}, receipt_email: 'jenny@example.com'});
  assert.match(intent.id, /^pi_/);
  assert.equal(intent.object, 'payment_intent');
  assert.equal(intent.status, 'succeeded');
  assert.equal(intent.amount, 1099);
  assert.equal(intent.amount_received, 1099);
  assert.equal(intent.amount_capturable, 0);
  assert.equal(intent.livemode, false);
  assert.equal(intent.last_payment_error, null);
  assert.equal(intent.next_action, null);
  assert.deepEqual(intent.metadata, {order: '7'});
  assert.ok(intent.client_secret.startsWith(`${intent.id}_secret_`));
  assert.match(intent.payment_method, /^pm_1/, 'a magic id makes a new PaymentMethod');

  const charge = await stripe.charges.retrieve(intent.latest_charge);
  assert.match(charge.id, /^ch_/);
  assert.equal(charge.status, 'succeeded');
  assert.equal(charge.paid, true);
  assert.equal(charge.captured, true);
  assert.equal(charge.amount_captured, 1099);
  assert.equal(charge.refunded, false);
  assert.equal(charge.payment_intent, intent.id);
  assert.equal(charge.payment_method, intent.payment_method);
  assert.equal(charge.description, 'Order 7');
  assert.equal(charge.receipt_email, 'jenny@example.com');
  const {type, network_status, reason, risk_level, seller_message} = charge.outcome;
  assert.deepEqual({type, network_status, reason, risk_level, seller_message}, {
    type: 'authorized', network_status: 'approved_by_network', reason: null, risk_level: 'normal', seller_message: 'Payment complete.',
  });
  const {card} = charge.payment_method_details;
  assert.equal(card.brand, 'visa');
  assert.equal(card.last4, '4242');
  assert.equal(card.checks.cvc_check, 'pass');
  assert.equal(card.three_d_secure, null);
});

test('a payment in two steps', async () => {
  const created = await stripe.paymentIntents.create({amount: 2000, currency: 'eur'});
  assert.equal(created.status, 'requires_payment_method');
  assert.equal(created.payment_method, null);

  const updated = await stripe.paymentIntents.update(created.id, {amount: 2500, payment_method: 'pm_card_mastercard'});
  assert.equal(updated.status, 'requires_confirmation');
  assert.equal(updated.amount, 2500);

  const confirmed = await stripe.paymentIntents.confirm(created.id, {return_url: RETURN_URL});
  assert.equal(confirmed.status, 'succeeded');
  assert.equal(confirmed.id, created.id);
  assert.equal(confirmed.amount_received, 2500);
  assert.equal(confirmed.payment_method, updated.payment_method);
  assert.deepEqual(await stripe.paymentIntents.retrieve(created.id), confirmed);

  await refusal(stripe.paymentIntents.confirm(created.id), {
    type: 'StripeInvalidRequestError', statusCode: 400, code: 'payment_intent_unexpected_state',
    message: 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
  });
  await refusal(stripe.paymentIntents.update(created.id, {amount: 1}), {
    code: 'payment_intent_unexpected_state', param: 'amount',
    message: "This PaymentIntent's amount could not be updated because it has a status of succeeded. You may only update the amount of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.",
  });
});

test('a confirm needs a payment method, and a page to return to', async (t) => {
  const intent = await stripe.paymentIntents.create({amount: 2000, currency: 'usd'});
  const missing = await refusal(stripe.paymentIntents.confirm(intent.id, {return_url: RETURN_URL}), {
    statusCode: 400, code: 'payment_intent_unexpected_state',
    message: "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
  });
  assert.equal(missing.payment_intent.id, intent.id);
  if (!(await speaks(stripe, '2023-08-16'))) return t.diagnostic('older API versions do not ask for a return_url');
  const error = await refusal(stripe.paymentIntents.confirm(intent.id, {payment_method: 'pm_card_visa'}), {statusCode: 400});
  assert.match(error.message, /^This PaymentIntent is configured to accept payment methods enabled in your Dashboard\. .*you must provide a `return_url`/);
});

test('a payment from a ConfirmationToken', async (t) => {
  if (!stripe.testHelpers?.confirmationTokens) return t.skip('this library has no ConfirmationTokens');
  const shipping = {name: 'Jenny Rosen', address: {line1: '1234 Main Street', city: 'San Francisco', state: 'CA', country: 'US', postal_code: '94111'}};
  const token = await stripe.testHelpers.confirmationTokens.create({
    payment_method: 'pm_card_visa', return_url: RETURN_URL, shipping, setup_future_usage: 'off_session',
  });
  assert.match(token.id, /^ctoken_/);
  assert.equal(token.expires_at - token.created, 12 * 3600);
  assert.equal(token.payment_intent, null);
  assert.equal(token.payment_method_preview.type, 'card');
  assert.equal(token.payment_method_preview.card.last4, '4242');

  const customer = await stripe.customers.create();
  const intent = await stripe.paymentIntents.create({
    amount: 1099, currency: 'usd', customer: customer.id, confirm: true, confirmation_token: token.id,
  });
  assert.equal(intent.status, 'succeeded');
  assert.equal(intent.setup_future_usage, 'off_session');
  assert.equal(intent.shipping.address.postal_code, '94111');
  assert.equal((await stripe.paymentMethods.retrieve(intent.payment_method)).customer, customer.id);
  assert.equal((await stripe.confirmationTokens.retrieve(token.id)).payment_intent, intent.id);

  const again = await refusal(stripe.paymentIntents.create({amount: 1099, currency: 'usd', customer: customer.id, confirm: true, confirmation_token: token.id}));
  assert.ok(again.statusCode === 400 || again.statusCode === 402, `${again.statusCode}`);
});

test('a held payment is captured', async () => {
  const held = await shop.pay({amount: 3000, capture_method: 'manual'});
  assert.equal(held.status, 'requires_capture');
  assert.equal(held.amount_capturable, 3000);
  assert.equal(held.amount_received, 0);
  const before = await stripe.charges.retrieve(held.latest_charge);
  assert.equal(before.captured, false);
  assert.equal(before.paid, true);
  assert.equal(before.balance_transaction, null);

  const captured = await stripe.paymentIntents.capture(held.id);
  assert.equal(captured.status, 'succeeded');
  assert.equal(captured.amount_received, 3000);
  assert.equal(captured.amount_capturable, 0);
  assert.equal((await stripe.charges.retrieve(held.latest_charge)).captured, true);

  await refusal(stripe.paymentIntents.capture(held.id), {
    code: 'payment_intent_unexpected_state',
    message: 'The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized amount has been released.',
  });
});

test('a part of a held payment is captured', async () => {
  const held = await shop.pay({amount: 3000, capture_method: 'manual'});
  await refusal(stripe.paymentIntents.capture(held.id, {amount_to_capture: 3001}), {
    statusCode: 400, code: 'amount_too_large', param: 'amount_to_capture',
    message: 'The payment could not be captured because the requested capture amount is greater than the amount you can capture for this charge. Contact us via https://support.stripe.com/contact/ for help.',
  });
  const captured = await stripe.paymentIntents.capture(held.id, {amount_to_capture: 1200});
  assert.equal(captured.status, 'succeeded');
  assert.equal(captured.amount, 3000);
  assert.equal(captured.amount_received, 1200);
  assert.equal(captured.amount_capturable, 0);
  assert.equal((await stripe.charges.retrieve(held.latest_charge)).amount_captured, 1200);
});

test('a held payment is canceled', async () => {
  const held = await shop.pay({amount: 3000, capture_method: 'manual'});
  const canceled = await stripe.paymentIntents.cancel(held.id, {cancellation_reason: 'requested_by_customer'});
  assert.equal(canceled.status, 'canceled');
  assert.equal(canceled.cancellation_reason, 'requested_by_customer');
  assert.equal(canceled.amount_capturable, 0);
  assert.ok(canceled.canceled_at >= canceled.created);
  const charge = await stripe.charges.retrieve(held.latest_charge);
  assert.equal(charge.refunded, true);
  assert.equal(charge.captured, false);
  await refusal(stripe.paymentIntents.capture(held.id), {
    code: 'payment_intent_unexpected_state',
    message: 'This PaymentIntent could not be captured because it has a status of canceled. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.',
  });
});

test('what is not held can be canceled until it is paid', async (t) => {
  const open = await stripe.paymentIntents.create({amount: 2000, currency: 'usd'});
  assert.equal((await stripe.paymentIntents.cancel(open.id)).status, 'canceled');
  const paid = await shop.pay();
  const error = await refusal(stripe.paymentIntents.cancel(paid.id), {code: 'payment_intent_unexpected_state'});
  assert.equal(error.payment_intent.status, 'succeeded');
  if (!(await speaks(stripe, '2026-03-25'))) return t.diagnostic('older API versions list fewer statuses');
  assert.equal(error.message, 'You cannot cancel this PaymentIntent because it has a status of succeeded. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, expired, processing.');
});

test('raw card numbers and tokens pay as well, mistakes do not', async () => {
  const card = {number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '123'};
  const raw = await stripe.paymentMethods.create({type: 'card', card, billing_details: {name: 'Jenny', address: {postal_code: '94111'}}});
  assert.equal(raw.card.checks.address_postal_code_check, 'unchecked');
  assert.equal((await shop.pay({payment_method: raw.id})).payment_method, raw.id);
  const method = await stripe.paymentMethods.create({type: 'card', card: {token: 'tok_visa'}});
  assert.equal((await shop.pay({payment_method: method.id})).payment_method, method.id);
  await refusal(stripe.paymentMethods.create({type: 'card', card: {...card, number: '4242424242424241'}}), {
    type: 'StripeCardError', statusCode: 402, code: 'incorrect_number', param: 'number', message: 'Your card number is incorrect.',
  });
  await refusal(stripe.paymentMethods.create({type: 'card', card: {...card, exp_month: 13}}), {
    statusCode: 402, code: 'invalid_expiry_month', param: 'exp_month', message: "Your card's expiration month is invalid.",
  });
  await refusal(stripe.paymentMethods.create({type: 'card', card: {...card, exp_year: 2020}}), {
    statusCode: 402, code: 'invalid_expiry_year', param: 'exp_year', message: "Your card's expiration year is invalid.",
  });
  await refusal(stripe.paymentMethods.create({type: 'card', card: {...card, cvc: '99'}}), {
    statusCode: 402, code: 'invalid_cvc', param: 'cvc', message: "Your card's security code is invalid.",
  });
});

test('amounts have bounds', async () => {
  const create = (amount, currency = 'usd') => stripe.paymentIntents.create({amount, currency});
  await refusal(create(49), {statusCode: 400, code: 'amount_too_small', param: 'amount', message: 'Amount must be at least $0.50 usd'});
  await refusal(create(0), {code: 'parameter_invalid_integer', param: 'amount'});
  await refusal(create('10.5'), {code: 'parameter_invalid_integer', param: 'amount', message: 'Invalid integer: 10.5'});
  assert.equal((await create('1500')).amount, 1500);
  assert.equal((await stripe.paymentIntents.create({amount: 500, currency: 'jpy', ...NO_REDIRECTS})).currency, 'jpy');
});
