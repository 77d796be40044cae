import { expect, it } from 'vitest';
import { compact, encodeForm, mergeAll } from './form';

it('writes nested parameters in brackets', () => {
  const form = encodeForm({ a: { b: [1, { c: 'x&y' }] }, d: true, e: undefined });
  expect([...form]).toEqual([['a[b][0]', '1'], ['a[b][1][c]', 'x&y'], ['d', 'true']]);
});

it('lets later values win, part by part', () => {
  expect(mergeAll({ a: { x: 1, y: 2 } }, undefined, { a: { y: 3 }, b: 1 })).toEqual({ a: { x: 1, y: 3 }, b: 1 });
});

it('takes out what says nothing', () => {
  expect(compact({ a: null, b: '', c: { d: undefined }, e: 0, f: false, g: [] })).toEqual({ e: 0, f: false, g: [] });
  expect(compact({ a: null })).toBeUndefined();
});
