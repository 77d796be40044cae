#!/usr/bin/env node
// Writes a JSON Schema for each object of the API from the TypeScript declarations of the `stripe` package.
//
//   node generate.mjs [--out DIR]
//
// Output (default `generated/`): `<object>.json`, `<object>.deleted.json`, `list.json`, `error.json`, and `index.json`
// with the versions, the names, and the objects that each event type carries. `check.mjs` calls this by itself.
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {generate} from './src/generate.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const at = process.argv.indexOf('--out');
const out = at < 0 ? path.join(here, 'generated') : path.resolve(process.argv[at + 1]);
const {index} = generate(out);
console.error(`${index.objects.length} schemas of API version ${index.api_version} in ${out}`);
