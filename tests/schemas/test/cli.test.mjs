// The command: its input, its exit status, its speed.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {balanceTransaction, event, refund} from './samples.mjs';

const command = path.join(path.dirname(fileURLToPath(import.meta.url)), '../check.mjs');

function check(lines, ...args) {
  const run = spawnSync(process.execPath, [command, ...args], {input: lines.join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 26});
  return {status: run.status, lines: run.stdout.trim().split('\n'), stderr: run.stderr};
}

const record = (body, more = {}) => JSON.stringify({schema: null, body, ...more});

test('says so when all is well', () => {
  const run = check([record(refund), record(refund, {schema: 'refund'})]);
  assert.deepEqual(run, {status: 0, lines: ['2 bodies checked: no violation'], stderr: ''});
});

test('prints each kind of violation once, where it was first met', () => {
  const bad = {...refund, amount: null};
  const run = check([record(refund), record(bad, {from: 'POST /v1/refunds'}), record(bad)]);
  assert.equal(run.status, 1);
  assert.deepEqual(run.lines, [
    '-:2 (POST /v1/refunds): refund $.amount: expected integer, got null (2 times)',
    '3 bodies checked: 1 kinds of violation',
  ]);
});

test('checks against the schema it is told', () => {
  const run = check([record(refund, {schema: 'charge'})]);
  assert.equal(run.status, 1);
  assert.match(run.lines.join('\n'), /charge \$\.object: "refund" is not one of \["charge"\]/);
});

test('refuses input that it cannot read', () => {
  assert.equal(check(['{']).status, 2);
  assert.equal(check(['7']).status, 2);
});

test('ten thousand bodies pass in one run', () => {
  const nested = {...event, data: {object: {...refund, balance_transaction: balanceTransaction}}};
  const run = check(Array(10_000).fill(record(nested)));
  assert.deepEqual(run.lines, ['10000 bodies checked: no violation']);
});
