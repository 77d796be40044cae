/** `stripe.elements(options)`: a group of elements that pay together. */

import type { ApiError } from '../core/api';
import { elementKinds } from '../core/element_types';
import { mistake, shown } from '../core/errors';
import { groupState, modeOf, sessionParams } from '../core/group';
import { chooseLocale } from '../core/locales';
import { checkElement } from '../core/options/elements';
import { checkGroup, checkGroupUpdate, normalize, refreshing, type GroupOptions } from '../core/options/group';
import type { GroupState } from '../core/protocol';
import type { Answer } from './api';
import { browserLanguages, warn, type StripeContext } from './context';
import { controllerName } from './dom';
import { makeElement } from './element';
import { chained, makeEmitter } from './events';
import { registerGroup, type ElementInternals, type GroupInternals, type RefreshPart } from './internals';
import { submitElements } from './submit';

const call = { elements: 'stripe.elements()', update: 'elements.update()' };

/** The element types of a train. */
const typesOf = ({ flags }: StripeContext): string[] =>
  Object.keys(elementKinds).filter((type) => !flags.missingElements.includes(type) && !(type in flags.removedElements));

function checkType(context: StripeContext, type: unknown): string {
  const { removedElements } = context.flags;
  if (typeof type === 'string' && Object.prototype.hasOwnProperty.call(removedElements, type)) {
    throw mistake(`The '${type}' Element is no longer supported in this version of Stripe.js. Use ${removedElements[type]} instead.`);
  }
  const known = typesOf(context);
  if (typeof type !== 'string' || !known.includes(type)) {
    throw mistake(`A valid Element name must be provided. Valid Elements are:\n  ${known.join(', ')}; you passed: ${shown(type)}.`);
  }
  return type;
}

function checkRoom(group: GroupInternals, type: string, mode: unknown): void {
  if (!elementKinds[type]?.bare && modeOf(group.options()) === 'bare') {
    throw mistake(
      `In order to create a '${type}' Element, you must pass a clientSecret or a mode when creating the Elements group.`,
    );
  }
  const taken = group.elements.some((one) => one.type === type && (type !== 'address' || one.mode === mode));
  if (taken) throw mistake(`Can only create one Element of type ${type} through the same Elements group.`);
}

/** A customer session that cannot be used must not stop the payment: once more without it. */
async function loadSession(context: StripeContext, options: GroupOptions, locale: string): Promise<Answer> {
  const answer = await context.api.get('/v1/elements/sessions', sessionParams(options, locale));
  const refused = answer.error?.param === 'customer_session_client_secret' || /customer.?session/i.test(answer.error?.message ?? '');
  if (!answer.error || !refused || options['customerSessionClientSecret'] === undefined) return answer;
  warn(`customerSessionClientSecret was refused (${answer.error.message}); saved payment methods are not shown.`);
  return context.api.get('/v1/elements/sessions', sessionParams({ ...options, customerSessionClientSecret: undefined }, locale));
}

export function makeGroup(context: StripeContext, given: unknown): object {
  const { flags } = context;
  let options = checkGroup(given, flags, { call: call.elements, warn });
  let session: Promise<Answer> | undefined;
  let elements: ElementInternals[] = [];
  let submitted = false;
  let confirming = false;
  const publicElements: object[] = [];
  const events = makeEmitter();

  const group: GroupInternals = {
    context,
    controllerId: controllerName(),
    get elements() {
      return elements;
    },
    options: () => options,
    locale: () => chooseLocale(options['locale'] ?? context.locale, browserLanguages()),
    state: () => groupState(options, siblings()),
    session: () => {
      if (modeOf(options) === 'bare') return undefined;
      const mine = (session ??= loadSession(context, options, group.locale()));
      // One that failed is not kept: mounting again asks again.
      void mine.then(({ error }) => error && session === mine && (session = undefined));
      return mine;
    },
    remove: (element) => {
      elements = elements.filter((one) => one !== element);
      publicElements.splice(publicElements.indexOf(element.element), 1);
    },
    mountedChanged: () => refresh(['group']),
    changed: () => {
      submitted = false;
    },
    isSubmitted: () => submitted,
    isConfirming: () => confirming,
    setConfirming: (on) => {
      confirming = on;
    },
    submit: async () => {
      const result = confirming ? {} : await submitElements(group);
      submitted = !result.error;
      return result;
    },
  };

  const siblings = (): GroupState['siblings'] =>
    elements.flatMap((one) => {
      const frame = one.frameName();
      return frame ? [{ type: one.type, mode: one.mode, frameName: frame }] : [];
    });

  const refresh = (parts: RefreshPart[]): void => elements.forEach((one) => one.refresh(parts));

  const reload = async (): Promise<Answer | undefined> => {
    if (!session) return undefined;
    const asked = options;
    const mine = loadSession(context, options, group.locale());
    const answer = await mine;
    // A failed refresh leaves what is shown, and so does one that a later update has overtaken.
    if (!answer.error && asked === options) {
      session = mine;
      refresh(['session', 'group']);
    }
    return answer;
  };

  const update = (change: unknown): Promise<void> | undefined => {
    const before = options;
    const changes = normalize(change, call.update);
    options = checkGroupUpdate(before, change, flags, { call: call.update, warn });
    const changed = Object.keys(changes).filter((key) => JSON.stringify(changes[key]) !== JSON.stringify(before[key]));
    const parts = (['appearance', 'fonts', 'locale'] as const).filter((key) => changed.includes(key));
    const refreshes = changed.some((key) => refreshing.includes(key));
    if (refreshes) submitted = false;
    if (parts.length || refreshes) refresh([...parts, 'group']);
    const done = (refreshes ? reload() : Promise.resolve()).then(() => events.emit('update-end', {}));
    return flags.updateIsAsync ? done : undefined;
  };

  const create = (name: unknown, given?: unknown): object => {
    const type = checkType(context, name);
    checkElement(type, given, flags, { call: `elements.create('${type}')`, warn });
    const elementOptions = { ...(given as Record<string, unknown> | undefined) };
    checkRoom(group, type, elementOptions['mode']);
    const made = makeElement(group, type, elementOptions);
    elements = [...elements, made];
    publicElements.push(made.element);
    return made.element;
  };

  const face: object = {
    create,
    update,
    getElement: (type: unknown, wanted?: { mode?: string }): object | null =>
      elements.find((one) => one.type === type && (!wanted?.mode || one.mode === wanted.mode))?.element ?? null,
    fetchUpdates: async (): Promise<{ error?: { message: string; status?: string } }> => {
      const answer = await (session ? reload() : group.session());
      return answer?.error ? { error: { message: answer.error.message ?? '' } } : {};
    },
    submit: async (): Promise<{ error: ApiError } | { selectedPaymentMethod?: string }> => {
      const result = await group.submit();
      return result.error ? { error: result.error } : { selectedPaymentMethod: result.selected };
    },
    ...chained(events, (): object => face),
    _elements: publicElements,
  };
  registerGroup(face, group);
  return face;
}
