import { describe, expect, it } from 'vitest';
import { returnAddress, returnUrlProblem, withParameters } from './return_url';

const secret = { kind: 'payment', id: 'pi_1', secret: 'pi_1_secret_2' } as const;
const added = 'payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status=succeeded';

describe('return address', () => {
  it.each([
    ['https://shop.example/done', `https://shop.example/done?${added}`],
    ['https://shop.example/done?a=1&b=x%20y', `https://shop.example/done?a=1&b=x%20y&${added}`],
    ['https://shop.example/done?a=1#top', `https://shop.example/done?a=1&${added}#top`],
    ['https://shop.example/#/done?x=1', `https://shop.example/?${added}#/done?x=1`],
    ['https://shop.example/done?payment_intent=old&redirect_status=failed&z', `https://shop.example/done?z&${added}`],
    ['https://shop.example/done?', `https://shop.example/done?${added}`],
    ['https://shop.example/done?payment%5Fintent=old', `https://shop.example/done?${added}`],
  ])('%s', (url, expected) => {
    expect(returnAddress(url, secret, 'succeeded')).toBe(expected);
  });

  it('names a setup by its own parameters', () => {
    expect(returnAddress('https://a.example/', { kind: 'setup', id: 'seti_1', secret: 'seti_1_secret_2' }, 'succeeded')).toBe(
      'https://a.example/?setup_intent=seti_1&setup_intent_client_secret=seti_1_secret_2&redirect_status=succeeded',
    );
  });

  it('encodes values', () => {
    expect(withParameters('https://a.example', { x: 'a&b=c' })).toBe('https://a.example?x=a%26b%3Dc');
  });

  it.each(['/done', 'shop.example/done', 'javascript:alert(1)', 'https:/x', 7, '', null])('refuses %j', (value) => {
    expect(returnUrlProblem(value)).toMatch(/return_url.*absolute/);
  });

  it.each(['https://shop.example', 'http://localhost:3000/done?x=1#y'])('accepts %s', (value) => {
    expect(returnUrlProblem(value)).toBeUndefined();
  });
});
