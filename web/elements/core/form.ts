/** Form encoding: nested parameters in brackets, as the API reads them. */

import type { Params, ParamValue } from './protocol';

/** Absent values (`undefined`, `null`) are left out; an empty text is sent, as it means "unset". */
export function pairs(params: Params): [string, string][] {
  const out: [string, string][] = [];
  const walk = (name: string, value: ParamValue): void => {
    if (value === undefined || value === null) return;
    if (Array.isArray(value)) value.forEach((item, index) => walk(`${name}[${index}]`, item));
    else if (typeof value === 'object') for (const key of Object.keys(value)) walk(`${name}[${key}]`, value[key]);
    else out.push([name, String(value)]);
  };
  for (const key of Object.keys(params)) walk(key, params[key]);
  return out;
}

export const encode = (params: Params): string => new URLSearchParams(pairs(params)).toString();

const isPlain = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Later values win; objects are merged, everything else is replaced. */
export function merge(...all: (Params | undefined)[]): Params {
  const out: Params = {};
  for (const params of all) {
    if (!params) continue;
    for (const key of Object.keys(params)) {
      const value = params[key];
      const before = out[key];
      if (value === undefined) continue;
      out[key] = isPlain(value) && isPlain(before) ? merge(before, value) : value;
    }
  }
  return out;
}

/** What is left when absent and empty parts are taken out; `undefined` if nothing is. */
export function compact(params: Params | undefined): Params | undefined {
  if (!params) return undefined;
  const out: Params = {};
  for (const key of Object.keys(params)) {
    const value = isPlain(params[key]) ? compact(params[key] as Params) : params[key];
    if (value !== undefined && value !== null && value !== '') out[key] = value;
  }
  return Object.keys(out).length ? out : undefined;
}
