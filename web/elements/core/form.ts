/** Parameters → `application/x-www-form-urlencoded`, nested with brackets as the API reads them. */

import type { Params, ParamValue } from './protocol';

export function encodeForm(params: Params): URLSearchParams {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) append(form, key, value);
  return form;
}

function append(form: URLSearchParams, key: string, value: ParamValue): void {
  if (value === undefined) return;
  if (value === null) form.append(key, '');
  else if (Array.isArray(value)) value.forEach((item, index) => append(form, `${key}[${index}]`, item));
  else if (typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) append(form, `${key}[${name}]`, inner);
  } else form.append(key, String(value));
}

/** Nested parameters of both; where both have a value, the second wins. */
export function mergeParams(first: Params, second: Params): Params {
  const merged: Params = { ...first };
  for (const [key, value] of Object.entries(second)) {
    if (value === undefined) continue;
    const before = merged[key];
    merged[key] = isParams(before) && isParams(value) ? mergeParams(before, value) : value;
  }
  return merged;
}

function isParams(value: ParamValue): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const mergeAll = (...all: (Params | undefined)[]): Params =>
  all.reduce<Params>((merged, params) => (params ? mergeParams(merged, params) : merged), {});

/** What is left when absent and empty parts are taken out; `undefined` if nothing is. */
export function compact(params: Params | undefined): Params | undefined {
  if (!params) return undefined;
  const out: Params = {};
  for (const [key, value] of Object.entries(params)) {
    const left = isParams(value) ? compact(value) : value;
    if (left !== undefined && left !== null && left !== '') out[key] = left;
  }
  return Object.keys(out).length ? out : undefined;
}
