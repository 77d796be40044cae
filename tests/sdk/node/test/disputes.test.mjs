// What comes after a payment: disputes answered and accepted, early warnings, reviews.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startServer} from '../lib/server.mjs';
import {openFreshShop, openShop, refusal} from '../lib/shop.mjs';
import {until} from '../lib/until.mjs';

const closed = {statusCode: 400, message: 'This dispute is already closed'};

let server, shop, stripe;
before(async () => {
  server = await startServer();
  shop = openShop(server);
  ({stripe} = shop);
});
after(() => server?.stop());

/** The dispute of a new payment: it is there as soon as the payment is answered. */
async function disputed(card = 'pm_card_createDispute') {
  const intent = await shop.pay({payment_method: card});
  const {data} = await stripe.disputes.list({payment_intent: intent.id});
  return data[0];
}

test('a dispute is won with evidence', async () => {
  const dispute = await disputed();
  assert.match(dispute.id, /^du_/);
  assert.deepEqual(
    [dispute.object, dispute.status, dispute.reason, dispute.amount, dispute.is_charge_refundable],
    ['dispute', 'needs_response', 'fraudulent', 2000, false],
  );
  assert.deepEqual(dispute.balance_transactions.map((t) => [t.amount, t.fee, t.net]), [[-2000, 1500, -3500]]);
  await refusal(stripe.refunds.create({charge: dispute.charge}), {
    type: 'StripeInvalidRequestError', statusCode: 400, code: 'charge_disputed',
    message: `Charge ${dispute.charge} has been charged back; cannot issue a refund.`,
  });
  const answered = await stripe.disputes.update(dispute.id, {evidence: {uncategorized_text: 'winning_evidence'}});
  assert.deepEqual([answered.status, answered.evidence_details.submission_count], ['under_review', 1]);
  const won = await until('the verdict', async () => {
    const seen = await stripe.disputes.retrieve(dispute.id);
    return seen.status === 'won' && seen;
  });
  assert.deepEqual(won.balance_transactions.map((t) => t.amount), [-2000, 2000]);
  assert.equal((await stripe.refunds.create({charge: dispute.charge})).status, 'succeeded');
});

test('a dispute is accepted once', async () => {
  const dispute = await disputed('pm_card_createDisputeProductNotReceived');
  assert.equal((await stripe.disputes.close(dispute.id)).status, 'lost');
  await refusal(stripe.disputes.close(dispute.id), closed);
  await refusal(stripe.disputes.update(dispute.id, {metadata: {late: 'yes'}}), closed);
});

test('an inquiry moves nothing', async () => {
  const inquiry = await disputed('pm_card_createDisputeInquiry');
  assert.deepEqual([inquiry.status, inquiry.balance_transactions], ['warning_needs_response', []]);
  assert.equal((await stripe.disputes.close(inquiry.id)).status, 'warning_closed');
});

test('a warning is of use until the refund', async () => {
  const intent = await shop.pay({payment_method: 'pm_card_createIssuerFraudRecord'});
  const {data: [warning]} = await stripe.radar.earlyFraudWarnings.list({payment_intent: intent.id});
  assert.deepEqual([warning.actionable, warning.fraud_type], [true, 'made_with_stolen_card']);
  await stripe.refunds.create({payment_intent: intent.id});
  assert.equal((await stripe.radar.earlyFraudWarnings.retrieve(warning.id)).actionable, false);
});

test('a review is approved', async () => {
  const own = await openFreshShop(server);
  await own.control('radar', {review_elevated_risk: true});
  const intent = await own.pay({payment_method: 'pm_card_riskLevelElevated'});
  const review = await own.stripe.reviews.retrieve(intent.review);
  assert.deepEqual([review.open, review.opened_reason, review.charge], [true, 'rule', intent.latest_charge]);
  const approved = await own.stripe.reviews.approve(review.id);
  assert.deepEqual([approved.open, approved.closed_reason], [false, 'approved']);
});
