/** What the library asks of the Payment Element: check, collect, clear. Typed digits leave by `post` only. */

import type { ApiError } from '../../core/api';
import { callFor } from '../../core/methods/collect';
import { chosenFields, chosenSaved, chosenSpec, changeOf, needsCode, problemsOf, type Problem } from '../../core/methods/complete';
import { bankWays } from '../../core/methods/options';
import { offeredMethods } from '../../core/methods/offer';
import { EMPTY_FIELD, fieldOf } from '../../core/methods/state';
import { networksOf } from '../../core/card/brands';
import { digitsOf } from '../../core/card/format';
import type { Collect, Collected, Validation } from '../../core/protocol';
import { post } from '../shared/api';
import { focusFirst } from '../shared/focus';
import type { TextKey } from '../shared/texts';
import { accountLayer } from './account-layer';
import type { Store } from './store';

export function validate(store: Store, { show, focus }: { show: boolean; focus: boolean }): Validation {
  const { setting, state, frame } = store;
  const type = chosenSaved(state)?.type ?? chosenSpec(setting, state)?.type;
  if (show) store.act({ type: 'submit', fields: chosenFields(setting, state) });
  if (!type) return { error: refusal(store, 'incomplete_payment_method') };
  const problems = problemsOf(setting, state);
  // A bank account that is still to be chosen is no mistake: the dialog opens.
  const wrong = problems.find((problem) => problem.field !== 'account');
  if (wrong) {
    if (focus) requestAnimationFrame(() => focusFirst());
    return { error: refusal(store, wrong.code), selected: type };
  }
  if (!problems.length) return { selected: type };
  return { selected: type, needs: accountLayer(frame, bankWays(setting).instant ? 'test' : 'manual') };
}

function refusal({ frame }: Store, code: Problem['code']): ApiError {
  return { type: 'validation_error', code, message: frame.text(`error.${code}` as TextKey) };
}

export async function collect(store: Store, request: Collect): Promise<Collected> {
  const { setting, state, frame } = store;
  const { error } = validate(store, { show: true, focus: false });
  if (error) return { error };
  const saved = chosenSaved(state);
  if (saved && request.call === 'payment_method') return { object: saved };
  if (request.call === 'confirm' && !/^(pi|seti)_[A-Za-z0-9]+$/.test(request.id)) throw new Error('not the id of an intent');
  let cvcToken: string | undefined;
  if (saved && needsCode(setting, saved)) {
    const cvc = digitsOf((state.codes[saved.id] ?? EMPTY_FIELD).value);
    const made = await post(frame, '/v1/tokens', { cvc_update: { cvc } });
    if ('error' in made) return made;
    cvcToken = made.object.id;
  }
  const { path, params } = callFor(setting, state, request, cvcToken);
  const answer = await post(frame, path, params);
  if ('error' in answer && answer.error.type === 'card_error') store.act({ type: 'refused', code: answer.error.code ?? '' });
  return answer;
}

/** The brands of the card, as far as they can be told here; its funding only the bank knows. */
function cardDetails({ state, setting }: Store): { brands: string[] | null; funding: null } | undefined {
  const saved = chosenSaved(state)?.card as { brand?: string } | undefined;
  if (saved) return { brands: saved.brand ? [saved.brand] : null, funding: null };
  if (chosenSpec(setting, state)?.type !== 'card') return undefined;
  const networks = networksOf(digitsOf(fieldOf(state, 'number').value));
  return { brands: networks.length ? networks : null, funding: null };
}

/** Events about what the element shows, by name. */
export function newsOf(store: Store): Record<string, Record<string, unknown>> {
  const details = cardDetails(store);
  const offered = offeredMethods(store.setting).map(({ type }) => [type, { available: true }] as const);
  return {
    carddetailschange: { loading: false, ...(details && { details }) },
    availablepaymentmethodschange: { paymentMethods: offered.length ? Object.fromEntries(offered) : undefined },
  };
}

/** What the page hears of, sent when it differs from what was sent last. */
export function report(store: Store, presence: { focused: boolean; autofilled: boolean }): void {
  const { setting, state, frame } = store;
  const change = changeOf(setting, state);
  frame.report('change', { ...change });
  frame.report('state', { empty: change.empty, complete: change.complete, invalid: showsProblem(store), ...presence });
}

function showsProblem({ setting, state }: Store): boolean {
  return problemsOf(setting, state).some(({ field }) =>
    field === 'code' ? Object.values(state.codes).some((code) => code.judged) : state.fields[field]?.judged,
  );
}
