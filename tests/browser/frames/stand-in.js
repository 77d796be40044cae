/** Plays the library: makes frames, welcomes them, keeps what they say, sizes them. */

window.standIn = (() => {
  const frames = new Map();
  const group = { mode: 'bare', deferred: false, siblings: [] };

  function mount({ origin, file, element, name, fragment, init, box }) {
    const frameId = Math.random().toString(36).slice(2);
    const address = new URLSearchParams({
      componentName: element, keyMode: 'test', apiKey: 'pk_test_1', referrer: location.origin,
      controllerId: 'group-1', frameId, ...fragment,
    });
    const iframe = document.createElement('iframe');
    Object.assign(iframe, { name, title: `Secure ${element} input frame`, src: `${origin}/v3/${file}#${address}` });
    iframe.style.cssText = 'border:0;width:100%;height:1px;display:block;color-scheme:light only';
    // Layers cover the page; elements are as high as they say.
    const isLayer = !file.startsWith('elements-inner-');
    if (isLayer) Object.assign(iframe.style, { position: 'fixed', inset: '0', height: '100%' });
    const container = document.createElement('div');
    container.style.cssText = box;
    container.id = name;
    container.append(iframe);
    document.getElementById('form').append(container);
    if (!group.siblings.some((sibling) => sibling.frameName === name)) {
      group.siblings.push({ type: element, mode: init.options?.mode, frameName: name });
    }
    const state = { heard: [], waiting: new Map(), count: 0 };
    frames.set(name, state);
    return new Promise((resolve) => {
      window.addEventListener('message', (event) => {
        if (event.source !== iframe.contentWindow || event.data?.hello !== frameId || event.origin !== origin) return;
        const channel = new MessageChannel();
        state.port = channel.port1;
        channel.port1.onmessage = ({ data }) => {
          if (data.type === 'reply' || data.type === 'refusal') return state.waiting.get(data.id)?.(data);
          state.heard.push({ type: data.type, payload: data.payload });
          if (data.id !== undefined) answerEvent(channel.port1, data);
          if (data.type === 'height' && !isLayer) {
            const { px, edge } = data.payload;
            iframe.style.height = `${px}px`;
            iframe.style.margin = `${-edge}px`;
            iframe.style.width = `calc(100% + ${2 * edge}px)`;
          }
          if (data.type === 'ready') resolve();
        };
        iframe.contentWindow.postMessage({ florin: 1, welcome: frameId }, origin, [channel.port2]);
        send(name, 'init', {
          element, train: 'basil', locale: 'en', appearance: {}, fonts: [], options: {},
          call: { apiKey: 'pk_test_1', apiVersion: '2025-03-31.basil' }, group, ...init,
        });
        for (const other of frames.keys()) if (other !== name) send(other, 'update', { group });
      });
    });
  }

  /** The page's answers to events that wait for one, by event; without one the frame waits. */
  const answers = {};

  function answerEvent(port, { id, payload }) {
    const answer = answers[payload.name];
    if (!answer) return;
    const type = answer.refusal ? 'refusal' : 'reply';
    port.postMessage({ v: 1, id, type, payload: answer.refusal ?? answer.reply });
  }

  const answer = (name, given) => void (answers[name] = given);

  function send(name, type, payload) {
    frames.get(name).port.postMessage({ v: 1, type, payload });
  }

  function request(name, type, payload) {
    const state = frames.get(name);
    const id = (state.count += 1);
    return new Promise((resolve, reject) => {
      state.waiting.set(id, (data) => (data.type === 'reply' ? resolve(data.payload) : reject(new Error(JSON.stringify(data.payload)))));
      state.port.postMessage({ v: 1, id, type, payload });
    });
  }

  const heard = (name, type) => frames.get(name).heard.filter((each) => each.type === type).map((each) => each.payload);
  return { mount, send, request, heard, answer };
})();
