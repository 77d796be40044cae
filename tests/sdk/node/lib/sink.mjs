// A merchant's webhook endpoint: keeps what arrives and lets tests wait for it.
import http from 'node:http';

/** Starts the endpoint: `{url, received, waitFor(test), answerWith(status), stop()}`. */
export async function startSink() {
  const received = []; // {headers, body: Buffer, event}, in order of arrival
  const waiting = new Set();
  let status = 200;
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks);
      received.push({method: request.method, headers: request.headers, body, event: JSON.parse(body)});
      response.writeHead(status).end();
      for (const look of waiting) look();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    received,
    answerWith: (next) => (status = next),
    /** The first delivery that `test(event)` accepts, now or later. */
    waitFor: (what, test, seconds = 15) => new Promise((resolve, reject) => {
      const look = () => {
        const found = received.find((delivery) => test(delivery.event));
        if (found) done(resolve, found);
      };
      const late = setTimeout(() => {
        const types = received.map((d) => d.event.type).join(', ') || 'nothing';
        done(reject, new Error(`waited ${seconds} s for ${what}; came: ${types}`));
      }, seconds * 1000);
      const done = (end, value) => {
        clearTimeout(late);
        waiting.delete(look);
        end(value);
      };
      waiting.add(look);
      look();
    }),
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
