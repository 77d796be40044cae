#!/usr/bin/env node
// Checks recorded response bodies against the schemas of the API; see README.md for the format.
//
//   node check.mjs [--strict] [FILE ...]        newline-delimited records; standard input without a file
//   node check.mjs [--strict] --fixtures FILE   `{"resources": {name: object}}`
//
// Prints each kind of violation once, with how often and where it was first met.
// Exit status: 0 none, 1 violations, 2 the input could not be read.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {Checker} from './src/checker.mjs';
import {fresh} from './src/generate.mjs';
import {readJson} from './src/sdk.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

class Report {
  #kinds = new Map(); // where and why, with indexes and map keys left out -> {first, path, message, count}
  records = 0;
  unreadable = 0;

  add(label, document, {path: at, message}) {
    const key = `${document} ${at.replace(/\[[^\]]*\]/g, '[]')} ${message}`;
    const kind = this.#kinds.get(key);
    if (kind) kind.count += 1;
    else this.#kinds.set(key, {label, document, at, message, count: 1});
  }

  get kinds() {
    return [...this.#kinds.values()];
  }
}

async function checkRecords(checker, report, input, name) {
  let number = 0;
  for await (const line of readline.createInterface({input, crlfDelay: Infinity})) {
    number += 1;
    if (line.trim() === '') continue;
    checkRecord(checker, report, line, `${name}:${number}`);
  }
}

function checkRecord(checker, report, line, place) {
  let record;
  try {
    record = JSON.parse(line);
  } catch (error) {
    console.log(`${place}: not JSON: ${error.message}`);
    report.unreadable += 1;
    return;
  }
  if (record === null || typeof record !== 'object' || !('body' in record)) {
    console.log(`${place}: a record is {"schema": …, "body": …}`);
    report.unreadable += 1;
    return;
  }
  checkBody(checker, report, record, record.from ? `${place} (${record.from})` : place);
}

function checkBody(checker, report, {schema = null, body, partial = false}, label) {
  report.records += 1;
  const document = schema ?? body?.object ?? (body?.error ? 'error' : 'a body');
  for (const violation of checker.check(schema, body, {partial})) report.add(label, document, violation);
}

const {values: options, positionals: files} = parseArgs({
  allowPositionals: true,
  options: {strict: {type: 'boolean', default: false}, fixtures: {type: 'string'}},
});
const checker = new Checker(fresh(path.join(here, 'generated')), {strict: options.strict});
const report = new Report();
if (options.fixtures) {
  const {resources} = readJson(options.fixtures);
  for (const [name, body] of Object.entries(resources)) checkBody(checker, report, {body}, name);
} else if (files.length) {
  for (const file of files) await checkRecords(checker, report, fs.createReadStream(file), file);
} else {
  await checkRecords(checker, report, process.stdin, '-');
}
for (const {label, document, at, message, count} of report.kinds) {
  console.log(`${label}: ${document} ${at}: ${message}${count > 1 ? ` (${count} times)` : ''}`);
}
const kinds = report.kinds.length;
console.log(`${report.records} bodies checked${options.strict ? ' strictly' : ''}: ${kinds === 0 ? 'no violation' : `${kinds} kinds of violation`}`);
process.exitCode = report.unreadable ? 2 : kinds ? 1 : 0;
