/** Where this script comes from: its frames and all calls go there. */

import type { Train } from '../core/protocol';
import { trains } from '../core/trains';

export interface Served {
  train: Train;
  origin: string;
  /** Newest API version of the train that the server knows, if it is another than the one built in. */
  apiVersion?: string;
}

interface Sources {
  /** The text that the server puts in when it serves the script. */
  served: string;
  script: { src: string; origin: string | null } | null;
  page: string;
}

const originOf = (url: string | null | undefined): string | undefined => {
  try {
    return url ? new URL(url).origin : undefined;
  } catch {
    return undefined;
  }
};

/** The train that a script's address names; the oldest one for every other address. */
export const trainOf = (src: string): Train => {
  const word = /\/([a-z]+)\/stripe\.js(?:[?#]|$)/.exec(src)?.[1] ?? '';
  return word in trains ? (word as Train) : 'v3';
};

export function readServed({ served, script, page }: Sources): Served {
  let told: Partial<Served> = {};
  try {
    told = JSON.parse(served) as Partial<Served>;
  } catch {
    // The file was not served by Florin but copied somewhere: its address has to do.
  }
  return {
    ...told,
    train: told.train && told.train in trains ? told.train : trainOf(script?.src ?? ''),
    origin: originOf(script?.origin) ?? originOf(told.origin) ?? originOf(script?.src) ?? page,
  };
}

const currentScript = (): HTMLScriptElement | null => {
  const script = document.currentScript;
  return script instanceof HTMLScriptElement ? script : null;
};

export const detect = (): Served => {
  const script = currentScript();
  return readServed({
    served: '__FLORIN_SERVED__',
    script: script && { src: script.src, origin: script.getAttribute('data-origin') },
    page: location.origin,
  });
};
