import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../../../tools/simulation/models/expressions.ts';
import { announcement, brokenBy, invocation, LOW, NOTIFIED, ORDER, PENDING } from './told-rules.ts';

const wrote = (before: Item | undefined, after: Item) =>
  brokenBy((rules) => rules.wrote(before, after, invocation()));

describe('the table', () => {
  test.each([
    ['a high-value order that is owed', undefined, PENDING],
    ['an order at the threshold', undefined, LOW],
    ['the acknowledgement of an order', PENDING, NOTIFIED],
  ])('may get %s', (_, before, after) => {
    expect(wrote(before, after)).toBeUndefined();
  });

  test.each([
    ['another amount', PENDING, { ...PENDING, Amount: 251 }],
    ['another time of receipt', PENDING, { ...PENDING, ReceivedAt: '2025-05-03T12:00:00.001Z' }],
    ['one field more', LOW, { ...LOW, UserId: 'U1' }],
  ])('must not get %s for a stored order', (_, before, after) => {
    expect(wrote(before, after)).toBe('a stored order never changes');
  });

  test.each([
    ['another NotifiedAt', { ...NOTIFIED, NotifiedAt: '2025-05-03T12:00:00.001Z' }],
    ['no NotifiedAt any more', PENDING],
  ])('must not get %s for an order that was notified', (_, after) => {
    expect(wrote(NOTIFIED, after)).toBe('NotifiedAt never changes');
  });

  test('must not get what nobody sent', () => {
    expect(wrote(undefined, { ...PENDING, UserId: 'U1' })).toBe('what is stored is what was sent');
  });

  test('must not get a new order that is notified already', () => {
    expect(wrote(undefined, NOTIFIED)).toBe('no order is notified before it is stored');
  });

  const { NotificationStatus, ...withoutStatus } = PENDING;
  test.each([
    ['a high-value order that is not in the index', undefined, withoutStatus],
    ['a high-value order in no known partition', undefined, { ...PENDING, NotificationStatus: 'PENDING#8' }],
    [
      'an order at the threshold that is in the index',
      undefined,
      { ...LOW, NotificationStatus: 'PENDING#1' },
    ],
    ['an order at the threshold that is notified', LOW, { ...LOW, NotifiedAt: 'now' }],
    ['a notified order that is owed', PENDING, { ...NOTIFIED, NotificationStatus: 'PENDING#5' }],
    ['a notified order of another day', PENDING, { ...NOTIFIED, NotificationStatus: 'NOTIFIED#2025-05-04' }],
  ])('must not get %s', (_, before, after) => {
    expect(wrote(before, after)).toBe('every high-value order is owed or notified, and no other is');
  });
});

describe('HighValueOrderTopic', () => {
  const announced = (order: object) =>
    brokenBy((rules) => rules.announced(announcement(order)), PENDING, LOW);

  test('may get the announcement of a stored high-value order', () => {
    expect(announced(ORDER)).toBeUndefined();
  });

  test.each([
    ['at the threshold', { ...LOW }],
    ['that is not stored', { ...ORDER, OrderId: 'ORD-3' }],
    ['with another amount than is stored', { ...ORDER, Amount: 251 }],
    ['with a field that is not stored', { ...ORDER, UserId: 'U1' }],
  ])('must not get the announcement of an order %s', (_, order) => {
    expect(announced(order)).toBe('only stored orders over the threshold are announced, as they are stored');
  });
});
