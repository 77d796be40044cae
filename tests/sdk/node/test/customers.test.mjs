// Customers, what belongs to them, and how objects are listed and expanded.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startServer} from '../lib/server.mjs';
import {openFreshShop, openShop, refusal} from '../lib/shop.mjs';

let server, shop, stripe;
before(async () => {
  server = await startServer();
  shop = openShop(server);
  ({stripe} = shop);
});
after(() => server?.stop());

test('a customer is created, retrieved and updated', async () => {
  const created = await stripe.customers.create({
    email: 'jenny@example.com', name: 'Jenny Rosen', phone: '+49 30 1234567', description: 'First',
    address: {line1: 'Hauptstr. 1', city: 'Berlin', country: 'DE'}, preferred_locales: ['de', 'en'],
    shipping: {name: 'Jenny', address: {line1: 'Hauptstr. 1', postal_code: '10115'}},
  });
  assert.match(created.id, /^cus_\w{14}$/);
  assert.deepEqual(
    [created.object, created.email, created.livemode, created.balance, created.default_source, created.metadata],
    ['customer', 'jenny@example.com', false, 0, null, {}],
  );
  assert.deepEqual(created.address, {city: 'Berlin', country: 'DE', line1: 'Hauptstr. 1', line2: null, postal_code: null, state: null});
  assert.deepEqual(created.preferred_locales, ['de', 'en']);
  assert.deepEqual(await stripe.customers.retrieve(created.id), created);

  const updated = await stripe.customers.update(created.id, {name: 'Jenny R.', address: {postal_code: '10115'}});
  assert.equal(updated.name, 'Jenny R.');
  assert.equal(updated.address.line1, 'Hauptstr. 1', 'an address is merged leaf by leaf');
  assert.equal(updated.address.postal_code, '10115');
  assert.equal(updated.email, 'jenny@example.com');
});

test('metadata is merged, and cleared by key or as a whole', async () => {
  const customer = await stripe.customers.create({description: 'x', metadata: {a: '1', b: '2', n: 7}});
  assert.deepEqual(customer.metadata, {a: '1', b: '2', n: '7'});
  const update = async (params) => stripe.customers.update(customer.id, params);
  assert.deepEqual((await update({metadata: {b: '', c: '3'}})).metadata, {a: '1', c: '3', n: '7'});
  assert.deepEqual((await update({email: 'a@example.com'})).metadata, {a: '1', c: '3', n: '7'});
  assert.deepEqual((await update({metadata: ''})).metadata, {});
  assert.equal((await update({description: ''})).description, null);
  const long = 'x'.repeat(501);
  await refusal(update({metadata: {k: long}}), {
    statusCode: 400, param: 'metadata[k]',
    message: `Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. Invalid value: ${long}`,
  });
});

test('a deleted customer stays as a stub, without its cards', async () => {
  const customer = await stripe.customers.create({email: 'gone@example.com'});
  const card = await stripe.paymentMethods.attach('pm_card_visa', {customer: customer.id});
  const stub = {id: customer.id, object: 'customer', deleted: true};
  assert.deepEqual({...(await stripe.customers.del(customer.id))}, stub);
  assert.deepEqual({...(await stripe.customers.retrieve(customer.id))}, stub);
  assert.equal((await stripe.paymentMethods.retrieve(card.id)).customer, null);
  assert.deepEqual((await stripe.customers.list({email: 'gone@example.com'})).data, []);
  await refusal(stripe.paymentIntents.create({amount: 2000, currency: 'usd', customer: customer.id}), {
    statusCode: 400, code: 'resource_missing', param: 'customer', message: `No such customer: '${customer.id}'`,
  });
});

test('all customers are listed page by page, newest first', async () => {
  const {stripe: own} = await openFreshShop(server);
  const made = [];
  for (let i = 0; i < 33; i += 1) made.push((await own.customers.create({email: `c${i}@example.com`})).id);
  const newestFirst = made.toReversed();

  const seen = [];
  for await (const customer of own.customers.list({limit: 10})) seen.push(customer.id);
  assert.deepEqual(seen, newestFirst);
  assert.deepEqual((await own.customers.list({limit: 100}).autoPagingToArray({limit: 50})).map((c) => c.id), newestFirst);

  const page = await own.customers.list();
  assert.deepEqual([page.object, page.url, page.has_more, page.data.length], ['list', '/v1/customers', true, 10]);
  const before = await own.customers.list({limit: 5, ending_before: newestFirst[20]});
  assert.deepEqual(before.data.map((c) => c.id), newestFirst.slice(15, 20), 'a page before is newest first as well');
  const last = await own.customers.list({limit: 5, starting_after: newestFirst[27]});
  assert.deepEqual([last.data.length, last.has_more], [5, false]);

  await refusal(own.customers.list({starting_after: made[0], ending_before: made[1]}), {
    statusCode: 400, message: 'Received both starting_after and ending_before parameters. Please pass in only one.',
  });
  await refusal(own.customers.list({starting_after: 'cus_none'}), {
    statusCode: 400, code: 'resource_missing', param: 'starting_after', message: "No such customer: 'cus_none'",
  });
});

test('lists are filtered', async () => {
  const {stripe: own, pay} = await openFreshShop(server);
  const [jenny, tom] = [await own.customers.create({email: 'jenny@example.com'}), await own.customers.create({email: 'tom@example.com'})];
  assert.deepEqual((await own.customers.list({email: 'tom@example.com'})).data.map((c) => c.id), [tom.id]);
  assert.equal((await own.customers.list({created: {gte: jenny.created}})).data.length, 2);
  assert.equal((await own.customers.list({created: {gt: tom.created}})).data.length, 0);
  assert.equal((await own.customers.list({created: {lt: jenny.created}})).data.length, 0);

  const first = await pay({customer: jenny.id});
  const second = await pay({customer: tom.id});
  assert.deepEqual((await own.paymentIntents.list({customer: jenny.id})).data.map((p) => p.id), [first.id]);
  assert.deepEqual((await own.paymentIntents.list()).data.map((p) => p.id), [second.id, first.id]);
  assert.deepEqual((await own.charges.list({customer: tom.id})).data.map((c) => c.payment_intent), [second.id]);
  assert.deepEqual((await own.charges.list({payment_intent: first.id})).data.map((c) => c.id), [first.latest_charge]);
  assert.deepEqual((await own.paymentMethods.list({type: 'card'})).data, [], 'without a customer the list is empty');
});

test('objects are expanded in objects and in lists', async () => {
  const customer = await stripe.customers.create({email: 'e@example.com'});
  const paid = await shop.pay({customer: customer.id, expand: ['customer', 'latest_charge', 'payment_method']});
  assert.equal(paid.customer.email, 'e@example.com');
  assert.equal(paid.latest_charge.payment_intent, paid.id);
  assert.equal(paid.payment_method.card.last4, '4242');

  const deep = await stripe.charges.retrieve(paid.latest_charge.id, {expand: ['payment_intent.customer', 'balance_transaction.source']});
  assert.equal(deep.payment_intent.customer.id, customer.id);
  assert.equal(deep.balance_transaction.source.id, deep.id);
  const list = await stripe.paymentIntents.list({customer: customer.id, expand: ['data.latest_charge.balance_transaction']});
  assert.equal(list.data[0].latest_charge.balance_transaction.object, 'balance_transaction');

  await refusal(stripe.paymentIntents.retrieve(paid.id, {expand: ['color']}), {
    statusCode: 400, message: 'This property cannot be expanded (color).',
  });
  const hinted = await refusal(stripe.paymentIntents.list({expand: ['customer']}), {statusCode: 400});
  assert.match(hinted.message, /^This property cannot be expanded \(customer\)\..*You may want to try expanding 'data\.customer' instead\.$/);
});

test('a customer session opens components for a customer', async (t) => {
  if (!stripe.customerSessions) return t.skip('this library has no CustomerSessions');
  const customer = await stripe.customers.create();
  const session = await stripe.customerSessions.create({
    customer: customer.id,
    components: {payment_element: {enabled: true, features: {payment_method_redisplay: 'enabled', payment_method_save: 'enabled', payment_method_save_usage: 'off_session', payment_method_remove: 'enabled'}}},
  });
  assert.ok(!('id' in session));
  assert.equal(session.object, 'customer_session');
  assert.match(session.client_secret, /^cuss_secret_/);
  assert.equal(session.customer, customer.id);
  assert.equal(session.expires_at - session.created, 1800);
  const {enabled, features} = session.components.payment_element;
  assert.equal(enabled, true);
  assert.deepEqual(
    [features.payment_method_redisplay, features.payment_method_save_usage, features.payment_method_allow_redisplay_filters, features.payment_method_redisplay_limit],
    ['enabled', 'off_session', ['always'], 3],
  );
  assert.equal(session.components.buy_button.enabled, false);
});

test('a card token is used once', async () => {
  const token = await stripe.tokens.create({card: {number: '5555555555554444', exp_month: '11', exp_year: '2041', cvc: '123', name: 'Jenny'}});
  assert.match(token.id, /^tok_/);
  assert.deepEqual([token.type, token.used, token.card.last4, token.card.exp_year, token.card.name], ['card', false, '4444', 2041, 'Jenny']);
  assert.equal((await stripe.tokens.retrieve(token.id)).id, token.id);
  const method = await stripe.paymentMethods.create({type: 'card', card: {token: token.id}});
  assert.deepEqual([method.card.brand, method.card.last4], ['mastercard', '4444']);
  assert.equal((await stripe.tokens.retrieve(token.id)).used, true);
  await refusal(stripe.paymentMethods.create({type: 'card', card: {token: token.id}}), {
    statusCode: 400, code: 'token_already_used', message: `You cannot use a Stripe token more than once: ${token.id}.`,
  });
});

test('the account tells who it is', async () => {
  // Up to major 13 the call without an id was the way to ask.
  const account = await (stripe.accounts.retrieveCurrent ? stripe.accounts.retrieveCurrent() : stripe.accounts.retrieve());
  assert.match(account.id, /^acct_/);
  assert.equal(account.object, 'account');
});
