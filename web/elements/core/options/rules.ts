/** A small language for "what may stand where" in options; the tables beside this file are written in it. */

import { invalid, mistake, shown } from '../errors';

export interface Context {
  /** The call, as it stands in messages: `elements.create('payment')`. */
  call: string;
  warn: (message: string) => void;
}

export type Rule = (value: unknown, path: string, context: Context) => void;
export type Shape = Readonly<Record<string, Rule>>;

const refuse = (path: string, context: Context, wanted: string, value: unknown): never => {
  throw invalid(`${context.call}`, `${path} should be ${wanted}`, value);
};

const typed = (wanted: string, test: (value: unknown) => boolean): Rule => (value, path, context) => {
  if (!test(value)) refuse(path, context, wanted, value);
};

export const any: Rule = () => undefined;
export const text = typed('a string', (value) => typeof value === 'string');
export const flag = typed('a boolean', (value) => typeof value === 'boolean');
export const callback = typed('a function', (value) => typeof value === 'function');
export const integer = typed('an integer', (value) => Number.isInteger(value));
export const positive = typed('a positive integer, greater than 0', (value) => Number.isInteger(value) && (value as number) > 0);
export const count = typed('an integer, 0 or more', (value) => Number.isInteger(value) && (value as number) >= 0);

export const matching = (pattern: RegExp, wanted: string): Rule =>
  typed(wanted, (value) => typeof value === 'string' && pattern.test(value));

const quote = (word: string): string => `'${word}'`;

/** One of the words of a text. */
export const words = (text: string): Rule => {
  const allowed = text.split(' ');
  return typed(`one of the following strings: ${allowed.map(quote).join(', ')}`, (value) => allowed.includes(value as string));
};

export const list = (item: Rule): Rule => (value, path, context) => {
  if (!Array.isArray(value)) return refuse(path, context, 'an array', value);
  value.forEach((one, index) => item(one, `${path}[${index}]`, context));
};

export const nullable = (rule: Rule): Rule => (value, path, context) => {
  if (value !== null) rule(value, path, context);
};

/** One of the rules holds; the last one's complaint is shown. */
export const either = (...rules: Rule[]): Rule => (value, path, context) => {
  let complaint: unknown;
  for (const rule of rules) {
    try {
      return rule(value, path, context);
    } catch (error) {
      complaint = error;
    }
  }
  throw complaint;
};

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys that are not in the table are warned about; values of `undefined` count as absent. */
export const object = (shape: Shape): Rule => (value, path, context) => {
  if (!isObject(value)) return refuse(path || 'options', context, 'an object', value);
  for (const key of Object.keys(value)) {
    if (value[key] === undefined) continue;
    const at = path ? `${path}.${key}` : key;
    const rule = Object.prototype.hasOwnProperty.call(shape, key) ? shape[key] : undefined;
    if (rule) rule(value[key], at, context);
    else context.warn(`Unrecognized option for ${context.call}: ${at} is not known and is ignored.`);
  }
};

/** Any keys, all with the same rule. */
export const map = (rule: Rule): Rule => (value, path, context) => {
  if (!isObject(value)) return refuse(path, context, 'an object', value);
  for (const key of Object.keys(value)) if (value[key] !== undefined) rule(value[key], `${path}.${key}`, context);
};

export const check = (shape: Shape, value: unknown, context: Context): void => {
  if (value !== undefined && value !== null) object(shape)(value, '', context);
};
