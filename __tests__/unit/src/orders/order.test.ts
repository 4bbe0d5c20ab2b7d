import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  conflictingFields,
  InvalidOrderError,
  orderFields,
  parseOrder,
  receive,
} from '../../../../src/orders/order.ts';
import { FIELDS, kindOf, PRIVATE_FIELDS, TEXT_FIELDS } from '../../../../tools/service/order-fields.ts';
import { almostAnOrder, cents, inCamelCase, order, orderAsSent } from '../../../support/arbitraries.ts';
import { refusalOf } from '../../../support/errors.ts';
import { aFullOrder, anOrder, aReceivedOrder } from '../../../support/orders.ts';

const OrderId = 'ORD-1';
const TWO_BYTES = 'é';
const NO_FIELD = 'is not a field of an order';
const BY_SERVICE = 'is set by the service, not by the sender';
const SURROGATE = 'must be well-formed Unicode (it contains an unpaired surrogate)';
const NOT_CARRIED = 'must not contain U+FFFE or U+FFFF, which SQS refuses';
const oneCasing = (name: string) => `must be written ${name}: use one casing throughout`;

/** Every problem of an input, as `path message`. */
const problemsOf = (input: unknown) =>
  refusalOf(input).issues.map(({ path, message }) => `${path} ${message}`.trim());

describe('parseOrder', () => {
  test('takes every order in either casing, and changes nothing about it', () => {
    fc.assert(
      fc.property(order, (given) => {
        expect(parseOrder(JSON.parse(JSON.stringify(given)))).toStrictEqual(given);
        expect(parseOrder(inCamelCase(given))).toStrictEqual(given);
      }),
    );
  });

  test('takes what it has parsed once more, as the same order', () => {
    fc.assert(
      fc.property(orderAsSent, (sent) => {
        const parsed = parseOrder(sent);

        expect(parseOrder(parsed)).toStrictEqual(parsed);
      }),
    );
  });

  test('takes any JSON value or refuses it with an InvalidOrderError, and leaves it as it was', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), almostAnOrder), (input) => {
        const before = JSON.stringify(input);

        const outcome = outcomeOf(input);

        expect(outcome).toEqual(
          outcome instanceof Error
            ? expect.any(InvalidOrderError)
            : expect.objectContaining({ OrderId: expect.any(String) }),
        );
        expect(JSON.stringify(input)).toBe(before);
      }),
      { numRuns: 1_000 },
    );
  });

  test('refuses anything but a JSON object', () => {
    for (const input of [null, undefined, true, 7, '{"OrderId":"ORD-1"}', [], [{ OrderId }]]) {
      expect(problemsOf(input)).toEqual(['must be a JSON object']);
    }
  });

  function outcomeOf(input: unknown): unknown {
    try {
      return parseOrder(input);
    } catch (error) {
      return error;
    }
  }
});

describe.each(TEXT_FIELDS)('%s', (field) => {
  const withText = (value: unknown) => ({ OrderId, [field]: value });

  test.each([
    ['one character', 'x'],
    ['256 bytes in ASCII', 'x'.repeat(256)],
    ['256 bytes in characters of two bytes', TWO_BYTES.repeat(128)],
    ['a surrogate pair', 'a😀b'],
    ['a space within', 'a b'],
    ['the neighbours of what SQS does not carry', 'a\ud7ff\ue000\ufffd\u{10000}b'],
    ['the noncharacters that SQS carries', '\ufdd0\u{1fffe}\u{10ffff}'],
  ])('takes %s', (_, value) => {
    expect(parseOrder(withText(value))).toHaveProperty(field, value);
  });

  test.each([
    ['an empty text', '', 'must not be empty'],
    ['257 bytes in ASCII', 'x'.repeat(257), 'must be at most 256 UTF-8 bytes'],
    ['257 bytes in 129 characters', `${TWO_BYTES.repeat(128)}x`, 'must be at most 256 UTF-8 bytes'],
    ['a high surrogate alone', 'a\ud83d', SURROGATE],
    ['a low surrogate alone', '\ude00a', SURROGATE],
    ['U+FFFE', 'a\ufffeb', NOT_CARRIED],
    ['U+FFFF', '\uffff', NOT_CARRIED],
    ['null', null, 'must be a string'],
    ['a list', ['x'], 'must be a string'],
  ])('refuses %s', (_, value, message) => {
    expect(problemsOf(withText(value))).toEqual([`${field} ${message}`]);
  });
});

test.each(PRIVATE_FIELDS)('%s is free text, spaces and line ends included', (field) => {
  expect(parseOrder({ OrderId, [field]: ' two\nlines ' })).toHaveProperty(field, ' two\nlines ');
});

describe('an OrderId', () => {
  test.each(['\u0020', '~', '\u00a0', '\u00a1', '\u2028'])('may hold %j', (character) => {
    expect(parseOrder({ OrderId: `a${character}b` }).OrderId).toBe(`a${character}b`);
  });

  const controls = ['\u0000', '\u0009', '\n', '\u001f', '\u007f', '\u0080', '\u009f'];
  const spaces = [' a', 'a ', ' ', '\u00a0a', 'a\u3000', '\ufeffa'];

  test.each([
    ...controls.map(
      (character) => [`a${character}b`, ['OrderId must not contain control characters']] as const,
    ),
    ...spaces.map((id) => [id, ['OrderId must not begin or end with a space']] as const),
    [
      `\u0000${'x'.repeat(256)} `,
      [
        'OrderId must be at most 256 UTF-8 bytes',
        'OrderId must not contain control characters',
        'OrderId must not begin or end with a space',
      ],
    ] as const,
  ])('cannot be %j', (id, expected) => {
    expect(problemsOf({ OrderId: id })).toEqual(expected);
  });
});

describe('an Amount', () => {
  test('may be any number of cents from 0 to 1,000,000,000', () => {
    fc.assert(
      fc.property(cents, (count) => {
        expect(parseOrder({ OrderId, Amount: count / 100 }).Amount).toBe(count / 100);
      }),
      { examples: [[0], [10], [100_000_000_000]] },
    );
  });

  const RANGE = 'Amount must be from 0 to 1,000,000,000';
  const DECIMALS = 'Amount must have at most two decimals';

  test.each([
    ...[-0.01, -1_000_000_000, 1_000_000_000.01, 1e21, Infinity].map((value) => [value, [RANGE]] as const),
    ...[100.004999, 100.005, 0.001, 1.005, 0.1 + 0.2, 1e-7].map((value) => [value, [DECIMALS]] as const),
    [-0.001, [RANGE, DECIMALS]] as const,
    ...['250', '', null, true, [250], Number.NaN].map(
      (value) => [value, ['Amount must be a number']] as const,
    ),
  ] as const)('cannot be %j', (Amount, expected) => {
    expect(problemsOf({ OrderId, Amount })).toEqual(expected);
  });
});

describe('a Quantity', () => {
  test.each([1, 2, 1_000_000])('may be %d', (Quantity) => {
    expect(parseOrder({ OrderId, Quantity })).toStrictEqual({ OrderId, Quantity });
  });

  test.each([
    ...[0, -1, 0.5, 1.5, 1_000_001, Infinity].map((value) => [value, 'whole number from 1 to 1,000,000']),
    ...['1', null, Number.NaN].map((value) => [value, 'number']),
  ])('cannot be %j', (Quantity, what) => {
    expect(problemsOf({ OrderId, Quantity })).toEqual([`Quantity must be a ${what}`]);
  });
});

describe('the name of a field', () => {
  test.each([
    ...['ORDERID', 'orderid', 'order_id', ' OrderId', 'Currency', 'constructor', 'toString', '', 'Type'],
    '__proto__',
  ])('cannot be %j', (name) => {
    const input = JSON.parse(`{"OrderId":"ORD-1",${JSON.stringify(name)}:{"Amount":250}}`);

    expect(refusalOf(input).issues).toEqual([{ path: name, message: NO_FIELD }]);
  });

  test.each([
    ...['ReceivedAt', 'receivedAt', 'NotificationStatus', 'notificationStatus', 'NotifiedAt', 'notifiedAt'],
    ...['AcknowledgementId', 'acknowledgementId', 'ExpiresAt', 'expiresAt'],
  ])('cannot be one that the service writes: %s', (name) => {
    expect(problemsOf({ OrderId, [name]: '2025-05-03T12:00:00.000Z' })).toEqual([`${name} ${BY_SERVICE}`]);
  });
});

describe('an order in both casings is refused', () => {
  test.each([
    [
      'by the name in the minority',
      { orderId: 'A', amount: 250, Quantity: 1 },
      [`Quantity ${oneCasing('quantity')}`],
    ],
    [
      'by every such name',
      { OrderId, Amount: 250, Status: 'new', userId: 'U1', quantity: 1 },
      [`userId ${oneCasing('UserId')}`, `quantity ${oneCasing('Quantity')}`],
    ],
    [
      'as PascalCase if there are as many of either',
      { orderId: 'A', Amount: 250 },
      [`orderId ${oneCasing('OrderId')}`],
    ],
    [
      'by counting only the names of fields',
      { orderId: 'A', Currency: 'EUR', Shop: 'S1' },
      [`Currency ${NO_FIELD}`, `Shop ${NO_FIELD}`],
    ],
    [
      'for its odd fields too, under the names given',
      { OrderId, Amount: 250, quantity: 0 },
      [`quantity ${oneCasing('Quantity')}`, 'quantity must be a whole number from 1 to 1,000,000'],
    ],
    [
      'if a field comes twice, the odd one first',
      { amount: 2, Amount: 2, OrderId },
      ['amount is also given as Amount'],
    ],
    [
      'if a field of an order in camelCase comes twice',
      { orderId: 'A', userId: 'U1', OrderId: 'A' },
      ['OrderId is also given as orderId'],
    ],
    [
      'if a field comes twice, the odd one last, with the one that counts checked',
      { OrderId, Amount: -1, amount: 'much' },
      ['amount is also given as Amount', 'Amount must be from 0 to 1,000,000,000'],
    ],
  ])('%s', (_, input, expected) => {
    expect(problemsOf(input)).toEqual(expected);
  });
});

describe('a refusal', () => {
  test.each([
    [{ OrderId, Amount: '250' }, ' ORD-1: Amount must be a number'],
    [{ orderId: OrderId, amount: -1 }, ' ORD-1: amount must be from 0 to 1,000,000,000'],
    [{ orderId: OrderId, Amount: 2, Quantity: 1 }, ` ORD-1: orderId ${oneCasing('OrderId')}`],
    [{ OrderId: '' }, ': OrderId must not be empty'],
    [{ Amount: 250 }, ': OrderId is required'],
    [
      { amount: 0.001, Shop: 'S1' },
      `: Shop ${NO_FIELD}; orderId is required; amount must have at most two decimals`,
    ],
    [{}, ': OrderId is required'],
    [null, ': must be a JSON object'],
  ])('of %j names the OrderId and every problem', (input, message) => {
    expect(refusalOf(input)).toMatchObject({ name: 'InvalidOrderError', message: `Invalid order${message}` });
  });

  test.each([undefined, '', 7, 'x'.repeat(257), ' ORD-1 ', 'ORD-1\u0000x', 'ORD-1\uffff'])(
    'has no OrderId if that is not sound: %j',
    (id) => {
      expect(refusalOf({ OrderId: id }).orderId).toBeUndefined();
    },
  );

  test('has every problem, also those that its message only counts, and each path in full', () => {
    const names = Array.from({ length: 10_001 }, (_, index) => `x${index}`.padEnd(70, '.'));

    const { issues } = refusalOf({ OrderId, ...Object.fromEntries(names.map((name) => [name, 1])) });

    expect(issues).toEqual(names.map((path) => ({ path, message: NO_FIELD })));
  });
});

describe('receive', () => {
  const NOW = new Date('2025-06-01T12:00:00+02:00');
  const ReceivedAt = '2025-06-01T10:00:00.000Z';

  test('adds the time of arrival, in UTC, also as the Timestamp of an order without one', () => {
    expect(receive({ OrderId }, NOW)).toStrictEqual({ OrderId, Timestamp: ReceivedAt, ReceivedAt });
  });

  test('keeps everything that the sender gave', () => {
    const full = aFullOrder();

    expect(receive(full, NOW)).toStrictEqual({ ...full, ReceivedAt });
  });
});

describe('conflictingFields', () => {
  const stored = aFullOrder();
  const different = { text: 'any text ', time: '2025-05-03T12:00:00.001Z', amount: 0, count: 2 };

  test.each([
    ['if every field agrees', stored],
    ['for fields that the repeat leaves out', { OrderId: stored.OrderId }],
  ])('names none %s, whatever is stored beside the order', (_, again) => {
    expect(conflictingFields(again, { ...stored, ...aReceivedOrder(stored) })).toEqual([]);
  });

  test.each(FIELDS)('names %s if it differs', (field) => {
    const again = { ...stored, [field]: different[kindOf(field)] };

    expect(conflictingFields(again, stored)).toEqual([field]);
  });

  test('names every field that differs, or is not stored', () => {
    const fields = conflictingFields({ OrderId, Quantity: 2, Amount: 0 }, { OrderId, Quantity: 1 });

    expect(fields).toEqual(['Amount', 'Quantity']);
  });
});

test.each([
  ['every field', aFullOrder()],
  ['only some fields', anOrder({ Amount: 0 })],
])('orderFields gives an order with %s, without what the service adds', (_, given) => {
  const stored = { ...given, ReceivedAt: '2025-06-01T10:00:00.000Z', NotificationStatus: 'PENDING#1' };

  expect(orderFields(stored)).toStrictEqual(given);
});
