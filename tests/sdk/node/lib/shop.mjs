// A merchant: an account of its own, the official library pointed at the server, and what tests do with both.
import assert from 'node:assert/strict';

const {default: Stripe} = await import(process.env.STRIPE_PACKAGE ?? 'stripe');

export {Stripe};

/** Where the shopper comes back to; nobody listens there. */
export const RETURN_URL = 'https://shop.example/return?order=7#done';

/** Card payments that need no page to return to. */
export const NO_REDIRECTS = {automatic_payment_methods: {enabled: true, allow_redirects: 'never'}};

export function client(url, key, options = {}) {
  const {hostname, port} = new URL(url);
  return new Stripe(key, {host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false, ...options});
}

/** The server's first account. */
export function openShop({url, secretKey, publishableKey}) {
  const stripe = client(url, secretKey);
  return {
    url,
    secretKey,
    publishableKey,
    stripe,
    browser: client(url, publishableKey),
    /** A call of the sandbox's control interface, by default with this account's key. */
    control: (path, body = {}) => control(url, secretKey, path, body),
    /** Moves this account's clock on (`10m`, `3d`) and runs what falls due. */
    advance: (by) => control(url, secretKey, 'time', {advance: by}),
    /** A payment in one call; `params` add to it or replace its parts. */
    pay: (params = {}, options) =>
      stripe.paymentIntents.create({amount: 2000, currency: 'usd', payment_method: 'pm_card_visa', confirm: true, ...NO_REDIRECTS, ...params}, options),
  };
}

/** A further account, whose data meet no other test's. */
export async function openFreshShop(server, account = {country: 'US', default_currency: 'usd'}) {
  const made = await control(server.url, server.secretKey, 'accounts', account);
  return {...openShop({url: server.url, secretKey: made.secret_key, publishableKey: made.publishable_key}), account: made.id};
}

async function control(url, key, path, body) {
  const reply = await fetch(`${url}/_florin/${path}`, {
    method: 'POST',
    headers: {Authorization: `Bearer ${key}`, 'Content-Type': 'application/json'},
    body: JSON.stringify(body),
  });
  const text = await reply.text();
  assert.equal(reply.status, 200, `${path}: ${text}`);
  return JSON.parse(text);
}

/** The error that a call is refused with, checked against `expected` (fields of the library's error). */
export async function refusal(call, expected = {}) {
  const error = await call.then(
    (answer) => assert.fail(`not refused: ${JSON.stringify(answer).slice(0, 300)}`),
    (reason) => reason,
  );
  if (error instanceof assert.AssertionError || !(error instanceof Stripe.errors.StripeError)) throw error;
  const seen = Object.fromEntries(Object.keys(expected).map((field) => [field, error[field] ?? error.raw?.[field]]));
  assert.deepEqual(seen, expected, error.message);
  return error;
}

/** Whether the library speaks an API version of `date` or later; the server says which it used. */
export async function speaks(stripe, date) {
  const {lastResponse} = await stripe.balance.retrieve();
  return lastResponse.headers['stripe-version'] >= date;
}
