// Keys, idempotency, errors, headers and versions, as the library shows them.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startServer} from '../lib/server.mjs';
import {RETURN_URL, client, openFreshShop, openShop, refusal, speaks} from '../lib/shop.mjs';

let server, shop, stripe;
before(async () => {
  server = await startServer();
  shop = openShop(server);
  ({stripe} = shop);
});
after(() => server?.stop());

test('an unknown key is refused, masked', async () => {
  const error = await refusal(client(server.url, 'sk_test_nobodyhasthiskey1234').customers.list(), {
    type: 'StripeAuthenticationError', statusCode: 401, message: 'Invalid API Key provided: sk_test_***1234',
  });
  assert.deepEqual(Object.keys(error.raw).filter((k) => !['headers', 'statusCode', 'requestId'].includes(k)).sort(), ['message', 'type']);
  assert.equal(error.headers['www-authenticate'], 'Bearer realm="Stripe"');
  assert.equal(error.headers['request-id'], undefined);
  const bare = await fetch(`${server.url}/v1/customers`);
  assert.equal(bare.status, 401);
  assert.match((await bare.json()).error.message, /^You did not provide an API key\./);
});

test('a publishable key reaches little', async () => {
  const refused = await refusal(shop.browser.customers.list(), {code: 'secret_key_required'});
  assert.ok([401, 403].includes(refused.statusCode));
  assert.match(refused.message, /^This API call cannot be made with a publishable API key\. Please use a secret API key\./);
  await refusal(shop.browser.refunds.create({charge: 'ch_1'}), {code: 'secret_key_required'});
  const token = await shop.browser.tokens.create({card: {number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '123'}});
  assert.match(token.id, /^tok_/);
});

test('a publishable key sees the public part of an intent, with its secret', async () => {
  const customer = await stripe.customers.create();
  const intent = await stripe.paymentIntents.create({amount: 2000, currency: 'usd', customer: customer.id, metadata: {inner: 'secret'}});
  const seen = await shop.browser.paymentIntents.retrieve(intent.id, {client_secret: intent.client_secret});
  assert.deepEqual([seen.id, seen.amount, seen.status], [intent.id, 2000, 'requires_payment_method']);
  for (const hidden of ['customer', 'metadata', 'latest_charge', 'amount_received', 'amount_capturable', 'application', 'on_behalf_of', 'review', 'transfer_data', 'transfer_group', 'statement_descriptor']) {
    assert.ok(!(hidden in seen), hidden);
  }
  await refusal(shop.browser.paymentIntents.retrieve(intent.id));
  await refusal(shop.browser.paymentIntents.retrieve(intent.id, {client_secret: `${intent.id}_secret_wrong`}));

  const card = await shop.browser.paymentMethods.create({type: 'card', card: {token: 'tok_visa'}});
  const paid = await shop.browser.paymentIntents.confirm(intent.id, {
    client_secret: intent.client_secret, payment_method: card.id, return_url: RETURN_URL,
  });
  assert.equal(paid.status, 'succeeded');
  assert.ok(!('latest_charge' in paid));
});

test('the same key and parameters get the same answer', async () => {
  const params = {amount: 1234, payment_method: 'pm_card_visa'};
  const options = {idempotencyKey: `order-${process.pid}`};
  const first = await shop.pay(params, options);
  const again = await shop.pay(params, options);
  assert.deepEqual(again, first);
  const [one, two] = [first.lastResponse, again.lastResponse];
  assert.equal(one.headers['idempotent-replayed'], undefined);
  assert.equal(two.headers['idempotent-replayed'], 'true');
  assert.equal(two.headers['original-request'], one.requestId);
  assert.equal(one.headers['original-request'], one.requestId);
  assert.equal(two.headers['idempotency-key'], options.idempotencyKey);
  assert.notEqual(two.requestId, one.requestId);

  const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${options.idempotencyKey}' if you meant to execute a different request.`;
  await refusal(shop.pay({...params, amount: 4321}, options), {type: 'StripeIdempotencyError', statusCode: 400, message});
  await refusal(stripe.customers.create({}, options), {type: 'StripeIdempotencyError', message});
});

test('a decline is replayed, a refused request is not kept', async () => {
  const declined = {idempotencyKey: `declined-${process.pid}`};
  const [first, second] = [
    await refusal(shop.pay({payment_method: 'pm_card_visa_chargeDeclined'}, declined), {statusCode: 402}),
    await refusal(shop.pay({payment_method: 'pm_card_visa_chargeDeclined'}, declined), {statusCode: 402}),
  ];
  assert.equal(second.payment_intent.id, first.payment_intent.id);
  assert.equal(second.headers['idempotent-replayed'], 'true');

  const refused = {idempotencyKey: `refused-${process.pid}`};
  await refusal(stripe.customers.create({color: 'red'}, refused), {code: 'parameter_unknown'});
  assert.match((await stripe.customers.create({name: 'Now right'}, refused)).id, /^cus_/);
});

test('parallel use of one key pays once', async () => {
  const options = {idempotencyKey: `parallel-${process.pid}`, maxNetworkRetries: 8};
  const intents = await Promise.all(Array.from({length: 8}, () => shop.pay({amount: 777}, options)));
  assert.equal(new Set(intents.map((intent) => intent.id)).size, 1);
  assert.equal(new Set(intents.map((intent) => intent.latest_charge)).size, 1);
});

for (const [fault, succeeds] of [
  [{kind: 'connection_reset'}, true],
  [{kind: 'connection_reset', when: 'before'}, true],
  [{kind: 'server_error'}, true],
  // An answer of 500 is an answer: it is replayed, and the shop must look what became of its payment.
  [{kind: 'server_error', when: 'after'}, false],
]) {
  test(`the library pays once through ${Object.values(fault).join(', ')}`, async () => {
    const own = await openFreshShop(server);
    await own.control('faults', {...fault, path: '/v1/payment_intents'});
    const payment = own.pay({}, {maxNetworkRetries: 2});
    if (succeeds) assert.equal((await payment).status, 'succeeded');
    else await refusal(payment, {type: 'StripeAPIError', statusCode: 500});
    assert.equal((await own.stripe.charges.list()).data.length, 1);
  });
}

const REFUSED = [
  ['an unknown parameter', () => stripe.customers.create({color: 'red'}), {statusCode: 400, code: 'parameter_unknown', param: 'color', message: 'Received unknown parameter: color'}],
  ['several unknown parameters', () => stripe.customers.create({color: 'red', size: 'xl'}), {code: 'parameter_unknown', message: 'Received unknown parameters: color, size'}],
  ['a nested unknown parameter', () => stripe.customers.create({address: {planet: 'earth'}}), {code: 'parameter_unknown', param: 'address[planet]'}],
  ['a missing parameter', () => stripe.paymentIntents.create({amount: 2000}), {statusCode: 400, code: 'parameter_missing', param: 'currency', message: 'Missing required param: currency.'}],
  ['an empty parameter', () => stripe.paymentIntents.create({amount: 2000, currency: ''}), {code: 'parameter_invalid_empty', param: 'currency', message: "You passed an empty string for 'currency'. We assume empty values are an attempt to unset a parameter; however 'currency' cannot be unset. You should remove 'currency' from your request or supply a non-empty value."}],
  ['a word for a number', () => stripe.paymentIntents.create({amount: 'ten', currency: 'usd'}), {code: 'parameter_invalid_integer', param: 'amount', message: 'Invalid integer: ten'}],
  ['an unknown choice', () => stripe.paymentIntents.create({amount: 2000, currency: 'usd', capture_method: 'later'}), {statusCode: 400, param: 'capture_method'}],
  ['a missing customer', () => stripe.customers.retrieve('cus_none'), {statusCode: 404, code: 'resource_missing', param: 'id', message: "No such customer: 'cus_none'"}],
  ['a missing payment', () => stripe.paymentIntents.retrieve('pi_none'), {statusCode: 404, code: 'resource_missing', param: 'intent', message: "No such payment_intent: 'pi_none'"}],
  ['a missing setup', () => stripe.setupIntents.retrieve('seti_none'), {statusCode: 404, code: 'resource_missing', param: 'intent', message: "No such setupintent: 'seti_none'"}],
  ['a missing payment method', () => stripe.paymentMethods.retrieve('pm_none'), {statusCode: 404, code: 'resource_missing', param: 'payment_method', message: "No such PaymentMethod: 'pm_none'"}],
  ['a missing object in the body', () => shop.pay({payment_method: 'pm_none'}), {statusCode: 400, code: 'resource_missing', param: 'payment_method', message: "No such PaymentMethod: 'pm_none'"}],
  ['an unknown version', () => stripe.customers.list({}, {apiVersion: '1999-01-01'}), {statusCode: 400, message: 'Invalid Stripe API version: 1999-01-01'}],
];

for (const [what, call, expected] of REFUSED) {
  test(`${what} is refused`, async () => {
    const error = await refusal(call(), {type: 'StripeInvalidRequestError', ...expected});
    assert.equal(error.raw.type, 'invalid_request_error');
    if (error.code) assert.equal(error.doc_url, `https://stripe.com/docs/error-codes/${error.code.replaceAll('_', '-')}`);
  });
}

test('an unknown URL is refused', async () => {
  const reply = await fetch(`${server.url}/v1/nothing`, {headers: {Authorization: `Bearer ${server.secretKey}`}});
  assert.equal(reply.status, 404);
  assert.match((await reply.json()).error.message, /^Unrecognized request URL \(GET: \/v1\/nothing\)\./);
});

test('replies carry their headers', async () => {
  const {lastResponse} = await stripe.customers.create();
  assert.match(lastResponse.requestId, /^req_\w{14}$/);
  assert.equal(lastResponse.headers['content-type'], 'application/json');
  assert.equal(lastResponse.headers['access-control-allow-origin'], '*');
  assert.equal(lastResponse.headers['cache-control'], 'no-cache, no-store');
});

test('a version that the library pins is the one that is spoken', async (t) => {
  const old = {apiVersion: '2022-11-15'};
  const intent = await stripe.paymentIntents.create({amount: 2000, currency: 'usd', payment_method_types: ['card']}, old);
  assert.equal(intent.lastResponse.headers['stripe-version'], '2022-11-15');
  assert.deepEqual(intent.payment_method_types, ['card']);
  assert.equal((await stripe.paymentIntents.create({amount: 2000, currency: 'usd'}, old)).capture_method, 'automatic');
  if (!(await speaks(stripe, '2026-09-30'))) return t.diagnostic('this library speaks an older version itself');
  await refusal(stripe.paymentIntents.create({amount: 2000, currency: 'usd', payment_method_types: ['card']}), {
    code: 'parameter_unknown', param: 'payment_method_types', message: 'Received unknown parameter: payment_method_types',
  });
  assert.equal((await stripe.paymentIntents.create({amount: 2000, currency: 'usd'})).capture_method, 'automatic_async');
});
