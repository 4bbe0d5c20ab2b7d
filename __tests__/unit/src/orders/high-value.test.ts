import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { announcementOf, isHighValue } from '../../../../src/orders/announcement.ts';
import { cents } from '../../../support/arbitraries.ts';
import { aFullOrder, aHighValueOrder, anOrder } from '../../../support/orders.ts';

describe('isHighValue', () => {
  test.each([
    { amount: 100.01, threshold: 100, expected: true },
    { amount: 100, threshold: 100, expected: false },
    { amount: 99.99, threshold: 100, expected: false },
    { amount: 0.01, threshold: 0, expected: true },
    { amount: 0, threshold: 0, expected: false },
    { amount: 0.3, threshold: 0.3, expected: false },
    { amount: 1_000_000_000, threshold: 999_999_999.99, expected: true },
  ])('an amount of $amount over a threshold of $threshold: $expected', ({ amount, threshold, expected }) => {
    const order = anOrder({ Amount: amount });

    const highValue = isHighValue(order, threshold);

    expect(highValue).toBe(expected);
  });

  test('an order without an amount is never high-value', () => {
    const highValue = isHighValue(anOrder(), 0);

    expect(highValue).toBe(false);
  });

  test('is exact for every amount and threshold with two decimals', () => {
    fc.assert(
      fc.property(cents, cents, (amount, threshold) => {
        const highValue = isHighValue(anOrder({ Amount: amount / 100 }), threshold / 100);

        expect(highValue).toBe(amount > threshold);
      }),
    );
  });

  test('is exact within a cent of any threshold', () => {
    fc.assert(
      fc.property(cents, (threshold) => {
        const around = [threshold - 1, threshold, threshold + 1].map((amount) =>
          isHighValue(anOrder({ Amount: amount / 100 }), threshold / 100),
        );

        expect(around).toEqual([false, false, true]);
      }),
    );
  });
});

describe('announcementOf', () => {
  test('carries the whole order, and the threshold it was over', () => {
    const order = {
      ...aFullOrder({ OrderId: 'ORD-1' }),
      Amount: 250,
      ReceivedAt: '2025-05-03T12:00:01.000Z',
    };

    const announcement = announcementOf(order, 100);

    expect(announcement).toStrictEqual({ Type: 'HighValueOrder', Version: 1, ...order, Threshold: 100 });
  });

  test('leaves out what the order leaves out', () => {
    const order = aHighValueOrder();

    const announcement = announcementOf(order, 100);

    expect(Object.keys(announcement).sort()).toEqual([
      'Amount',
      'OrderId',
      'ReceivedAt',
      'Threshold',
      'Timestamp',
      'Type',
      'Version',
    ]);
  });

  test('leaves out what the table keeps beside the order', () => {
    const stored = { ...aHighValueOrder(), NotificationStatus: 'PENDING#1', NotifiedAt: undefined };

    const announcement = announcementOf(stored, 100);

    expect(Object.keys(announcement)).not.toContain('NotificationStatus');
  });
});
