// Every way an issuer, or the risk check, says no.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import {after, before, test} from 'node:test';
import {startServer} from '../lib/server.mjs';
import {RETURN_URL, openShop, refusal} from '../lib/shop.mjs';

const DECLINES = JSON.parse(fs.readFileSync(new URL('../../declines.json', import.meta.url), 'utf8'));
const OPTIONAL = ['param', 'decline_code', 'advice_code', 'network_decline_code', 'network_advice_code'];

let server, shop, stripe;
before(async () => {
  server = await startServer();
  shop = openShop(server);
  ({stripe} = shop);
});
after(() => server?.stop());

for (const {card, error: expected, outcome, refused_when_saved: refusedWhenSaved} of DECLINES) {
  test(`${card} declines`, async () => {
    const error = await refusal(shop.pay({payment_method: card}), {type: 'StripeCardError', statusCode: 402});
    const {raw} = error;
    assert.equal(raw.type, 'card_error');
    for (const [field, value] of Object.entries(expected)) assert.equal(raw[field], value, field);
    for (const field of OPTIONAL) if (!(field in expected)) assert.ok(!(field in raw), `${field} is left out`);
    assert.equal(raw.doc_url, `https://stripe.com/docs/error-codes/${expected.code.replaceAll('_', '-')}`);
    assert.ok(raw.request_log_url.endsWith(error.requestId), raw.request_log_url);
    assert.equal(raw.payment_method.object, 'payment_method');

    const intent = await stripe.paymentIntents.retrieve(raw.payment_intent.id);
    assert.equal(intent.status, 'requires_payment_method');
    assert.equal(intent.payment_method, null);
    assert.equal(intent.amount_received, 0);
    assert.equal(intent.latest_charge, raw.charge);
    assert.equal(intent.last_payment_error.message, expected.message);
    assert.ok(!('payment_intent' in intent.last_payment_error));

    const charge = await stripe.charges.retrieve(raw.charge);
    assert.deepEqual([charge.status, charge.paid, charge.captured], ['failed', false, false]);
    assert.deepEqual([charge.failure_code, charge.failure_message], [expected.code, expected.message]);
    assert.equal(charge.balance_transaction, null);
    assert.deepEqual(Object.fromEntries(Object.keys(outcome).map((f) => [f, charge.outcome[f]])), outcome);
  });

  if (!refusedWhenSaved) continue;
  test(`${card} is refused when it is saved`, async () => {
    const customer = await stripe.customers.create();
    await refusal(stripe.paymentMethods.attach(card, {customer: customer.id}), {statusCode: 402, code: expected.code, message: expected.message});
    const error = await refusal(
      stripe.setupIntents.create({customer: customer.id, payment_method: card, confirm: true, return_url: RETURN_URL}),
      {type: 'StripeCardError', statusCode: 402, code: expected.code},
    );
    assert.equal(error.setup_intent.status, 'requires_payment_method');
    assert.equal(error.setup_intent.last_setup_error.code, expected.code);
    assert.deepEqual((await stripe.customers.listPaymentMethods(customer.id)).data, []);
  });
}

test('pm_card_chargeCustomerFail can be saved, and declines when it is charged', async () => {
  const customer = await stripe.customers.create();
  const card = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {customer: customer.id});
  await refusal(shop.pay({customer: customer.id, payment_method: card.id, off_session: true}), {
    type: 'StripeCardError', code: 'card_declined', decline_code: 'generic_decline',
  });
});

test('after a decline the same intent can be paid with another card', async () => {
  const intent = await stripe.paymentIntents.create({amount: 2000, currency: 'usd'});
  const confirm = (card) => stripe.paymentIntents.confirm(intent.id, {payment_method: card, return_url: RETURN_URL});
  const error = await refusal(confirm('pm_card_visa_chargeDeclined'), {code: 'card_declined'});
  const paid = await confirm('pm_card_visa');
  assert.equal(paid.status, 'succeeded');
  assert.equal(paid.last_payment_error, null);
  assert.notEqual(paid.latest_charge, error.charge);
  const charges = await stripe.charges.list({payment_intent: intent.id});
  assert.deepEqual(charges.data.map((c) => c.status), ['succeeded', 'failed']);
});

test('a wrong CVC declines only when a CVC is sent', async () => {
  const card = {number: '4000000000000127', exp_month: 12, exp_year: 2040};
  const pay = async (details) => shop.pay({payment_method: (await stripe.paymentMethods.create({type: 'card', card: details})).id});
  await refusal(pay({...card, cvc: '123'}), {code: 'incorrect_cvc', param: 'cvc'});
  assert.equal((await pay(card)).status, 'succeeded');
});
