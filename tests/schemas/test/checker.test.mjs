// What the checker accepts and what it reports, by one case each.
import assert from 'node:assert/strict';
import path from 'node:path';
import {before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {Checker} from '../src/checker.mjs';
import {fresh} from '../src/generate.mjs';
import {balanceTransaction, error, event, list, refund} from './samples.mjs';

const generated = path.join(path.dirname(fileURLToPath(import.meta.url)), '../generated');
let lenient, strict;

before(() => {
  fresh(generated);
  lenient = new Checker(generated);
  strict = new Checker(generated, {strict: true});
});

const without = (body, field) => Object.fromEntries(Object.entries(body).filter(([key]) => key !== field));
const found = (checker, body, name = null, options = {}) => checker.check(name, body, options).map((v) => `${v.path}: ${v.message}`);

const ACCEPTED = {
  'an object': refund,
  'an expanded object': {...refund, balance_transaction: balanceTransaction},
  'an expanded object that was deleted': {...refund, customer: {id: 'cus_1', object: 'customer', deleted: true}},
  'a list': list(refund, refund),
  'an event': event,
  'an error': error,
  'a deleted object': {id: 'we_1', object: 'webhook_endpoint', deleted: true},
};

for (const [what, body] of Object.entries(ACCEPTED)) {
  test(`accepts ${what}`, () => {
    assert.deepEqual(found(lenient, body), []);
    assert.deepEqual(found(strict, body), []);
  });
}

const REPORTED = [
  ['a missing field', without(refund, 'currency'), ['$.currency: missing']],
  ['a wrong type', {...refund, amount: '500'}, ['$.amount: expected integer, got "500"']],
  ['a fraction', {...refund, amount: 5.5}, ['$.amount: expected integer, got 5.5']],
  ['a null where none may be', {...refund, currency: null}, ['$.currency: expected string, got null']],
  ['a value inside a map', {...refund, metadata: {n: 7}}, ['$.metadata.n: expected string, got 7']],
  ['a closed enumeration', {...error, error: {...error.error, type: 'odd'}}, [/^\$\.error\.type: "odd" is not one of/]],
  ['a nested hash', {...refund, destination_details: {type: 7}}, ['$.destination_details.type: expected string, got 7']],
  ['another object than expanded', {...refund, charge: balanceTransaction}, ['$.charge: expected charge, got "balance_transaction"']],
  ['inside an expanded object', {...refund, balance_transaction: without(balanceTransaction, 'net')}, ['$.balance_transaction.net: missing']],
  ['an item of a list', list(refund, {...refund, amount: null}), ['$.data[1].amount: expected integer, got null']],
  ['a list without has_more', without(list(), 'has_more'), ['$.has_more: missing']],
  ['what an event carries', {...event, data: {object: without(refund, 'status')}}, ['$.data.object.status: missing']],
  ['another object in an event', {...event, data: {object: balanceTransaction}}, ['$.data.object: refund.created carries refund, got "balance_transaction"']],
  ['an unknown event', {...event, type: 'refund.eaten'}, ['$.type: "refund.eaten" is not an event type']],
  ['a foreign previous attribute', {...event, data: {...event.data, previous_attributes: {color: 'red'}}}, ['$.data.previous_attributes.color: not a field of refund']],
  ['an unknown object', {id: 'x_1', object: 'x'}, ['$: no schema for "x"']],
  ['a body that is none', [], ['$: expected an object, got an array']],
  ['an error without a message', {error: {type: 'api_error'}}, ['$.error.message: missing']],
  ['a field of live objects on a deleted one', {id: 'cus_1', object: 'customer', deleted: 'yes'}, [/deleted: must not be present/]],
];

for (const [what, body, expected] of REPORTED) {
  test(`reports ${what}`, () => {
    const violations = found(lenient, body);
    for (const text of expected) {
      assert.ok(violations.some((v) => (typeof text === 'string' ? v === text : text.test(v))), `${text} in ${JSON.stringify(violations)}`);
    }
    if (typeof expected[0] === 'string' && what !== 'an unknown event') assert.equal(violations.length, expected.length, JSON.stringify(violations));
  });
}

test('only a strict check reports unknown fields and unlisted values', () => {
  const odd = {...refund, color: 'red', reason: 'boredom', destination_details: {...refund.destination_details, shape: 'round'}};
  assert.deepEqual(found(lenient, odd), []);
  assert.deepEqual(found(strict, odd).map((v) => v.split(': ')[0]).sort(), ['$.color', '$.destination_details.shape', '$.reason']);
});

test('a partial object may lack fields but not its id', () => {
  const seen = {id: 'pi_1', object: 'payment_intent', amount: 500, source: null, status: 'succeeded'};
  assert.deepEqual(found(strict, seen, 'payment_intent', {partial: true}), []);
  assert.ok(found(strict, seen, 'payment_intent').length > 0);
  assert.deepEqual(found(lenient, without(seen, 'id'), 'payment_intent', {partial: true}), ['$.id: missing']);
  assert.deepEqual(found(strict, {error: {...error.error, payment_intent: seen}}, null, {partial: true}), []);
  assert.deepEqual(found(strict, {error: {type: 'api_error'}}, null, {partial: true}), ['$.error.message: missing']);
});
