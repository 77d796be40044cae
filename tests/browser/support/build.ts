/** Before all tests: the library with the stand-in's documents as its frames, and the React sample apps. */

import { join } from 'node:path';
import { buildLibrary, buildApps } from './bundle';

export default async function build(): Promise<void> {
  await buildLibrary();
  await buildApps();
}

export const root = join(import.meta.dirname, '..');
