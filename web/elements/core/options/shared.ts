/** Options that stand in several places: appearance, fonts, addresses, styles. */

import { currencies } from '../currencies';
import { shown } from '../errors';
import { isLocale } from '../locales';
import { any, flag, integer, list, map, nullable, object, text, words, type Rule, type Shape } from './rules';

/** Variables and rules are looked at by the frame, which warns about what it does not know. */
export const appearance = nullable(
  object({
    theme: words('stripe night flat none'),
    inputs: words('spaced condensed'),
    labels: words('auto above floating'),
    disableAnimations: flag,
    variables: map(any),
    rules: map(any),
  }),
);

export const fonts = list(map(any));

export const address: Shape = {
  country: nullable(text),
  postal_code: nullable(text),
  state: nullable(text),
  city: nullable(text),
  line1: nullable(text),
  line2: nullable(text),
};

export const billingDetails: Shape = {
  name: nullable(text),
  email: nullable(text),
  phone: nullable(text),
  address: nullable(object(address)),
};

const declarations = map(any);

/** `style` of the card family and bank inputs. */
export const style = object({ base: declarations, complete: declarations, empty: declarations, invalid: declarations });

export const classes = object({ base: text, complete: text, empty: text, focus: text, invalid: text, webkitAutofill: text });

export const lineItems = list(object({ name: text, amount: integer }));

export const currency = words(currencies);

export const locale: Rule = (value, path, context) => {
  text(value, path, context);
  if (!isLocale(value)) context.warn(`${context.call}: ${shown(value)} is not a known locale; the browser's language is taken.`);
};
