import { expect, test } from 'vitest';
import { checkTyped } from './accounts';

test.each([
  ['the test bank', '110000000', '000123456789', '000123456789', undefined],
  ['too short', '11000000', '000123456789', '000123456789', 'bank.error.routing'],
  ['a wrong check digit', '110000001', '000123456789', '000123456789', 'bank.error.routing_wrong'],
  ['an account of three digits', '110000000', '123', '123', 'bank.error.account'],
  ['not the same twice', '110000000', '000123456789', '000123456780', 'bank.error.confirm'],
])('%s', (_, routing, account, confirm, key) => expect(checkTyped({ routing, account, confirm })?.key).toBe(key));
