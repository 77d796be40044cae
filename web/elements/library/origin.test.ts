import { describe, expect, it } from 'vitest';
import { readServed, trainOf } from './origin';

const page = 'https://shop.example';
const served = '{"train":"basil","origin":"https://pay.example"}';

describe('where the script comes from', () => {
  it('its own attribute first, then what the server wrote, then its address', () => {
    const script = { src: 'https://js.other.example/v3/', origin: 'https://own.example/x' };
    expect(readServed({ served, script, page }).origin).toBe('https://own.example');
    expect(readServed({ served, script: { ...script, origin: null }, page }).origin).toBe('https://pay.example');
    expect(readServed({ served: '', script: { ...script, origin: null }, page }).origin).toBe('https://js.other.example');
    expect(readServed({ served: '', script: null, page }).origin).toBe(page);
  });

  it('the train likewise', () => {
    expect(readServed({ served, script: null, page }).train).toBe('basil');
    expect(trainOf('https://pay.example/endive/stripe.js?x=1')).toBe('endive');
    expect(trainOf('https://pay.example/v3/stripe.js')).toBe('v3');
    expect(trainOf('https://pay.example/v3/')).toBe('v3');
  });
});
