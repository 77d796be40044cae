/**
 * `npm run build`: from sources to `dist/`, which the server embeds.
 *
 * Frames first, each as its own bundle: two entries in one bundle would share chunks, and a chunk is one more request
 * before the customer can type. Then the library, which must know the frames' names with their hashes.
 */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { documents } from './entries.mjs';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(web, 'dist');
const development = process.argv.includes('--development');

const digest = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Every file stands beside its compressed forms, so that the server never compresses while someone waits. */
async function write(path, content) {
  const file = join(dist, path);
  const bytes = Buffer.from(content);
  await mkdir(dirname(file), { recursive: true });
  const br = await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  await writeFile(file, bytes);
  await writeFile(`${file}.br`, br);
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  return { path, bytes: bytes.length, br: br.length };
}

async function bundle({ entry, name, format, define = {}, build: more = {} }) {
  const output = await build({
    configFile: false,
    root: web,
    logLevel: 'warn',
    base: './',
    define: { 'process.env.NODE_ENV': '"production"', ...define },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target: 'es2022',
      minify: development ? false : 'oxc',
      modulePreload: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      cssCodeSplit: false,
      ...more,
      rollupOptions: {
        input: join(web, entry),
        output: {
          format,
          ...(format === 'iife' && { name: 'florin', exports: 'none' }),
          entryFileNames: `${name}-[hash].js`,
          chunkFileNames: `${name}.[name]-[hash].js`,
          assetFileNames: `${name}.[name]-[hash][extname]`,
        },
      },
    },
  });
  return (Array.isArray(output) ? output[0] : output).output;
}

/** A document holds one script of its own origin and nothing else: its policy forbids everything inline. */
const html = (script) =>
  `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
  `<meta name="robots" content="noindex"><title></title><script type="module" src="assets/${script}"></script></head>` +
  `<body></body></html>\n`;

const entryOf = (word) =>
  ['index.tsx', 'index.ts'].map((file) => `elements/frames/${word}/${file}`).find((path) => existsSync(join(web, path)));

async function frame({ word, name }) {
  const entry = entryOf(word);
  if (!entry) return undefined;
  const output = await bundle({ entry, name: word, format: 'es' });
  const script = output.find((item) => item.type === 'chunk' && item.isEntry);
  const files = [];
  for (const item of output) {
    files.push(await write(`v3/assets/${item.fileName}`, item.type === 'chunk' ? item.code : item.source));
  }
  const first = files.find((file) => file.path.endsWith(script.fileName));
  const document = html(script.fileName);
  const page = await write(`v3/${name}-${digest(document)}.html`, document);
  return { word, file: page.path.slice('v3/'.length), files: [page, ...files], br: first.br + page.br };
}

/** Terser takes longer than the others and saves a percent of what every page of every shop loads. */
const smallest = development ? {} : {
  minify: 'terser',
  terserOptions: { ecma: 2020, compress: { passes: 3, unsafe_arrows: true, pure_getters: true }, format: { comments: false } },
};

async function library(frames) {
  const define = { __FLORIN_FRAMES__: JSON.stringify(Object.fromEntries(frames.map((f) => [f.word, f.file]))) };
  const output = await bundle({ entry: 'elements/library/index.ts', name: 'stripe', format: 'iife', define, build: smallest });
  if (output.length !== 1) throw new Error('stripe.js must be one file');
  const code = output[0].code;
  const served = code.split('__FLORIN_SERVED__').length - 1;
  if (served !== 1) throw new Error(`stripe.js must contain __FLORIN_SERVED__ once, not ${served} times`);
  return write('stripe.js', code);
}

function checkSizes(measured, limits) {
  const over = Object.entries(limits).filter(([name, limit]) => (measured[name] ?? 0) > limit);
  for (const [name, size] of Object.entries(measured)) {
    const limit = limits[name] ? ` of ${limits[name]}` : '';
    console.log(`${name.padEnd(24)} ${String(size).padStart(7)}${limit} bytes (brotli)`);
  }
  if (over.length && !development) {
    throw new Error(`too large: ${over.map(([name]) => name).join(', ')} (limits in build/sizes.json)`);
  }
}

await rm(dist, { recursive: true, force: true });
const frames = [];
for (const document of documents) {
  const made = await frame(document);
  if (made) frames.push(made);
}
const script = await library(frames);
await writeFile(
  join(dist, 'manifest.json'),
  `${JSON.stringify(
    {
      library: script.path,
      frames: Object.fromEntries(frames.map((f) => [f.word, f.file])),
      files: [script, ...frames.flatMap((f) => f.files)].map((file) => file.path).sort(),
    },
    null,
    2,
  )}\n`,
);
checkSizes(
  { 'stripe.js': script.br, ...Object.fromEntries(frames.map((f) => [f.word, f.br])) },
  JSON.parse(await readFile(join(web, 'build/sizes.json'), 'utf8')),
);
