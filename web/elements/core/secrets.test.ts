import { describe, expect, it } from 'vitest';
import { expectSecret, parseSecret } from './secrets';

describe('client secrets', () => {
  it('knows which intent they belong to', () => {
    expect(parseSecret('pi_1Ab_secret_x-Y_z')).toEqual({ kind: 'payment', id: 'pi_1Ab', secret: 'pi_1Ab_secret_x-Y_z' });
    expect(parseSecret('seti_1_secret_2')?.kind).toBe('setup');
  });

  it.each(['pi_a_b_secret_c', 'cs_test_1_secret_2', 'sk_test_123', 'pi_1', 'pi_1_secret_', '', ' pi_1_secret_2', null, 7])('refuses %j', (value) => {
    expect(parseSecret(value)).toBeUndefined();
  });

  it.each([undefined, null, ''])('says that %j is missing', (value) => {
    expect(() => expectSecret(value, 'retrievePaymentIntent')).toThrow(
      'Missing value for stripe.retrievePaymentIntent intent secret: value should be a client_secret string.',
    );
  });

  it('names both kinds when they are mixed up', () => {
    expect(() => expectSecret('seti_1_secret_2', 'confirmCardPayment', 'payment')).toThrow(
      /confirmCardPayment intent secret: value should be a PaymentIntent client secret\. You specified: a SetupIntent/,
    );
  });

  it('never repeats a secret', () => {
    const attempt = (): unknown => expectSecret('sk_test_verysecret', 'confirmCardPayment');
    expect(attempt).toThrow(/Invalid value/);
    expect(attempt).not.toThrow(/verysecret/);
  });
});
