/** The store's fields in the form in which shared components take them. */

import { brandOf, networksOf, type Network } from '../../core/card/brands';
import type { CardErrorCode, Check } from '../../core/card/checks';
import { digitsOf } from '../../core/card/format';
import { shownCode, type FieldAction } from '../../core/field';
import { checkCode, checkField } from '../../core/methods/complete';
import type { Field as FieldName } from '../../core/methods/fields';
import { EMPTY_FIELD, fieldOf } from '../../core/methods/state';
import type { SavedPaymentMethod } from '../../core/session';
import type { CardInput } from '../shared/card-fields';
import type { Field } from '../shared/use-field';
import type { Store } from './store';

export function inputOf(store: Store, name: FieldName): Field {
  const state = fieldOf(store.state, name);
  const check = checkField(store.setting, store.state, name);
  const code = shownCode(state, check) ?? store.state.refused[name];
  return made(state.value, check, code, (action) => store.act({ type: 'field', field: name, action }));
}

/** The security code of a saved card. */
export function codeOf(store: Store, method: SavedPaymentMethod): Field<CardErrorCode> {
  const state = store.state.codes[method.id] ?? EMPTY_FIELD;
  const check = checkCode(store.state, method);
  const act = (action: FieldAction) => store.act({ type: 'code', id: method.id, action });
  return made(state.value, check, shownCode(state, check) ?? store.state.refused.code, act) as Field<CardErrorCode>;
}

function made(value: string, check: Check, code: string | undefined, act: (action: FieldAction) => void): Field {
  return {
    value,
    check,
    code,
    set: (typed) => act({ type: 'input', value: typed }),
    blur: () => act({ type: 'blur' }),
    submit: () => act({ type: 'submit' }),
    clear: () => act({ type: 'clear' }),
  };
}

export function cardOf(store: Store): CardInput {
  const input = (name: FieldName) => inputOf(store, name) as Field<CardErrorCode>;
  const [number, expiry, cvc] = [input('number'), input('expiry'), input('cvc')] as const;
  const digits = digitsOf(number.value);
  const fields = [number, expiry, cvc];
  return {
    number,
    expiry,
    cvc,
    fields,
    brand: brandOf(digits),
    networks: networksOf(digits),
    network: preferredNetwork(store),
    choose: (network) => store.act({ type: 'network', network: network ?? null }),
    empty: fields.every((field) => field.value === ''),
    complete: fields.every((field) => field.check.state === 'complete'),
  };
}

/** The customer's choice, else the merchant's; only among the networks of this card. */
function preferredNetwork({ state, setting }: Store): Network | undefined {
  const networks = networksOf(digitsOf(fieldOf(state, 'number').value));
  const wished = [state.network, ...(setting.options.defaultValues?.card?.network ?? [])];
  const wish = wished.find((network) => networks.includes(network as Network));
  return networks.length > 1 ? (wish as Network | undefined) : undefined;
}
