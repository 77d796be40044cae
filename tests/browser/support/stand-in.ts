/**
 * Stands in for Florin where a test is about the library alone: serves the script, one document for all frames, and an
 * API in which each intent behaves by its id.
 */

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { out } from './bundle';

export interface Call {
  method: string;
  path: string;
  fields: Record<string, string>;
  /** Idempotency key. */
  key?: string;
}

interface Intent {
  id: string;
  object: string;
  status: string;
  [field: string]: unknown;
}

type Fields = Record<string, string>;

const amount = { amount: 1099, currency: 'usd', capture_method: 'automatic' };

export class StandIn {
  readonly calls: Call[] = [];
  /** Requests of any kind, by path. */
  readonly requests: string[] = [];
  /** How often money has moved. */
  charged = 0;
  /** The next call to a path ends without an answer, though it has been carried out. */
  lose: RegExp | undefined;
  protocol = 1;
  #intents = new Map<string, Intent>();
  #answered = new Map<string, object>();
  #server: Server;
  origin = '';

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  confirms(): Call[] {
    return this.calls.filter((call) => call.path.endsWith('/confirm'));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    this.requests.push(url.pathname);
    if (url.pathname.startsWith('/v1/')) return this.#api(request, response, url);
    const script = /^\/([a-z0-9]+)\/stripe\.js$/.exec(url.pathname);
    if (script) return this.#script(response, script[1] ?? 'v3');
    if (url.pathname.endsWith('.html')) return send(response, 'text/html', `<!doctype html><body><script>globalThis.florinProtocol=${this.protocol}</script><script src="/frame.js"></script>`);
    if (url.pathname === '/frame.js') return send(response, 'text/javascript', readFileSync(join(import.meta.dirname, 'frame.js'), 'utf8'));
    if (url.pathname.startsWith('/3d_secure_2_test/')) return this.#bank(request, response, url);
    if (url.pathname === '/bank') return send(response, 'text/html', '<h1>Bank</h1>');
    response.writeHead(404).end();
  }

  #script(response: ServerResponse, train: string): void {
    const told = JSON.stringify(JSON.stringify({ train, origin: this.origin })).slice(1, -1);
    send(response, 'text/javascript', readFileSync(join(out, 'stripe.js'), 'utf8').replace('__FLORIN_SERVED__', told));
  }

  #bank(request: IncomingMessage, response: ServerResponse, url: URL): void {
    if (request.method === 'GET') {
      const button = (id: string, name: string, outcome: string): string => `<button id="${id}" formaction="?outcome=${outcome}">${name}</button>`;
      return send(response, 'text/html', `<form method="post">${button('test-source-authorize-3ds', 'Complete', 'completed')}${button('test-source-fail-3ds', 'Fail', 'failed')}</form>`);
    }
    const outcome = url.searchParams.get('outcome') ?? '';
    this.#decide(url.pathname.split('/').pop() ?? '', outcome === 'completed');
    send(response, 'text/html', `<script>parent.postMessage({florin: 1, challenge: ${JSON.stringify(outcome)}}, location.origin)</script>`);
  }

  #decide(attempt: string, passed: boolean): void {
    for (const intent of this.#intents.values()) {
      if (intent['attempt'] !== attempt || intent.status !== 'requires_action') continue;
      const code = `${intent.object}_authentication_failure`;
      const error = { type: 'invalid_request_error', code, message: 'The provided PaymentMethod has failed authentication.' };
      Object.assign(intent, { next_action: null, status: passed ? 'succeeded' : 'requires_payment_method' });
      if (!passed) intent[intent.object === 'payment_intent' ? 'last_payment_error' : 'last_setup_error'] = error;
    }
  }

  async #api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const fields = Object.fromEntries([...url.searchParams, ...new URLSearchParams(body)]);
    if (request.method === 'OPTIONS') return void response.writeHead(204, { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'Idempotency-Key' }).end();
    const key = request.headers['idempotency-key'] as string | undefined;
    this.calls.push({ method: request.method ?? '', path: url.pathname, fields, key });
    const answer = (key && this.#answered.get(key)) || this.#answer(url.pathname, request.method ?? '', fields);
    if (key) this.#answered.set(key, answer);
    if (this.lose?.test(url.pathname)) {
      this.lose = undefined;
      request.socket.destroy();
      return;
    }
    response.setHeader('access-control-allow-origin', '*');
    send(response, 'application/json', JSON.stringify(answer), 'error' in answer ? 402 : 200);
  }

  #answer(path: string, method: string, fields: Fields): object {
    const [, , resource = '', id = '', action = ''] = path.split('/');
    if (fields['key'] === 'pk_test_unknown') return { error: { type: 'invalid_request_error', message: 'Invalid API Key provided: pk_test_unknown' } };
    if (path === '/v1/elements/sessions') return session(fields, this.#intents);
    if (resource === '3ds2') return this.#secure(id, fields);
    if (resource.endsWith('_intents') && method === 'GET') return this.#intent(id);
    if (action === 'confirm') return this.#confirm(this.#intent(id), fields);
    if (resource === 'confirmation_tokens') return { id: 'ctoken_1', object: 'confirmation_token' };
    if (resource === 'payment_methods') return { id: 'pm_1', object: 'payment_method', type: fields['type'] };
    if (resource === 'tokens') return { id: 'tok_1', object: 'token' };
    return { error: { type: 'invalid_request_error', message: `Unrecognized request URL ${path}` } };
  }

  #secure(step: string, fields: Fields): object {
    const source = fields['source'] ?? '';
    if (step === 'authenticate') return { id: 'threeds2_1', object: 'three_d_secure_2', state: 'challenge_required', challenge_url: `${this.origin}/3d_secure_2_test/acct_1/${source}` };
    this.#decide(source, false);
    return { id: 'threeds2_1', object: 'three_d_secure_2', state: 'succeeded' };
  }

  #intent(id: string): Intent {
    const kind = id.startsWith('seti_') ? 'setup_intent' : 'payment_intent';
    const known = this.#intents.get(id) ?? { id, object: kind, client_secret: `${id}_secret_1`, status: 'requires_payment_method', next_action: null, last_payment_error: null, ...(kind === 'payment_intent' && amount) };
    this.#intents.set(id, known);
    return known;
  }

  #confirm(intent: Intent, fields: Fields): object {
    const error = { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds', message: 'Your card has insufficient funds.' };
    if (intent.status !== 'requires_payment_method') return { error: { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message: 'twice', payment_intent: intent } };
    if (intent.id.includes('decline')) return { error: { ...error, payment_intent: intent } };
    if (intent.id.includes('3ds')) {
      const attempt = `payatt_${intent.id.replace(/\W|_/g, '')}`;
      const url = `${this.origin}/3d_secure_2_test/acct_1/${attempt}`;
      const sdk = intent.id.includes('page') ? { type: 'three_d_secure_redirect', source: 'src_1', stripe_js: url } : { type: 'stripe_3ds2_fingerprint', three_d_secure_2_source: attempt, stripe_js: url };
      return Object.assign(intent, { status: 'requires_action', attempt, next_action: { type: 'use_stripe_sdk', use_stripe_sdk: sdk } });
    }
    if (intent.id.includes('bank')) return Object.assign(intent, { status: 'requires_action', next_action: { type: 'redirect_to_url', redirect_to_url: { url: `${this.origin}/bank`, return_url: fields['return_url'] } } });
    this.charged += 1;
    return Object.assign(intent, { status: intent.id.includes('later') ? 'processing' : 'succeeded' });
  }
}

function session(fields: Fields, intents: Map<string, Intent>): object {
  if (fields['customer_session_client_secret'] === 'cuss_secret_old') {
    return { error: { type: 'invalid_request_error', param: 'customer_session_client_secret', message: 'This customer session has expired.' } };
  }
  const type = fields['type'] ?? '';
  return {
    object: 'elements_session',
    session_id: 'elements_session_1',
    livemode: false,
    account: 'acct_1',
    business_name: 'Shop',
    merchant_country: 'US',
    payment_method_preference: {
      object: 'payment_method_preference', type, country_code: 'US', ordered_payment_method_types: ['card'],
      [type]: intents.get((fields['client_secret'] ?? '').split('_secret_')[0] ?? ''),
    },
    payment_method_specs: [],
    customer: null,
    settings: { dom_profile: 'auto', link_checkbox: 'off', test_wallet: false, checkout_base_url: '' },
  };
}

function send(response: ServerResponse, type: string, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(body);
}
