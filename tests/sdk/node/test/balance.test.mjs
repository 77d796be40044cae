// Where the money is: balance, its transactions, and how time makes it available.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startServer} from '../lib/server.mjs';
import {openFreshShop} from '../lib/shop.mjs';
import {until} from '../lib/until.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

async function balanceOf({stripe}) {
  const balance = await stripe.balance.retrieve();
  const sum = (funds) => funds.filter((f) => f.currency === 'usd').reduce((total, f) => total + f.amount, 0);
  return {available: sum(balance.available), pending: sum(balance.pending)};
}

/** The balance transaction of a payment; it may be written a moment after the payment. */
async function transactionOf({stripe}, intent) {
  return until('the balance transaction', async () => {
    const charge = await stripe.charges.retrieve(intent.latest_charge, {expand: ['balance_transaction']});
    return charge.balance_transaction;
  });
}

test('a payment is pending first and available later', async () => {
  const shop = await openFreshShop(server);
  assert.deepEqual(await balanceOf(shop), {available: 0, pending: 0});
  const transaction = await transactionOf(shop, await shop.pay({amount: 10_000}));
  assert.match(transaction.id, /^txn_/);
  const {amount, fee, net, currency, exchange_rate, reporting_category, status, type} = transaction;
  assert.deepEqual({amount, fee, net, currency, exchange_rate, reporting_category, status, type}, {
    amount: 10_000, fee: 320, net: 9680, currency: 'usd', exchange_rate: null, reporting_category: 'charge', status: 'pending', type: 'charge',
  });
  assert.deepEqual(transaction.fee_details.map((f) => ({...f})), [
    {amount: 320, application: null, currency: 'usd', description: 'Stripe processing fees', type: 'stripe_fee'},
  ]);
  assert.ok(transaction.available_on > transaction.created);
  assert.equal(transaction.available_on % 86_400, 0);
  assert.deepEqual(await balanceOf(shop), {available: 0, pending: 9680});

  await shop.advance('7d');
  assert.deepEqual(await balanceOf(shop), {available: 9680, pending: 0});
  assert.equal((await shop.stripe.balanceTransactions.retrieve(transaction.id)).status, 'available');
});

test('a refund takes the amount back and leaves the fee', async () => {
  const shop = await openFreshShop(server);
  const intent = await shop.pay({amount: 10_000});
  const charged = await transactionOf(shop, intent);
  const refund = await shop.stripe.refunds.create({payment_intent: intent.id, amount: 4000, expand: ['balance_transaction']});
  const {amount, fee, net, type, source} = refund.balance_transaction;
  assert.deepEqual({amount, fee, net, type, source}, {amount: -4000, fee: 0, net: -4000, type: 'refund', source: refund.id});
  const {available, pending} = await balanceOf(shop);
  assert.equal(available + pending, 10_000 - 320 - 4000);

  const list = (params) => shop.stripe.balanceTransactions.list(params).then((page) => page.data.map((t) => t.id));
  assert.deepEqual(await list({}), [refund.balance_transaction.id, charged.id]);
  assert.deepEqual(await list({type: 'charge'}), [charged.id]);
  assert.deepEqual(await list({source: refund.id}), [refund.balance_transaction.id]);
});

test('money of some test cards is available at once', async () => {
  const shop = await openFreshShop(server);
  const transaction = await transactionOf(shop, await shop.pay({amount: 10_000, payment_method: 'pm_card_bypassPending'}));
  assert.equal(transaction.status, 'available');
  assert.deepEqual(await balanceOf(shop), {available: transaction.net, pending: 0});
});

test('a hold moves no money until it is captured, and declines none at all', async () => {
  const shop = await openFreshShop(server);
  const held = await shop.pay({amount: 10_000, capture_method: 'manual'});
  await assert.rejects(shop.pay({payment_method: 'pm_card_visa_chargeDeclined'}));
  assert.deepEqual(await balanceOf(shop), {available: 0, pending: 0});
  await shop.stripe.paymentIntents.capture(held.id, {amount_to_capture: 5000});
  await transactionOf(shop, held);
  assert.deepEqual(await balanceOf(shop), {available: 0, pending: 5000 - 175});
});
