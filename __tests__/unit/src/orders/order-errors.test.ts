import { describe, expect, test } from '@jest/globals';
import { refusalOf } from '../../../support/errors.ts';

/** How many problems a message spells out. */
const LISTED = 10_000;

/** An order with `count` problems, each an unknown field: x1, x2 and so on. */
function orderWithProblems(count: number): Record<string, unknown> {
  const unknown = Array.from({ length: count }, (_, index) => [`x${index + 1}`, true]);
  return { OrderId: 'ORD-1', ...Object.fromEntries(unknown) };
}

/** A long message in short: how many parts it has, and the outer two. */
function endsOf(message: string) {
  const parts = message.split('; ');
  return { parts: parts.length, first: parts[0], last: parts.at(-1) };
}

describe('the message of a refusal', () => {
  test.each([
    [{ OrderId: 'ORD-1', Amount: '250' }, 'Invalid order ORD-1: Amount must be a number'],
    [{ orderId: 'ORD-1', amount: -1 }, 'Invalid order ORD-1: amount must be from 0 to 1,000,000,000'],
    [{ OrderId: '' }, 'Invalid order: OrderId must not be empty'],
    [{}, 'Invalid order: OrderId is required'],
    [null, 'Invalid order: must be a JSON object'],
  ])('of %j', (input, message) => {
    const refusal = refusalOf(input);

    expect(refusal.message).toBe(message);
  });

  test('lists every problem', () => {
    const refusal = refusalOf({ amount: 0.001, timestamp: 'now', quantity: 0, Shop: 'S1', userId: '' });

    expect(refusal.message).toBe(
      'Invalid order: Shop is not a field of an order; ' +
        'orderId is required; ' +
        'amount must have at most two decimals; ' +
        'timestamp must be an existing date and time in ISO 8601 with a zone, such as 2025-05-03T12:00:00Z; ' +
        'userId must not be empty; ' +
        'quantity must be a whole number from 1 to 1,000,000',
    );
  });

  test(`lists ${LISTED} problems`, () => {
    const refusal = refusalOf(orderWithProblems(LISTED));

    expect(endsOf(refusal.message)).toEqual({
      parts: LISTED,
      first: 'Invalid order ORD-1: x1 is not a field of an order',
      last: `x${LISTED} is not a field of an order`,
    });
  });

  test.each([
    [2, 'and 2 more problems'],
    [10, 'and 10 more problems'],
  ])('counts %d more', (more, counted) => {
    const refusal = refusalOf(orderWithProblems(LISTED + more));

    expect(endsOf(refusal.message)).toMatchObject({ parts: LISTED + 1, last: counted });
  });

  test('counts a single one more', () => {
    const refusal = refusalOf(orderWithProblems(LISTED + 1));

    expect(endsOf(refusal.message).last).toMatch(/^and 1 more problem/);
  });

  test('spells out a name of 64 characters', () => {
    const name = 'n'.repeat(64);

    const refusal = refusalOf({ OrderId: 'ORD-1', [name]: 1 });

    expect(refusal.message).toBe(`Invalid order ORD-1: ${name} is not a field of an order`);
  });

  test('cuts a longer name short', () => {
    const refusal = refusalOf({ OrderId: 'ORD-1', [`${'n'.repeat(64)}x`]: 1 });

    expect(refusal.message).toBe(`Invalid order ORD-1: ${'n'.repeat(64)}… is not a field of an order`);
  });
});

describe('the facts of a refusal', () => {
  test('are an error of its own name', () => {
    const refusal = refusalOf({});

    expect(refusal.name).toBe('InvalidOrderError');
  });

  test('hold every problem, also those that the message counts', () => {
    const refusal = refusalOf(orderWithProblems(LISTED + 10));

    expect(refusal.issues.length).toBe(LISTED + 10);
  });

  test('hold a long name in full', () => {
    const name = 'n'.repeat(65);

    const refusal = refusalOf({ OrderId: 'ORD-1', [name]: 1 });

    expect(refusal.issues).toEqual([{ path: name, message: 'is not a field of an order' }]);
  });

  test.each([
    ['in PascalCase', { OrderId: 'ORD-1', Amount: '250' }],
    ['in camelCase', { orderId: 'ORD-1', amount: '250' }],
    ['in the casing of the minority', { orderId: 'ORD-1', Amount: 250, Quantity: 1 }],
  ])('hold a sound OrderId %s', (_, input) => {
    const refusal = refusalOf(input);

    expect(refusal.orderId).toBe('ORD-1');
  });

  test.each([
    ['missing', { Amount: '250' }],
    ['empty', { OrderId: '' }],
    ['no string', { OrderId: 7 }],
    ['too long', { OrderId: 'x'.repeat(257) }],
    ['framed by spaces', { OrderId: ' ORD-1 ' }],
    ['with a control character', { OrderId: 'ORD-1\u0000x' }],
    ['in an input that is no object', ['ORD-1']],
  ])('hold no OrderId that is %s', (_, input) => {
    const refusal = refusalOf(input);

    expect(refusal.orderId).toBeUndefined();
  });
});
