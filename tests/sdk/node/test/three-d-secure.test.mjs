// 3-D Secure: the page, both its buttons, and the way back to the shop.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {answerChallenge, assertReturned} from '../lib/challenge.mjs';
import {startServer} from '../lib/server.mjs';
import {RETURN_URL, openShop, refusal} from '../lib/shop.mjs';

let server, shop, stripe;
before(async () => {
  server = await startServer();
  shop = openShop(server);
  ({stripe} = shop);
});
after(() => server?.stop());

const CARD = 'pm_card_threeDSecure2Required';

/** A payment that waits for the shopper on the page at `next_action.redirect_to_url.url`. */
async function challenged(params = {}) {
  const intent = await stripe.paymentIntents.create({
    amount: 2000, currency: 'usd', payment_method: CARD, confirm: true, return_url: RETURN_URL, ...params,
  });
  assert.equal(intent.status, 'requires_action');
  assert.equal(intent.next_action.type, 'redirect_to_url');
  assert.equal(intent.next_action.redirect_to_url.return_url, RETURN_URL);
  return {intent, page: intent.next_action.redirect_to_url.url};
}

test('a completed challenge pays', async () => {
  const {intent, page} = await challenged();
  const back = await answerChallenge(page, 'complete');
  assertReturned(back, 'payment_intent', intent, 'succeeded');
  const paid = await stripe.paymentIntents.retrieve(intent.id, {expand: ['latest_charge']});
  assert.equal(paid.status, 'succeeded');
  assert.equal(paid.next_action, null);
  const {authentication_flow, electronic_commerce_indicator, result, result_reason, version} = paid.latest_charge.payment_method_details.card.three_d_secure;
  assert.deepEqual({authentication_flow, electronic_commerce_indicator, result, result_reason, version}, {
    authentication_flow: 'challenge', electronic_commerce_indicator: '05', result: 'authenticated', result_reason: null, version: '2.2.0',
  });
});

test('a failed challenge asks for another payment method', async () => {
  const {intent, page} = await challenged();
  const back = await answerChallenge(page, 'fail');
  assertReturned(back, 'payment_intent', intent, 'failed');
  const failed = await stripe.paymentIntents.retrieve(intent.id);
  assert.equal(failed.status, 'requires_payment_method');
  assert.equal(failed.payment_method, null);
  assert.equal(failed.last_payment_error.type, 'invalid_request_error');
  assert.equal(failed.last_payment_error.code, 'payment_intent_authentication_failure');
  assert.equal(failed.last_payment_error.message, 'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.');
  const paid = await stripe.paymentIntents.confirm(intent.id, {payment_method: 'pm_card_visa', return_url: RETURN_URL});
  assert.equal(paid.status, 'succeeded');
});

test('a challenge can end in a hold', async () => {
  const {intent, page} = await challenged({capture_method: 'manual'});
  await answerChallenge(page, 'complete');
  assert.equal((await stripe.paymentIntents.retrieve(intent.id)).status, 'requires_capture');
  assert.equal((await stripe.paymentIntents.capture(intent.id)).amount_received, 2000);
});

test('a passed challenge does not help a card without funds', async () => {
  const {intent, page} = await challenged({payment_method: 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds'});
  await answerChallenge(page, 'complete');
  const declined = await stripe.paymentIntents.retrieve(intent.id);
  assert.equal(declined.status, 'requires_payment_method');
  assert.equal(declined.last_payment_error.code, 'card_declined');
  assert.equal(declined.last_payment_error.decline_code, 'insufficient_funds');
});

test('a challenge waits while the intent is canceled or confirmed anew', async () => {
  const {intent} = await challenged();
  assert.equal((await stripe.paymentIntents.cancel(intent.id)).status, 'canceled');
  const second = await challenged();
  const paid = await stripe.paymentIntents.confirm(second.intent.id, {payment_method: 'pm_card_visa', return_url: RETURN_URL});
  assert.equal(paid.status, 'succeeded');
});

test('without a return_url the browser library is told what to do', async () => {
  const intent = await shop.pay({payment_method: CARD});
  assert.equal(intent.status, 'requires_action');
  assert.equal(intent.next_action.type, 'use_stripe_sdk');
  assert.ok(['three_d_secure_redirect', 'stripe_3ds2_fingerprint'].includes(intent.next_action.use_stripe_sdk.type));
});

test('a ConfirmationToken keeps the challenge in the browser', async (t) => {
  if (!stripe.testHelpers?.confirmationTokens) return t.skip('this library has no ConfirmationTokens');
  const token = await stripe.testHelpers.confirmationTokens.create({payment_method: CARD, return_url: RETURN_URL});
  const intent = await stripe.paymentIntents.create({amount: 2000, currency: 'usd', confirm: true, confirmation_token: token.id});
  assert.equal(intent.status, 'requires_action');
  assert.equal(intent.next_action.type, 'use_stripe_sdk');
});

test('optional 3-D Secure happens when it is asked for', async () => {
  const optional = {payment_method: 'pm_card_threeDSecureOptional'};
  assert.equal((await shop.pay(optional)).status, 'succeeded');
  const {intent, page} = await challenged({...optional, payment_method_options: {card: {request_three_d_secure: 'any'}}});
  assertReturned(await answerChallenge(page, 'complete'), 'payment_intent', intent, 'succeeded');
});

test('error_on_requires_action declines instead', async () => {
  const error = await refusal(shop.pay({payment_method: CARD, error_on_requires_action: true}), {code: 'authentication_required'});
  assert.equal(error.payment_intent.status, 'requires_payment_method');
});

test('a SetupIntent is challenged too', async () => {
  const create = () => stripe.setupIntents.create({payment_method: CARD, confirm: true, return_url: RETURN_URL});
  const setup = await create();
  assertReturned(await answerChallenge(setup.next_action.redirect_to_url.url, 'complete'), 'setup_intent', setup, 'succeeded');
  assert.equal((await stripe.setupIntents.retrieve(setup.id)).status, 'succeeded');

  const refused = await create();
  assertReturned(await answerChallenge(refused.next_action.redirect_to_url.url, 'fail'), 'setup_intent', refused, 'failed');
  const after = await stripe.setupIntents.retrieve(refused.id);
  assert.equal(after.status, 'requires_payment_method');
  assert.equal(after.last_setup_error.code, 'setup_intent_authentication_failure');
});
