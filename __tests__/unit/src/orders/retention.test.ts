import { expect, test } from '@jest/globals';
import { expiryOf } from '../../../../src/orders/retention.ts';

const NOON = new Date('2025-03-01T12:00:00.000Z');

test.each([
  [30, '2025-03-31T12:00:00.000Z'],
  [365, '2026-03-01T12:00:00.000Z'],
  [999_999, '4763-01-26T12:00:00.000Z'],
])('an order expires %i days of 24 hours after it is finished', (days, expected) => {
  expect(expiryOf(NOON, days)?.toISOString()).toBe(expected);
});

test('without a retention, an order never expires', () => {
  expect(expiryOf(NOON, 0)).toBeUndefined();
});
