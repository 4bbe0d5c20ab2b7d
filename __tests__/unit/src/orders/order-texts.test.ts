import { describe, expect, test } from '@jest/globals';
import { parseOrder } from '../../../../src/orders/order.ts';
import { refusalOf } from '../../../support/errors.ts';

const TWO_BYTES = 'é';

describe.each(['OrderId', 'UserId', 'ItemName', 'Status'])('%s', (field) => {
  const withText = (value: unknown) => ({ OrderId: 'ORD-1', [field]: value });

  test.each([
    ['one character', 'x'],
    ['256 bytes in ASCII', 'x'.repeat(256)],
    ['256 bytes in characters of two bytes', TWO_BYTES.repeat(128)],
    ['a surrogate pair', 'a😀b'],
    ['a space within', 'a b'],
    [
      'the last characters before and the first after those that SQS leaves out',
      'a\ud7ff\ue000\ufffd\u{10000}b',
    ],
    ['the noncharacters that SQS carries', '\ufdd0\u{1fffe}\u{10ffff}'],
  ])('takes %s', (_, value) => {
    const order = parseOrder(withText(value));

    expect(order).toHaveProperty(field, value);
  });

  test.each([
    ['an empty text', '', 'must not be empty'],
    ['257 bytes in ASCII', 'x'.repeat(257), 'must be at most 256 UTF-8 bytes'],
    ['257 bytes in 129 characters', `${TWO_BYTES.repeat(128)}x`, 'must be at most 256 UTF-8 bytes'],
    ['a high surrogate alone', 'a\ud83d', 'must be well-formed Unicode (it contains an unpaired surrogate)'],
    ['a low surrogate alone', '\ude00a', 'must be well-formed Unicode (it contains an unpaired surrogate)'],
    ['U+FFFE', 'a\ufffeb', 'must not contain U+FFFE or U+FFFF, which SQS refuses'],
    ['U+FFFF', '\uffff', 'must not contain U+FFFE or U+FFFF, which SQS refuses'],
    ['a number', 7, 'must be a string'],
    ['null', null, 'must be a string'],
    ['a list', ['x'], 'must be a string'],
    ['an object', {}, 'must be a string'],
    ['a boolean', true, 'must be a string'],
  ])('refuses %s', (_, value, message) => {
    const { issues } = refusalOf(withText(value));

    expect(issues).toEqual([{ path: field, message }]);
  });
});

describe('an OrderId', () => {
  test.each(['\u0000', '\u0009', '\n', '\u001f', '\u007f', '\u0080', '\u009f'])(
    'holds no control character: %j',
    (character) => {
      const { issues } = refusalOf({ OrderId: `a${character}b` });

      expect(issues).toEqual([{ path: 'OrderId', message: 'must not contain control characters' }]);
    },
  );

  test.each(['\u0020', '~', '\u00a0', '\u00a1', '\u2028'])('may hold %j', (character) => {
    const order = parseOrder({ OrderId: `a${character}b` });

    expect(order.OrderId).toBe(`a${character}b`);
  });

  test.each([' a', 'a ', ' ', '\u00a0a', 'a\u3000', '\ufeffa'])(
    'has no space at either end: %j',
    (OrderId) => {
      const { issues } = refusalOf({ OrderId });

      expect(issues).toEqual([{ path: 'OrderId', message: 'must not begin or end with a space' }]);
    },
  );

  test('that breaks several rules is told each of them', () => {
    const { issues } = refusalOf({ OrderId: `\u0000${'x'.repeat(256)} ` });

    expect(issues.map(({ message }) => message)).toEqual([
      'must be at most 256 UTF-8 bytes',
      'must not contain control characters',
      'must not begin or end with a space',
    ]);
  });
});

test.each(['UserId', 'ItemName', 'Status'])('%s is free text, spaces and line ends included', (field) => {
  const order = parseOrder({ OrderId: 'ORD-1', [field]: ' two\nlines ' });

  expect(order).toHaveProperty(field, ' two\nlines ');
});
