// An unmodified client of the original's host, which a hosts file points at the server: here a look-up of its own does.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import {test} from 'node:test';
import Stripe from 'stripe';
import {startServer} from '../lib/server.mjs';

test('the original host name, by a certificate authority of our own', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'florin-certs-'));
  const server = await startServer({FLORIN_TLS: 'true', FLORIN_TLS_LISTEN: '127.0.0.1:0', FLORIN_TLS_DIR: folder});
  try {
    const [, port] = server.output().match(/With TLS it listens on 127\.0\.0\.1:(\d+)/);
    const lookup = (host, options, found) => {
      assert.equal(host, 'api.stripe.com');
      options.all ? found(null, [{address: '127.0.0.1', family: 4}]) : found(null, '127.0.0.1', 4);
    };
    const ca = fs.readFileSync(path.join(folder, 'ca.pem'));
    const stripe = new Stripe(server.secretKey, {port, httpAgent: new https.Agent({ca, lookup})});
    const customer = await stripe.customers.create({name: 'Jenny Rosen'});
    assert.equal((await stripe.customers.retrieve(customer.id)).name, 'Jenny Rosen');

    const untrusting = new Stripe(server.secretKey, {port, maxNetworkRetries: 0, httpAgent: new https.Agent({lookup})});
    await assert.rejects(untrusting.customers.list(), {type: 'StripeConnectionError'});
  } finally {
    await server.stop();
    fs.rmSync(folder, {recursive: true, force: true});
  }
});
