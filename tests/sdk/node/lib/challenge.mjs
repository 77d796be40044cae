// Does what a browser does with the 3-D Secure page: fetches it, presses one of its buttons, follows the way back.
import assert from 'node:assert/strict';
import {parse} from 'node-html-parser';

const BUTTONS = {complete: '#test-source-authorize-3ds', fail: '#test-source-fail-3ds'};

/** Presses `complete` or `fail` on the page and returns the URL that the shopper is sent to. */
export async function answerChallenge(pageUrl, answer) {
  let {reply, at} = await follow(pageUrl, {}, pageUrl);
  assert.equal(reply.status, 200, `the page at ${at}`);
  assert.match(reply.headers.get('content-type'), /^text\/html/);
  const {url, request} = press(parse(await reply.text()), BUTTONS[answer], at);
  ({reply, at} = await follow(url, request, pageUrl));
  assert.equal(reply, null, `the page did not lead back to the shop but to ${at}`);
  return new URL(at);
}

// Redirects within the page's origin are followed; the first one that leaves it is where the shopper ends.
async function follow(url, request, home) {
  for (let step = 0; step < 5; step += 1) {
    const reply = await fetch(url, {...request, redirect: 'manual'});
    if (![301, 302, 303, 307, 308].includes(reply.status)) return {reply, at: url};
    url = new URL(reply.headers.get('location'), url).href;
    if (new URL(url).origin !== new URL(home).origin) return {reply: null, at: url};
    if (reply.status <= 303) request = {};
  }
  throw new Error(`too many redirects, last to ${url}`);
}

function press(page, selector, at) {
  const button = page.querySelector(selector);
  assert.ok(button, `no ${selector} on the page`);
  const form = button.getAttribute('form') ? page.querySelector(`form#${button.getAttribute('form')}`) : button.closest('form');
  assert.ok(form, `${selector} stands in no form`);
  const fields = new URLSearchParams();
  for (const input of form.querySelectorAll('input[name]')) fields.append(input.getAttribute('name'), input.getAttribute('value') ?? '');
  if (button.getAttribute('name')) fields.append(button.getAttribute('name'), button.getAttribute('value') ?? '');
  const url = new URL(button.getAttribute('formaction') ?? form.getAttribute('action') ?? '', at);
  const method = (button.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'get').toUpperCase();
  if (method === 'POST') return {url: url.href, request: {method, body: fields}};
  url.search = fields;
  return {url: url.href, request: {}};
}

/** Checks the parameters that were added to the return URL, and that the shop's own stayed in front. */
export function assertReturned(url, kind, intent, status) {
  assert.equal(url.origin + url.pathname, 'https://shop.example/return');
  assert.deepEqual([...url.searchParams], [
    ['order', '7'],
    [kind, intent.id],
    [`${kind}_client_secret`, intent.client_secret],
    ['redirect_status', status],
  ]);
  assert.equal(url.hash, '#done');
}
