// Writes the schema files, and tells whether those on disk are still the right ones.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {SchemaWriter} from './schema.mjs';
import {openSdk, packageRoot, readJson} from './sdk.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

/** Fields that the library adds to the error hash and that are not on the wire. */
const NOT_ON_THE_WIRE = ['headers', 'statusCode', 'requestId', 'detail', 'exception'];

const LIST = {
  type: 'object',
  properties: {
    object: {enum: ['list']},
    data: {type: 'array', items: {type: 'object'}},
    has_more: {type: 'boolean'},
    url: {type: 'string'},
  },
  required: ['object', 'data', 'has_more', 'url'],
};

const SEARCH_RESULT = {
  ...LIST,
  properties: {...LIST.properties, object: {enum: ['search_result']}, next_page: {type: ['null', 'string']}, total_count: {type: 'integer'}},
  required: [...LIST.required, 'next_page'],
};

/** The folder of the schemas, generated again unless it was made by this code from this package. */
export function fresh(out) {
  const stamp = currentStamp();
  const indexFile = path.join(out, 'index.json');
  if (fs.existsSync(indexFile) && readJson(indexFile).stamp === stamp) return out;
  generate(out);
  return out;
}

export function generate(out) {
  const sdk = openSdk();
  const writer = new SchemaWriter(sdk.checker, new Set(sdk.objects.keys()));
  const documents = new Map([['list', LIST], ['search_result', SEARCH_RESULT]]);
  for (const [name, type] of sdk.objects) documents.set(name, writer.document(type, {skip: name === 'event' ? ['data'] : []}));
  documents.set('event', withEventData(documents.get('event')));
  const {definitions, ...error} = writer.document(sdk.rawError, {skip: NOT_ON_THE_WIRE});
  documents.set('error', {type: 'object', properties: {error: {...error, required: ['type', 'message']}}, required: ['error'], definitions});

  const index = {
    stamp: currentStamp(),
    stripe: sdk.version,
    api_version: sdk.apiVersion,
    objects: [...documents.keys()].sort(),
    events: Object.fromEntries(sdk.events.map((e) => [e.type, writer.objectNames(e.object)]).sort()),
  };
  writeAll(out, documents, index);
  return {documents, index};
}

/** What an event carries is checked by its type, see `Checker`. */
function withEventData(event) {
  const data = {
    type: 'object',
    properties: {object: {type: 'object'}, previous_attributes: {type: 'object'}},
    required: ['object'],
  };
  return {...event, properties: {...event.properties, data}, required: [...event.required, 'data']};
}

// Into a folder of its own first: two test runs may start at once, and neither may read half of the other's files.
function writeAll(out, documents, index) {
  fs.mkdirSync(path.dirname(out), {recursive: true});
  const fresh = fs.mkdtempSync(`${out}.new-`);
  for (const [name, schema] of documents) {
    const text = JSON.stringify({$schema: 'http://json-schema.org/draft-07/schema#', $id: `${name}.json`, ...schema}, null, 1);
    fs.writeFileSync(path.join(fresh, `${name}.json`), text + '\n');
  }
  fs.writeFileSync(path.join(fresh, 'index.json'), JSON.stringify(index, null, 1) + '\n');
  const old = `${fresh}.old`;
  try {
    if (fs.existsSync(out)) fs.renameSync(out, old);
    fs.renameSync(fresh, out);
  } catch (error) {
    // The other run was first, with the same files: what it wrote is as good.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code)) throw error;
  }
  for (const left of [fresh, old]) fs.rmSync(left, {recursive: true, force: true});
}

function currentStamp() {
  const hash = crypto.createHash('sha256');
  hash.update(readJson(path.join(packageRoot(), 'package.json')).version);
  for (const file of ['generate.mjs', 'schema.mjs', 'sdk.mjs']) hash.update(fs.readFileSync(path.join(here, file)));
  return hash.digest('hex').slice(0, 16);
}
