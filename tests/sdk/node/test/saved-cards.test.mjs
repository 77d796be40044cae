// Saving a card and paying with it later, with the customer there and without.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {answerChallenge} from '../lib/challenge.mjs';
import {startServer} from '../lib/server.mjs';
import {NO_REDIRECTS, RETURN_URL, openShop, refusal} from '../lib/shop.mjs';

let server, shop, stripe;
before(async () => {
  server = await startServer();
  shop = openShop(server);
  ({stripe} = shop);
});
after(() => server?.stop());

const methodsOf = async (customer) => (await stripe.customers.listPaymentMethods(customer.id)).data.map((m) => m.id);

test('a SetupIntent saves a card, which then pays without the customer', async () => {
  const customer = await stripe.customers.create({email: 'jenny@example.com'});
  const setup = await stripe.setupIntents.create({customer: customer.id, payment_method: 'pm_card_visa', confirm: true, return_url: RETURN_URL});
  assert.equal(setup.status, 'succeeded');
  assert.equal(setup.usage, 'off_session');
  assert.match(setup.latest_attempt, /^setatt_/);
  assert.equal(setup.mandate, null);
  assert.deepEqual(await methodsOf(customer), [setup.payment_method]);

  const intent = await shop.pay({customer: customer.id, payment_method: setup.payment_method, off_session: true});
  assert.equal(intent.status, 'succeeded');
  assert.equal(intent.customer, customer.id);
  assert.equal(intent.payment_method, setup.payment_method);
});

test('a SetupIntent in steps', async () => {
  const setup = await stripe.setupIntents.create({});
  assert.equal(setup.status, 'requires_payment_method');
  assert.ok(setup.client_secret.startsWith(`${setup.id}_secret_`));
  await refusal(stripe.setupIntents.confirm(setup.id, {return_url: RETURN_URL}), {
    statusCode: 400, code: 'setup_intent_unexpected_state',
    message: "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
  });
  const confirmed = await stripe.setupIntents.confirm(setup.id, {payment_method: 'pm_card_visa', return_url: RETURN_URL});
  assert.equal(confirmed.status, 'succeeded');
  await refusal(stripe.setupIntents.cancel(setup.id), {
    code: 'setup_intent_unexpected_state',
    message: 'You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of the following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.',
  });
  const other = await stripe.setupIntents.create({payment_method: 'pm_card_visa'});
  assert.equal(other.status, 'requires_confirmation');
  const canceled = await stripe.setupIntents.cancel(other.id, {cancellation_reason: 'abandoned'});
  assert.deepEqual([canceled.status, canceled.cancellation_reason], ['canceled', 'abandoned']);
});

test('a card is attached, updated and detached', async () => {
  const [customer, stranger] = [await stripe.customers.create(), await stripe.customers.create()];
  const card = await stripe.paymentMethods.attach('pm_card_visa', {customer: customer.id});
  assert.equal(card.customer, customer.id);
  assert.equal(card.allow_redisplay, 'unspecified');
  assert.equal(card.card.checks.cvc_check, 'pass');
  assert.equal((await stripe.paymentMethods.attach(card.id, {customer: customer.id})).id, card.id);
  await refusal(stripe.paymentMethods.attach(card.id, {customer: stranger.id}), {
    statusCode: 400, message: 'The payment method you provided has already been attached to a customer.',
  });

  const updated = await stripe.paymentMethods.update(card.id, {allow_redisplay: 'always', billing_details: {name: 'Jenny', address: {city: 'Berlin'}}});
  assert.equal(updated.allow_redisplay, 'always');
  assert.deepEqual([updated.billing_details.name, updated.billing_details.address.city], ['Jenny', 'Berlin']);
  assert.equal((await stripe.customers.listPaymentMethods(customer.id, {allow_redisplay: 'limited'})).data.length, 0);

  assert.equal((await stripe.paymentMethods.detach(card.id)).customer, null);
  assert.deepEqual(await methodsOf(customer), []);
  await refusal(stripe.paymentMethods.detach(card.id), {
    statusCode: 400, message: 'The payment method you provided is not attached to a customer so detachment is impossible.',
  });
  await refusal(stripe.paymentMethods.attach(card.id, {customer: customer.id}), {
    statusCode: 400, message: 'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.',
  });
});

test('the same number has the same fingerprint', async () => {
  const card = {number: '4242424242424242', exp_month: 1, exp_year: 2039};
  const [raw, magic, other] = await Promise.all([
    stripe.paymentMethods.create({type: 'card', card}),
    stripe.paymentMethods.create({type: 'card', card: {token: 'tok_visa'}}),
    stripe.paymentMethods.create({type: 'card', card: {token: 'tok_mastercard'}}),
  ]);
  assert.equal(raw.card.fingerprint, magic.card.fingerprint);
  assert.notEqual(raw.card.fingerprint, other.card.fingerprint);
  assert.deepEqual([raw.card.checks.cvc_check, raw.customer, raw.card.exp_year], [null, null, 2039]);
});

test('a payment saves its card with setup_future_usage', async () => {
  const customer = await stripe.customers.create();
  const first = await shop.pay({customer: customer.id, setup_future_usage: 'off_session'});
  assert.equal(first.setup_future_usage, 'off_session');
  assert.deepEqual(await methodsOf(customer), [first.payment_method]);
  const later = await shop.pay({customer: customer.id, payment_method: first.payment_method, off_session: true});
  assert.equal(later.status, 'succeeded');
});

test("a payment without setup_future_usage uses its card up", async () => {
  const paid = await shop.pay();
  await refusal(shop.pay({payment_method: paid.payment_method}), {
    statusCode: 400,
    message: 'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
  });
});

test("a customer's card pays only for that customer", async () => {
  const [customer, stranger] = [await stripe.customers.create(), await stripe.customers.create()];
  const card = await stripe.paymentMethods.attach('pm_card_visa', {customer: customer.id});
  await refusal(shop.pay({payment_method: card.id}), {
    statusCode: 400, code: 'parameter_missing', param: 'source',
    message: `The \`payment_method\` parameter supplied ${card.id} belongs to the Customer ${customer.id}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
  });
  await refusal(shop.pay({payment_method: card.id, customer: stranger.id}), {
    statusCode: 400, param: 'payment_method',
    message: `The PaymentMethod ${card.id} does not belong to the Customer you supplied ${stranger.id}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
  });
});

test("a confirm falls back to the customer's default card", async () => {
  const customer = await stripe.customers.create({payment_method: 'pm_card_visa', invoice_settings: {default_payment_method: 'pm_card_visa'}});
  const [card] = await methodsOf(customer);
  assert.equal(customer.invoice_settings.default_payment_method, card);
  const intent = await shop.pay({customer: customer.id, payment_method: undefined});
  assert.equal(intent.payment_method, card);
});

const declinesOffSession = {
  type: 'StripeCardError', statusCode: 402, code: 'authentication_required', decline_code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

test('a card that needs authentication pays off-session only once it was set up', async () => {
  const customer = await stripe.customers.create();
  const card = await stripe.paymentMethods.attach('pm_card_authenticationRequiredOnSetup', {customer: customer.id});
  const offSession = {customer: customer.id, payment_method: card.id, off_session: true};
  const error = await refusal(shop.pay(offSession), declinesOffSession);
  assert.equal(error.payment_intent.status, 'requires_payment_method');
  assert.equal(error.payment_intent.last_payment_error.code, 'authentication_required');

  const setup = await stripe.setupIntents.create({customer: customer.id, payment_method: card.id, confirm: true, return_url: RETURN_URL});
  assert.equal(setup.status, 'requires_action');
  await answerChallenge(setup.next_action.redirect_to_url.url, 'complete');
  assert.equal((await stripe.setupIntents.retrieve(setup.id)).status, 'succeeded');
  assert.equal((await shop.pay(offSession)).status, 'succeeded');
});

test('a card that always needs authentication never pays off-session; one already set up does', async () => {
  const customer = await stripe.customers.create();
  const offSession = async (magic) => {
    const card = await stripe.paymentMethods.attach(magic, {customer: customer.id});
    return shop.pay({customer: customer.id, payment_method: card.id, off_session: true});
  };
  await refusal(offSession('pm_card_authenticationRequired'), declinesOffSession);
  assert.equal((await offSession('pm_card_authenticationRequiredSetupForOffSession')).status, 'succeeded');
});

test('saving for someone who is there takes a usage', async () => {
  const customer = await stripe.customers.create();
  const intent = await stripe.paymentIntents.create({
    amount: 2000, currency: 'usd', customer: customer.id, payment_method: 'pm_card_visa', setup_future_usage: 'on_session', confirm: true, ...NO_REDIRECTS,
  });
  assert.equal(intent.setup_future_usage, 'on_session');
  assert.deepEqual(await methodsOf(customer), [intent.payment_method]);
});
