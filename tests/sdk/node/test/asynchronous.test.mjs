// What the API does a moment after its answer, with the delay that it has by default.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startServer} from '../lib/server.mjs';
import {openFreshShop, speaks} from '../lib/shop.mjs';

let server;
before(async () => (server = await startServer({FLORIN_ASYNC_DELAY: undefined})));
after(() => server?.stop());

test('a charge shows its balance transaction two seconds later', async (t) => {
  const shop = await openFreshShop(server);
  if (!(await speaks(shop.stripe, '2024-04-10'))) return t.skip('older API versions do it within the call');
  const paid = await shop.pay({expand: ['latest_charge']});
  assert.equal(paid.capture_method, 'automatic_async');
  assert.equal(paid.latest_charge.balance_transaction, null);

  await shop.advance('10s');
  const charge = await shop.stripe.charges.retrieve(paid.latest_charge.id);
  assert.match(charge.balance_transaction, /^txn_/);
  const [event] = (await shop.stripe.events.list({type: 'charge.updated'})).data;
  assert.equal(event.data.object.id, charge.id);
  assert.equal(event.data.object.balance_transaction, charge.balance_transaction);
  assert.equal(event.data.previous_attributes.balance_transaction, null);
  assert.deepEqual({...event.request}, {id: null, idempotency_key: null});
});

test('capture_method automatic does it within the call', async () => {
  const shop = await openFreshShop(server);
  const paid = await shop.pay({capture_method: 'automatic', expand: ['latest_charge']});
  assert.match(paid.latest_charge.balance_transaction, /^txn_/);
});
