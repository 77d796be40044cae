import { describe, expect, test } from 'vitest';
import { editDigits, editExpiry, editIban, editNumber, formatNumber, parseExpiry, type Formatter } from './format';

/** Types one character after the other at the caret; `<` is Backspace, `>` Delete, `←` the arrow key. */
function type(format: Formatter, keys: string, start = { text: '', caret: 0 }): string {
  let { text, caret } = start;
  for (const key of keys) {
    const before = text;
    if (key === '←') {
      caret = Math.max(0, caret - 1);
      continue;
    }
    if (key === '<') {
      if (caret === 0) continue;
      ({ text, caret } = format({ text: text.slice(0, caret - 1) + text.slice(caret), caret: caret - 1, before }));
    } else if (key === '>') {
      ({ text, caret } = format({ text: text.slice(0, caret) + text.slice(caret + 1), caret, before, forward: true }));
    } else {
      ({ text, caret } = format({ text: text.slice(0, caret) + key + text.slice(caret), caret: caret + 1, before }));
    }
  }
  return `${text.slice(0, caret)}|${text.slice(caret)}`;
}

describe('card number', () => {
  test.each([
    ['', ''],
    ['4', '4'],
    ['4242', '4242'],
    ['42424', '4242 4'],
    ['4242424242424242', '4242 4242 4242 4242'],
    ['378282246310005', '3782 822463 10005'],
    ['3782822', '3782 822'],
    ['6205500000000000004', '6205 5000 0000 0000 004'],
    ['36227206271667', '3622 7206 2716 67'],
  ])('%s is shown as %s', (digits, shown) => expect(formatNumber(digits)).toBe(shown));

  test.each([
    ['4242424242424242', '4242 4242 4242 4242|'],
    ['4242 4242-4242.4242', '4242 4242 4242 4242|'],
    ['42424242424242429', '4242 4242 4242 4242|'],
    ['4242a4', '4242 4|'],
    ['42425<', '4242|'],
    ['42425<<', '424|'],
    ['42425←←9', '4242 9|5'],
    ['424256←←<', '424|5 6'],
    ['424256←←>', '4242 |6'],
    ['424256←←←>', '4242 |6'],
    ['12345678←←←←←<', '123|5 678'],
  ])('typing %s gives %s', (keys, result) => expect(type(editNumber, keys)).toBe(result));

  test('pasted at once with the spaces of the page it came from', () => {
    expect(editNumber({ text: ' 3782 822463 10005 ', caret: 19, before: '' }).text).toBe('3782 822463 10005');
  });

  test('no digit is dropped or moved, wherever the next one is put', () => {
    const digits = '4000056655665556';
    for (let at = 0; at < digits.length; at += 1) {
      const rest = digits.slice(0, at) + digits.slice(at + 1);
      const before = formatNumber(rest);
      let caret = 0;
      for (let seen = 0; seen < at; caret += 1) if (/\d/.test(before[caret]!)) seen += 1;
      const text = before.slice(0, caret) + digits[at] + before.slice(caret);
      expect(editNumber({ text, caret: caret + 1, before }).text).toBe(formatNumber(digits));
    }
  });
});

describe('expiry', () => {
  test.each([
    ['1234', '12 / 34|'],
    ['12/34', '12 / 34|'],
    ['12 / 34', '12 / 34|'],
    ['1/34', '01 / 34|'],
    ['12/2034', '12 / 34|'],
    ['122034', '12 / 34|'],
    ['12-34', '12 / 34|'],
    ['5', '05 / |'],
    ['534', '05 / 34|'],
    ['0534', '05 / 34|'],
    ['1', '1|'],
    ['12', '12 / |'],
    ['12<', '1|'],
    ['123<', '12|'],
    ['12345', '12 / 34|'],
    ['1234←←<', '1| / 34'],
    ['1234←←<1', '11 / |34'],
    ['1234←←<<', '| / 34'],
    ['1234←←<<05', '05 / |34'],
    ['1234←←<<7', '07 / |34'],
    ['12/20', '12 / 20|'],
    ['abc', '|'],
  ])('typing %s gives %s', (keys, result) => expect(type(editExpiry, keys)).toBe(result));

  test.each(['1234', '12/34', '12 / 34', '12/2034', '122034', '12.34'])('%s filled in at once', (text) => {
    expect(editExpiry({ text, caret: text.length, before: '' }).text).toBe('12 / 34');
  });

  test.each([
    ['1/34', { month: '01', year: '34' }],
    ['/34', { month: '', year: '34' }],
    ['', { month: '', year: '' }],
    ['12 / 2034', { month: '12', year: '2034' }],
  ])('%s is read as a month and a year', (text, parts) => expect(parseExpiry(text)).toEqual(parts));
});

test('a code takes its digits and no more', () => {
  expect(type(editDigits(3), '12x34')).toBe('123|');
  expect(type(editDigits(4), '12345')).toBe('1234|');
  expect(type(editDigits(3), '13←2')).toBe('12|3');
});

test('an IBAN is grouped and capital', () => {
  expect(type(editIban, 'de89370400440532013000')).toBe('DE89 3704 0044 0532 0130 00|');
  expect(type(editIban, 'de8937<<')).toBe('DE89|');
});
