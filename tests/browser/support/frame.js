// Stands in for every frame document: one field, and the whole conversation with the library. What was typed is posted
// to the API by this document only.
const fields = new URLSearchParams(location.hash.slice(1));
const frameId = fields.get('frameId');
let port;
let init;
const send = (type, payload) => port.postMessage({ v: 1, type, payload });
const input = document.createElement('input');
input.name = 'field';
input.setAttribute('aria-label', 'Field');

const encode = (form, key, value) => {
  if (value === undefined || value === null) return;
  if (typeof value === 'object') for (const name of Object.keys(value)) encode(form, `${key}[${name}]`, value[name]);
  else form.append(key, String(value));
};

async function collect(what) {
  const paths = { payment_method: 'payment_methods', confirmation_token: 'confirmation_tokens', token: 'tokens', source: 'sources' };
  const path = what.call === 'confirm' ? `${what.intent}/${what.id}/confirm` : paths[what.call];
  const form = new URLSearchParams();
  for (const key of Object.keys(what.params)) encode(form, key, what.params[key]);
  form.append('typed', input.value);
  form.append('key', init.call.apiKey);
  try {
    const response = await fetch(`/v1/${path}`, { method: 'POST', body: form });
    const object = await response.json();
    return object.error ? { error: object.error } : { object };
  } catch {
    return { error: { type: 'api_connection_error', message: 'lost' } };
  }
}

function validate({ show, focus }) {
  const error = input.value ? undefined : { type: 'validation_error', code: 'incomplete_number', message: 'Your card number is incomplete.' };
  if (error && show) send('state', { empty: true, complete: false, invalid: true, focused: false, autofilled: false });
  if (error && focus) input.focus();
  return { error, selected: error ? undefined : 'card' };
}

const requests = {
  validate: (payload) => validate(payload),
  collect: (payload) => collect(payload),
  value: () => ({ complete: true, isNewAddress: true, value: { name: input.value } }),
};

const layers = {
  'three-ds-2-challenge': () => {
    const challenge = document.createElement('iframe');
    challenge.id = 'challengeFrame';
    challenge.name = 'stripe-challenge-frame';
    challenge.src = init.options.url;
    const cancel = document.createElement('button');
    cancel.textContent = 'Cancel';
    cancel.addEventListener('click', () => send('done', { outcome: 'canceled' }));
    document.body.append(cancel, challenge);
    addEventListener('message', (event) => {
      if (event.origin === location.origin && event.data?.challenge) send('done', { outcome: event.data.challenge });
    });
  },
  'linked-accounts-inner': () => {
    const done = document.createElement('button');
    done.textContent = 'Link account';
    done.addEventListener('click', () => send('done', { outcome: 'completed', result: { financial_connections_account: 'fca_1' } }));
    document.body.append(done);
  },
};

const messages = {
  init: (payload) => {
    init = payload;
    document.body.dataset.init = JSON.stringify(payload);
    if (layers[init.element]) return layers[init.element]();
    document.body.append(input);
    send('height', { px: 44 });
    send('ready', {});
  },
  update: (payload) => {
    Object.assign(init, payload);
    document.body.dataset.init = JSON.stringify(init);
  },
  focus: () => (layers[init?.element] ? document.querySelector('button')?.focus() : input.focus()),
  blur: () => input.blur(),
  clear: () => {
    input.value = '';
    tell();
  },
};

function tell() {
  const empty = input.value === '';
  const complete = input.value.length >= 4;
  send('state', { empty, complete, invalid: false, focused: document.activeElement === input, autofilled: false });
  send('change', { empty, complete });
}
input.addEventListener('input', tell);
input.addEventListener('focus', () => send('focus', null));
input.addEventListener('blur', () => send('blur', null));
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') send(layers[init?.element] ? 'done' : 'escape', { outcome: 'canceled' });
  if (event.key === 'Enter' && event.target === input) send('submit', null);
});

addEventListener('message', (event) => {
  if (event.source !== parent || event.data?.welcome !== frameId || !event.ports[0]) return;
  port = event.ports[0];
  port.onmessage = async ({ data }) => {
    if (data.id === undefined) return messages[data.type]?.(data.payload);
    port.postMessage({ v: 1, type: 'reply', id: data.id, payload: await requests[data.type](data.payload) });
  };
});
parent.postMessage({ florin: globalThis.florinProtocol ?? 1, hello: frameId }, fields.get('referrer'));
