// Compares our schemas with a second, independent set, where one is at hand: a folder with `schemas/*.json`,
// `check-response` and `fixtures3.json`, named by FLORIN_REFERENCE or found beside the repository.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {Checker} from '../src/checker.mjs';
import {fresh} from '../src/generate.mjs';
import {readJson} from '../src/sdk.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const generated = path.join(here, '../generated');

function findReference() {
  if (process.env.FLORIN_REFERENCE) return process.env.FLORIN_REFERENCE;
  const beside = path.join(here, '../../../../shared');
  if (!fs.existsSync(beside)) return null;
  const found = fs.readdirSync(beside).find((d) => fs.existsSync(path.join(beside, d, 'check-response')));
  return found ? path.join(beside, found) : null;
}

const reference = findReference();
const skip = reference ? false : 'no reference schemas at hand (FLORIN_REFERENCE)';

const documents = () => fs.readdirSync(path.join(reference, 'schemas'))
  .map((f) => f.replace(/\.json$/, ''))
  .filter((name) => !['shared', 'stubs', 'event'].includes(name));

test('every reference schema has ours with the same fields', {skip}, () => {
  const {objects} = readJson(path.join(fresh(generated), 'index.json'));
  const different = documents().filter((name) => {
    if (!objects.includes(name)) return true;
    const ours = readJson(path.join(generated, `${name}.json`));
    const theirs = readJson(path.join(reference, 'schemas', `${name}.json`));
    return String(fieldsOf(ours)) !== String(fieldsOf(theirs));
  });
  assert.deepEqual(different, []);
});

function fieldsOf({properties, required = []}) {
  return Object.keys(properties).map((f) => (required.includes(f) ? f : `${f}?`)).sort();
}

test('both checkers find the same faults in the fixtures', {skip}, () => {
  fresh(generated);
  const fixtures = path.join(reference, 'fixtures3.json');
  const run = spawnSync(path.join(reference, 'check-response'), [fixtures], {encoding: 'utf8'});
  const theirs = run.stdout.trim().split('\n').map((line) => /^(\S+): (\S+):/.exec(line).slice(1).join(' ')).sort();
  const checker = new Checker(generated);
  const scope = new Set(documents());
  const ours = Object.entries(readJson(fixtures).resources)
    .filter(([, body]) => scope.has(body.object))
    .flatMap(([name, body]) => checker.check(null, body).map((v) => `${name} ${v.path}`)).sort();
  assert.deepEqual(theirs.filter((fault) => !ours.includes(fault)), [], 'found by the reference only');
  assert.deepEqual(ours.filter((fault) => !theirs.includes(fault)), [], 'found by ours only');
});
