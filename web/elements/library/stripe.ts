/** `Stripe(key, options)`: checks of the key and the options, and the object with all methods. */

import { invalid, mistake, shown } from '../core/errors';
import { chooseLocale } from '../core/locales';
import { any, check, matching } from '../core/options/rules';
import { locale } from '../core/options/shared';
import { flagsOf } from '../core/trains';
import { makeApi } from './api';
import { browserLanguages, warn, type StripeContext } from './context';
import { makeMethods } from './surface';
import type { Served } from './origin';

export interface StripeConstructor {
  (key: string, options?: unknown): object;
  version: number | string;
}

const shape = {
  stripeAccount: matching(/^acct_[A-Za-z0-9]+$/, "an account id such as 'acct_…'"),
  apiVersion: matching(/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/, "a version such as 'YYYY-MM-DD' or 'YYYY-MM-DD.train'"),
  locale,
  betas: any,
  developerTools: any,
};

function checkKey(key: unknown): string {
  const call = 'Please call Stripe() with your publishable key.';
  if (key === undefined || key === null || key === '') throw mistake(`Missing value for Stripe(): apiKey must be a string. ${call}`);
  if (typeof key !== 'string') throw invalid('Stripe()', 'apiKey must be a string', key);
  if (/^[sr]k_/.test(key)) {
    throw mistake('You should never use your secret key in the browser. Use a publishable key with Stripe().');
  }
  if (!/^pk_[A-Za-z0-9_]+$/.test(key)) throw mistake(`Invalid value for Stripe(): this is not a publishable key. ${call}`);
  return key;
}

interface Options {
  stripeAccount?: string;
  apiVersion?: string;
  locale?: unknown;
}

function checkPage(key: string, served: Served): void {
  const isLive = !key.startsWith('pk_test_');
  if (isLive && location.protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/.test(location.hostname)) {
    warn('Live payments should only be made on pages served over HTTPS.');
  }
  if (location.origin === served.origin) {
    const message = 'This page and the payment frames share an origin, so card details are not kept from this page.';
    if (isLive) throw mistake(message);
    warn(message);
  }
}

export function makeConstructor(served: Served): StripeConstructor {
  const flags = flagsOf(served.train);
  // Declared as a function, not an arrow: it is also called with `new`.
  function Stripe(given: unknown, options?: unknown): object {
    const key = checkKey(given);
    check(shape, options, { call: 'Stripe()', warn });
    const checked = (options ?? {}) as Options;
    checkPage(key, served);
    const language = (): string => chooseLocale(checked.locale, browserLanguages());
    const settings = {
      apiKey: key,
      apiVersion: checked.apiVersion ?? served.apiVersion ?? flags.apiVersion,
      stripeAccount: checked.stripeAccount,
    };
    const context: StripeContext = {
      served,
      flags,
      api: makeApi(served.origin, settings, language),
      key,
      keyMode: key.startsWith('pk_test_') ? 'test' : 'live',
      locale: checked.locale,
    };
    return makeMethods(context);
  }
  return Object.assign(Stripe, { version: flags.version });
}
