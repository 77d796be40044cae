/** The address that the customer returns to, with what the page there needs to know. */

import type { IntentSecret } from './secrets';

/** Empty, or what is wrong with a `return_url`. */
export function returnUrlProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'return_url must be a string holding an absolute URL';
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return 'return_url must be an absolute URL, with https:// or http://';
  }
  return /^https?:$/.test(url.protocol) && /^https?:\/\//i.test(value.trim())
    ? undefined
    : 'return_url must be an absolute URL, with https:// or http://';
}

const nameOf = (pair: string): string => {
  const name = (pair.split('=')[0] ?? '').replace(/\+/g, ' ');
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

/** Own parameters stay as they are, in front; those of the same name go; a fragment stays last. */
export function withParameters(url: string, parameters: Record<string, string>): string {
  const hash = url.indexOf('#');
  const fragment = hash < 0 ? '' : url.slice(hash);
  const address = hash < 0 ? url : url.slice(0, hash);
  const mark = address.indexOf('?');
  const path = mark < 0 ? address : address.slice(0, mark);
  const own = mark < 0 ? [] : address.slice(mark + 1).split('&').filter((pair) => pair && !(nameOf(pair) in parameters));
  const added = Object.keys(parameters).map((key) => `${key}=${encodeURIComponent(parameters[key] ?? '')}`);
  return `${path}?${[...own, ...added].join('&')}${fragment}`;
}

export const returnAddress = (url: string, secret: IntentSecret, redirectStatus: string): string =>
  withParameters(url, {
    [`${secret.kind}_intent`]: secret.id,
    [`${secret.kind}_intent_client_secret`]: secret.secret,
    redirect_status: redirectStatus,
  });
