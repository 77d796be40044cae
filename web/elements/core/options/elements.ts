/** Options of `elements.create(type, options)` and `element.update(options)`, by element type. */

import type { TrainFlags } from '../trains';
import { address, billingDetails, classes, lineItems, style } from './shared';
import {
  any, callback, check, count, either, flag, integer, list, map, nullable, object, text, words,
  type Context, type Rule, type Shape,
} from './rules';

const autoOrNever = words('auto never');
const icon = words('default solid');

const billingFields = object({
  name: words('auto never always'),
  email: words('auto never always'),
  phone: words('auto never always'),
  address: either(
    object({ country: autoOrNever, postalCode: autoOrNever, state: autoOrNever, city: autoOrNever, line1: autoOrNever, line2: autoOrNever }),
    words('auto never if_required'),
  ),
});

const layoutWord = words('tabs accordion auto');

const layout = (flags: TrainFlags): Rule => {
  const radioWords = words('auto always never if_multiple');
  const shape = object({
    type: layoutWord,
    defaultCollapsed: flag,
    radios: flags.radiosMayBeBoolean ? either(flag, radioWords) : radioWords,
    spacedAccordionItems: flag,
    visibleAccordionItemsCount: count,
    paymentMethodLogoPosition: words('start end'),
  });
  return (value, path, context) => (typeof value === 'string' ? layoutWord : shape)(value, path, context);
};

const payment = (flags: TrainFlags): Shape => ({
  layout: layout(flags),
  defaultValues: object({ billingDetails: object(billingDetails), card: object({ network: list(text) }) }),
  fields: object({
    billingDetails: (value, path, context) => (typeof value === 'object' ? billingFields : autoOrNever)(value, path, context),
  }),
  terms: map(words('auto always never')),
  business: object({ name: text }),
  wallets: object({ applePay: autoOrNever, googlePay: autoOrNever, link: autoOrNever }),
  walletOptions: object({ emailRequired: flag, phoneNumberRequired: flag }),
  readOnly: flag,
  readonly: flag,
  paymentMethodOrder: list(text),
  applePay: map(any),
});

const card: Shape = {
  classes, style, value: object({ postalCode: text }), hidePostalCode: flag, iconStyle: icon, hideIcon: flag,
  disabled: flag, disableLink: flag, preferredNetwork: list(text),
};
const cardPart: Shape = { classes, style, placeholder: text, disabled: flag };
const cardNumber: Shape = { ...cardPart, showIcon: flag, iconStyle: icon, disableLink: flag, preferredNetwork: list(text) };

const person: Shape = { name: text, firstName: text, lastName: text, phone: nullable(text), address: object(address) };

const addressElement: Shape = {
  mode: words('shipping billing'),
  allowedCountries: nullable(list(text)),
  autocomplete: object({ mode: words('automatic disabled google_maps_api'), apiKey: text }),
  blockPoBox: flag,
  contacts: list(object(person)),
  defaultValues: object(person),
  fields: object({ phone: words('always never auto'), name: words('never auto') }),
  validation: object({ phone: object({ required: words('always never auto') }) }),
  display: object({ name: words('full split organization') }),
};

const expressCheckout: Shape = {
  allowedShippingCountries: list(text),
  billingAddressRequired: flag,
  business: object({ name: text }),
  buttonHeight: (value, path, context) => {
    integer(value, path, context);
    if ((value as number) < 40 || (value as number) > 55) context.warn(`${path} should be between 40 and 55; the nearest is taken.`);
  },
  buttonTheme: map(text),
  buttonType: map(text),
  emailRequired: flag,
  layout: either(object({ maxColumns: count, maxRows: count, overflow: autoOrNever }), autoOrNever),
  lineItems,
  paymentMethodOrder: list(text),
  paymentMethods: map(words('auto never always')),
  phoneNumberRequired: flag,
  shippingAddressRequired: flag,
  shippingRates: list(object({ id: text, amount: integer, displayName: text, deliveryEstimate: any })),
  applePay: map(any),
  wallets: map(any),
};

const iban: Shape = {
  classes, style, supportedCountries: list(text), placeholderCountry: text, iconStyle: icon, hideIcon: flag, disabled: flag,
};

const email = object({ email: text, phone: text });

const shapes: Record<string, Shape> = {
  card, cardNumber, cardExpiry: cardPart, cardCvc: cardPart, iban, expressCheckout,
  address: addressElement,
  shippingAddress: addressElement,
  linkAuthentication: { defaultValues: email },
  contactDetails: { defaultValues: email },
  paymentRequestButton: { classes, style: map(any), paymentRequest: any, onClick: callback },
};

/** What `update` does not take, by type. */
const fixed: Record<string, readonly string[]> = {
  card: ['disableLink', 'preferredNetwork'],
  cardNumber: ['disableLink', 'preferredNetwork'],
  address: ['mode'],
  payment: ['wallets', 'paymentMethodLogoPosition'],
};

export function checkElement(type: string, options: unknown, flags: TrainFlags, context: Context, updating = false): void {
  const shape = type === 'payment' ? payment(flags) : shapes[type];
  // Options of all other types are only looked at by whoever draws them.
  if (!shape) return;
  check(shape, options, context);
  if (updating) {
    for (const key of fixed[type] ?? []) {
      if (options && (options as Record<string, unknown>)[key] !== undefined) {
        context.warn(`${context.call}: ${key} cannot be changed after the Element was created.`);
      }
    }
  } else if (type === 'address' || type === 'shippingAddress') {
    const mode = (options as { mode?: unknown } | undefined)?.mode;
    if (type === 'address' && mode === undefined) words('shipping billing')(mode, 'mode', context);
  }
}
