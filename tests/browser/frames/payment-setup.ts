/** The Payment Element's document with a session to choose from: what every test of it starts with. */

import type { FrameLocator } from '@playwright/test';
import { sessionOf, type Given } from '../../../web/elements/core/methods/fixtures';
import type { Bench } from './bench';

export { savedCard, savedDebit } from '../../../web/elements/core/methods/fixtures';

export interface Mounting extends Given {
  locale?: string;
  appearance?: Record<string, unknown>;
  settings?: Record<string, unknown>;
  box?: string;
}

export function initOf(given: Mounting): Record<string, unknown> {
  const session = sessionOf(given);
  Object.assign(session.settings, given.settings);
  return {
    train: given.train ?? 'basil',
    locale: given.locale ?? 'en',
    appearance: given.appearance ?? {},
    options: given.options ?? {},
    session,
    group: {
      mode: 'payment', deferred: !given.intent, amount: 1099, currency: 'usd', siblings: [],
      customerSessionClientSecret: given.saved ? 'cuss_1_secret_1' : undefined,
      ...given.group,
    },
  };
}

export function mountPayment(bench: Bench, given: Mounting = {}): Promise<FrameLocator> {
  return bench.mount({ document: 'payment', element: 'payment', init: initOf(given), box: given.box });
}

/** Card, with the fields of the country open. */
export const OPEN = { train: 'v3', options: { layout: 'accordion' } } as const;

export async function typeCard(frame: FrameLocator, number = '4242424242424242'): Promise<void> {
  await frame.locator('[name="number"]').fill(number);
  await frame.locator('[name="expiry"]').fill('1234');
  await frame.locator('[name="cvc"]').fill('123');
}

export const GERMAN = { ...OPEN, country: 'DE' } as const;

/** The last event of a name. */
export async function eventOf(bench: Bench, name: string): Promise<Record<string, unknown> | undefined> {
  return (await bench.heard('payment', 'event')).filter((event) => event.name === name).at(-1);
}
