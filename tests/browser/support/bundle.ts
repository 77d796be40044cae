/** Bundles that only tests need. They lie in `.cache`, where git does not look. */

import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';

const here = join(import.meta.dirname, '..');
const repository = join(here, '../..');
export const out = join(repository, '.cache/browser-bundles');

const documents = [
  'payment', 'address', 'authentication', 'card', 'iban', 'express-checkout', 'three-ds-2-challenge', 'linked-accounts-inner',
];
const isLayer = (word: string): boolean => /^three|^linked/.test(word);

const bundle = (entry: string, name: string, more: InlineConfig = {}): Promise<unknown> =>
  build({
    configFile: false,
    logLevel: 'error',
    root: here,
    ...more,
    build: {
      outDir: out,
      emptyOutDir: false,
      minify: false,
      target: 'es2022',
      rollupOptions: { input: entry, output: { format: 'iife', entryFileNames: name, name: 'bundle' } },
    },
  });

export async function buildLibrary(): Promise<void> {
  const frames = Object.fromEntries(documents.map((word) => [word, `${isLayer(word) ? '' : 'elements-inner-'}${word}-0000000000000000.html`]));
  await bundle(join(repository, 'web/elements/library/index.ts'), 'stripe.js', { define: { __FLORIN_FRAMES__: JSON.stringify(frames) } });
}

export const reactMajors = [3, 4, 5, 6, 7] as const;

export async function buildApps(): Promise<void> {
  for (const major of reactMajors) {
    await bundle(join(here, 'react/app.tsx'), `react-${major}.js`, {
      define: { 'process.env.NODE_ENV': '"development"', __MAJOR__: String(major) },
      oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
      resolve: { alias: { binding: `react-binding-${major}` } },
    });
  }
}
