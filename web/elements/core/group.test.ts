import { describe, expect, it } from 'vitest';
import { groupState, isFinished, mismatch, sessionParams } from './group';

describe('a group', () => {
  it('asks for its session by secret or by what it is about', () => {
    expect(sessionParams({}, 'de')).toBeUndefined();
    expect(sessionParams({ clientSecret: 'seti_1_secret_2' }, 'de')).toMatchObject({ type: 'setup_intent', client_secret: 'seti_1_secret_2', locale: 'de' });
    expect(sessionParams({ mode: 'payment', amount: 5, currency: 'eur', captureMethod: 'manual' }, 'en')).toMatchObject({
      type: 'deferred_intent',
      deferred_intent: { mode: 'payment', amount: 5, currency: 'eur', capture_method: 'manual' },
    });
  });

  it('tells its elements what it is about', () => {
    expect(groupState({ clientSecret: 'seti_1_secret_2' }, [])).toMatchObject({ mode: 'setup', deferred: false });
    expect(groupState({ mode: 'subscription' }, [])).toMatchObject({ mode: 'subscription', deferred: true });
    expect(groupState({}, [])).toMatchObject({ mode: 'bare', deferred: false });
  });
});

describe('what the elements were told against the intent', () => {
  const told = { mode: 'payment', amount: 1099, currency: 'usd' };
  const intent = { object: 'payment_intent', amount: 1099, currency: 'usd', capture_method: 'automatic_async' };
  it.each([
    [told, intent, undefined],
    [{ ...told, amount: 1 }, intent, 'amount'],
    [{ ...told, currency: 'eur' }, intent, 'currency'],
    [{ ...told, captureMethod: 'automatic' }, intent, undefined],
    [{ ...told, captureMethod: 'manual' }, intent, 'captureMethod'],
    [told, { object: 'setup_intent' }, 'mode'],
    [{ ...told, mode: 'setup' }, intent, 'mode'],
    [{ mode: 'subscription', amount: 5, currency: 'usd' }, { object: 'setup_intent' }, undefined],
    [{ ...told, setupFutureUsage: 'off_session' }, { ...intent, setup_future_usage: null }, 'setupFutureUsage'],
  ])('%j, %j: %s', (options, given, expected) => expect(mismatch(options, given)).toBe(expected));
});

it('knows which intents cannot be paid any more', () => {
  expect(['succeeded', 'canceled', 'processing', 'requires_capture'].every((status) => isFinished({ status }))).toBe(true);
  expect(isFinished({ status: 'requires_action', next_action: { type: 'boleto_display_details' } })).toBe(true);
  expect(isFinished({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } })).toBe(false);
  expect(isFinished({ status: 'requires_payment_method' })).toBe(false);
});
