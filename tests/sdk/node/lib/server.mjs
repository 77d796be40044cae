// Starts the real binary on a free port with an empty store, and ends it with the tests.
import {spawn} from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {until} from './until.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../..');

/**
 * Starts `florin serve`: `{url, secretKey, publishableKey, webhookSecret, output(), stop()}`.
 *
 * `env` adds variables; unless it says otherwise, asynchronous steps take no time.
 */
export async function startServer(env = {}) {
  const binary = process.env.FLORIN_BIN ?? path.join(repository, 'target/debug/florin');
  if (!fs.existsSync(binary)) throw new Error(`no florin at ${binary}: build it first, or say where it is with FLORIN_BIN`);
  for (let attempt = 1; ; attempt += 1) {
    const server = launch(binary, await freePort(), env);
    try {
      await until('florin to be ready', () => server.isReady(), {seconds: 20});
      return server;
    } catch (error) {
      await server.stop();
      // Another program may have taken the port between our look and the server's.
      if (attempt < 3 && /in use/i.test(server.output())) continue;
      throw new Error(`${error.message}\n${server.output()}`);
    }
  }
}

function launch(binary, port, env) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'florin-sdk-node-'));
  const keys = {secretKey: `sk_test_${random(24)}`, publishableKey: `pk_test_${random(24)}`, webhookSecret: `whsec_${random(32)}`};
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('FLORIN_')));
  const child = spawn(binary, ['serve', '--ephemeral', '--listen', `127.0.0.1:${port}`], {
    cwd: folder, // no florin.toml of the caller
    env: {
      ...inherited,
      FLORIN_SECRET_KEY: keys.secretKey,
      FLORIN_PUBLISHABLE_KEY: keys.publishableKey,
      FLORIN_WEBHOOK_SECRET: keys.webhookSecret,
      FLORIN_ASYNC_DELAY: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    ...keys,
    output: () => output,
    async isReady() {
      if (child.exitCode !== null) throw new Error(`florin ended with ${child.exitCode}`);
      return fetch(`${url}/readyz`).then((r) => r.status === 200, () => false);
    },
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(kill, 10_000);
      await ended;
      clearTimeout(late);
      process.removeListener('exit', kill);
      fs.rmSync(folder, {recursive: true, force: true});
    },
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const {port} = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function random(length) {
  return crypto.randomBytes(length).toString('hex').slice(0, length);
}
