import { describe, expect, it } from 'vitest';
import { hasMoved, nextStep, redirectStatus, stillWaits, withoutAction, type Intent } from './next_action';

const intent = (status: string, more: Partial<Intent> = {}): Intent => ({ id: 'pi_1', object: 'payment_intent', status, ...more });
const waiting = (type: string, details: unknown): Intent => intent('requires_action', { next_action: { type, [type]: details } });

describe('what comes next', () => {
  it.each(['succeeded', 'processing', 'requires_capture', 'requires_confirmation', 'canceled'])('%s: nothing', (status) => {
    expect(nextStep(intent(status), 'payment')).toEqual({ step: 'done' });
  });

  it('asks the bank', () => {
    const it = waiting('use_stripe_sdk', { type: 'stripe_3ds2_fingerprint', three_d_secure_2_source: 'payatt_1', stripe_js: 'https://f.example/x' });
    expect(nextStep(it, 'payment')).toEqual({ step: 'authenticate', source: 'payatt_1' });
  });

  it('shows the bank page', () => {
    const url = 'https://f.example/3d_secure_2_test/acct_1/payatt_9';
    const it = waiting('use_stripe_sdk', { type: 'three_d_secure_redirect', source: 'src_1', stripe_js: url });
    expect(nextStep(it, 'payment')).toEqual({ step: 'challenge', url, source: 'payatt_9' });
  });

  it('leaves for the bank, but never for anything that is not a web page', () => {
    expect(nextStep(waiting('redirect_to_url', { url: 'https://bank.example/' }), 'payment')).toEqual({ step: 'leave', url: 'https://bank.example/' });
    expect(nextStep(waiting('redirect_to_url', { url: 'javascript:alert(1)' }), 'payment').step).toBe('failed');
  });

  it('shows instructions', () => {
    const step = nextStep(waiting('oxxo_display_details', { number: '1' }), 'payment');
    expect(step).toEqual({ step: 'instruct', kind: 'oxxo_display_details', details: { number: '1' } });
  });

  it('leaves microdeposits to the page', () => {
    expect(nextStep(waiting('verify_with_microdeposits', {}), 'payment')).toEqual({ step: 'done' });
  });

  it('says why the payment method was lost, with the intent beside it', () => {
    const error = { type: 'card_error', code: 'card_declined' } as const;
    const it = intent('requires_payment_method', { last_payment_error: error });
    expect(nextStep(it, 'payment')).toEqual({ step: 'failed', error: { ...error, payment_intent: it } });
  });
});

describe('around it', () => {
  it('does not confirm again what has moved', () => {
    expect(['succeeded', 'processing', 'requires_capture', 'requires_action'].every((status) => hasMoved(intent(status)))).toBe(true);
    expect(['requires_payment_method', 'requires_confirmation', 'canceled'].some((status) => hasMoved(intent(status)))).toBe(false);
  });

  it('names the outcome in the return address', () => {
    expect(redirectStatus(intent('requires_capture'))).toBe('succeeded');
    expect(redirectStatus(intent('processing'))).toBe('processing');
  });

  it('sees when the server has not moved yet', () => {
    const before = waiting('use_stripe_sdk', { three_d_secure_2_source: 'payatt_1' });
    expect(stillWaits(before, { ...before })).toBe(true);
    expect(stillWaits(before, waiting('use_stripe_sdk', { three_d_secure_2_source: 'payatt_2' }))).toBe(false);
    expect(stillWaits(before, intent('succeeded'))).toBe(false);
  });

  it('handleNextAction without an action', () => {
    expect(withoutAction(intent('succeeded'), 'payment')).toBeUndefined();
    expect(withoutAction(intent('requires_payment_method'), 'payment')?.type).toBe('invalid_request_error');
  });
});
