/**
 * The published types of the loader, major by major, against the library that its train gets: everything that the types
 * promise is there, and a page written with them compiles.
 */

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { out } from '../support/bundle';
import { expect, test } from '../support/test';

const here = join(import.meta.dirname, '..');
const majors = [[5, 'v3'], [6, 'acacia'], [7, 'basil'], [8, 'clover'], [9, 'dahlia'], [10, 'endive']] as const;

interface Names {
  Stripe: string[];
  StripeElements: string[];
  StripePaymentElement: string[];
  StripeAddressElement: string[];
  StripeCardElement: string[];
  StripeIbanElement: string[];
  StripeExpressCheckoutElement: string[];
  StripeLinkAuthenticationElement: string[];
  PaymentRequest: string[];
}

const namesOf = (page: Page): Promise<Names> =>
  page.evaluate(() => {
    const stripe = globalThis.Stripe('pk_test_1');
    const elements = stripe.elements({ mode: 'payment', amount: 1, currency: 'usd' });
    const keys = (type: string, options?: object): string[] => Object.keys(elements.create(type, options));
    return {
      Stripe: Object.keys(stripe),
      StripeElements: Object.keys(elements),
      StripePaymentElement: keys('payment'),
      StripeAddressElement: keys('address', { mode: 'billing' }),
      StripeCardElement: keys('card'),
      StripeIbanElement: keys('iban'),
      StripeExpressCheckoutElement: keys('expressCheckout'),
      StripeLinkAuthenticationElement: keys('linkAuthentication'),
      PaymentRequest: Object.keys(stripe.paymentRequest({ country: 'US', currency: 'usd', total: { label: 'x', amount: 1 } })),
    };
  });

/** A type error here names what is missing. */
const promised = (names: Names): string =>
  `import type * as Published from 'loader';\ntype None<T extends never> = T;\n` +
  Object.entries(names)
    .map(([type, list]) => `export type Missing${type} = None<Exclude<keyof Published.${type}, ${list.map((name: string) => `'${name}'`).join(' | ')}>>;`)
    .join('\n') +
  '\n';

const settings = (major: number): object => ({
  compilerOptions: {
    target: 'ES2022', module: 'ESNext', moduleResolution: 'Bundler', lib: ['ES2022', 'DOM', 'DOM.Iterable'], strict: true, noEmit: true, types: [],
    skipLibCheck: true, paths: { loader: [join(here, `node_modules/loader-${major}/dist/index.d.ts`)] },
  },
  files: ['promised.ts', join(here, 'types/drive.ts')],
});

async function compile(folder: string): Promise<string> {
  try {
    await promisify(execFile)(join(here, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false']);
    return '';
  } catch (failed) {
    return (failed as { stdout: string }).stdout;
  }
}

for (const [major, train] of majors) {
  test(`major ${major}: ${train} has every name, and a page compiles`, async ({ shop, page }) => {
    await shop(train);
    const folder = join(out, `types-${major}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'promised.ts'), promised(await namesOf(page)));
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings(major)));
    expect(await compile(folder)).toBe('');
  });
}
