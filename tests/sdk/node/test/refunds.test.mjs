// Giving money back: all, some, too much.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startServer} from '../lib/server.mjs';
import {openShop, refusal} from '../lib/shop.mjs';
import {until} from '../lib/until.mjs';

let server, shop, stripe;
before(async () => {
  server = await startServer();
  shop = openShop(server);
  ({stripe} = shop);
});
after(() => server?.stop());

test('a full refund', async () => {
  const intent = await shop.pay({amount: 1000});
  const refund = await stripe.refunds.create({payment_intent: intent.id, reason: 'requested_by_customer', metadata: {ticket: '9'}});
  assert.match(refund.id, /^re_/);
  assert.equal(refund.object, 'refund');
  assert.deepEqual(
    [refund.status, refund.amount, refund.currency, refund.charge, refund.payment_intent, refund.reason, refund.metadata],
    ['succeeded', 1000, 'usd', intent.latest_charge, intent.id, 'requested_by_customer', {ticket: '9'}],
  );
  assert.equal(refund.destination_details.type, 'card');
  assert.equal(refund.destination_details.card.type, 'refund');

  const charge = await stripe.charges.retrieve(intent.latest_charge, {expand: ['refunds']});
  assert.deepEqual([charge.refunded, charge.amount_refunded, charge.status], [true, 1000, 'succeeded']);
  assert.deepEqual(charge.refunds.data.map((r) => r.id), [refund.id]);
  assert.equal((await stripe.paymentIntents.retrieve(intent.id)).status, 'succeeded');
  await refusal(stripe.refunds.create({charge: intent.latest_charge}), {
    statusCode: 400, code: 'charge_already_refunded', message: `Charge ${intent.latest_charge} has already been refunded.`,
  });
});

test('refunds in parts, never more than was paid', async () => {
  const intent = await shop.pay({amount: 1000});
  const refund = (amount) => stripe.refunds.create({payment_intent: intent.id, amount});
  await refusal(refund(1200), {
    type: 'StripeInvalidRequestError', statusCode: 400, param: 'amount',
    message: 'Refund amount ($12.00) is greater than charge amount ($10.00)',
  });
  await refund(500);
  assert.equal((await stripe.charges.retrieve(intent.latest_charge)).refunded, false);
  await refusal(refund(600), {
    statusCode: 400, param: 'amount', message: 'Refund amount ($6.00) is greater than unrefunded amount on charge ($5.00)',
  });
  await refusal(refund(0), {code: 'parameter_invalid_integer', param: 'amount', message: 'This value must be greater than or equal to 1.'});
  const rest = await stripe.refunds.create({payment_intent: intent.id});
  assert.equal(rest.amount, 500);
  assert.equal((await stripe.charges.retrieve(intent.latest_charge)).refunded, true);
  const listed = await stripe.refunds.list({payment_intent: intent.id});
  assert.deepEqual(listed.data.map((r) => r.amount), [500, 500]);
  assert.equal(listed.data[0].id, rest.id);
});

test('a refund needs something to refund', async () => {
  await refusal(stripe.refunds.create({amount: 5}), {
    statusCode: 400, message: 'One of the following params should be provided for this request: payment_intent or charge.',
  });
  const held = await shop.pay({capture_method: 'manual'});
  await refusal(stripe.refunds.create({payment_intent: held.id}), {
    statusCode: 400, message: `This PaymentIntent (${held.id}) does not have a successful charge to refund.`,
  });
});

test('a refund is updated, and not canceled', async () => {
  const intent = await shop.pay();
  const refund = await stripe.refunds.create({charge: intent.latest_charge});
  const updated = await stripe.refunds.update(refund.id, {metadata: {seen: 'yes'}});
  assert.deepEqual(updated.metadata, {seen: 'yes'});
  assert.deepEqual((await stripe.refunds.retrieve(refund.id)).metadata, {seen: 'yes'});
  await refusal(stripe.refunds.cancel(refund.id), {statusCode: 400, message: 'Canceling this refund is unsupported.'});
});

test('reporting fraud marks the charge', async () => {
  const intent = await shop.pay();
  await stripe.refunds.create({charge: intent.latest_charge, reason: 'fraudulent'});
  assert.equal((await stripe.charges.retrieve(intent.latest_charge)).fraud_details.user_report, 'fraudulent');
});

test('a refund can take its time, or fail after all', async () => {
  const slow = await shop.pay({payment_method: 'pm_card_pendingRefund'});
  const pending = await stripe.refunds.create({payment_intent: slow.id});
  assert.equal(pending.status, 'pending');
  const failing = await shop.pay({payment_method: 'pm_card_refundFail'});
  const optimistic = await stripe.refunds.create({payment_intent: failing.id});
  assert.equal(optimistic.status, 'succeeded');

  await shop.advance('1d');
  await until('the pending refund to succeed', async () => (await stripe.refunds.retrieve(pending.id)).status === 'succeeded');
  const failed = await until('the other to fail', async () => {
    const refund = await stripe.refunds.retrieve(optimistic.id);
    return refund.status === 'failed' && refund;
  });
  assert.match(failed.failure_balance_transaction, /^txn_/);
});
