import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IndexedOrder } from '../../../../src/orders/ports.ts';
import { acknowledged, aNotifiedOrder, aPendingOrder } from '../../../support/notification-index.ts';
import { answersTo, idsOf, reportOver, THREE_DAYS } from '../../../support/report.ts';

/** What the consumer does to the index. */
function acknowledge(items: IndexedOrder[], isMeant: (item: IndexedOrder) => boolean): void {
  for (const [index, item] of items.entries()) {
    if (item.NotifiedAt === undefined && isMeant(item)) items[index] = acknowledged(item);
  }
}

const pendingAt = (...seconds: number[]) =>
  seconds.map((second) =>
    aPendingOrder({ OrderId: `ORD-${second}`, Timestamp: `2025-05-03T12:00:0${second}.000Z` }),
  );

describe('an order that is acknowledged between two answers', () => {
  test('is not lost when it lies ahead', async () => {
    const items = pendingAt(1, 2, 3);
    const { report } = reportOver(items);

    const answers = await answersTo(report, { ...THREE_DAYS, Limit: 1 }, () =>
      acknowledge(items, ({ OrderId }) => OrderId === 'ORD-3'),
    );

    expect(idsOf(...answers)).toEqual(['ORD-1', 'ORD-2', 'ORD-3']);
  });

  test('is not given again when it was the last', async () => {
    const items = pendingAt(1, 2, 3);
    const { report } = reportOver(items);

    const answers = await answersTo(report, { ...THREE_DAYS, Limit: 1 }, () =>
      acknowledge(items, () => true),
    );

    expect(idsOf(...answers)).toEqual(['ORD-1', 'ORD-2', 'ORD-3']);
  });

  test('is not lost where it shares its millisecond with the last', async () => {
    // Their partitions are 6 and 7; of the first, the check value of CRC-32 says so.
    const items = ['123456789', 'ORD-9'].map((OrderId) => aPendingOrder({ OrderId }));
    const { report } = reportOver(items);

    const answers = await answersTo(report, { ...THREE_DAYS, Limit: 1 }, () =>
      acknowledge(items, ({ OrderId }) => OrderId === 'ORD-9'),
    );

    expect(idsOf(...answers)).toEqual(['123456789', 'ORD-9']);
  });

  test('is never lost, and comes twice only within the millisecond that an answer ended in', async () => {
    const order = fc.record({ second: fc.integer({ min: 0, max: 5 }), notified: fc.boolean() });
    const limit = fc.integer({ min: 1, max: 5 });
    const moves = fc.infiniteStream(fc.boolean());

    await fc.assert(
      fc.asyncProperty(fc.array(order, { maxLength: 30 }), limit, moves, async (given, Limit, moved) => {
        const items = given.map(({ second, notified }, index) => {
          const fields = { OrderId: `ORD-${index}`, Timestamp: `2025-05-03T12:00:0${second}.000Z` };
          return notified ? aNotifiedOrder(fields) : aPendingOrder(fields);
        });
        const { report } = reportOver(items);

        const answers = await answersTo(report, { ...THREE_DAYS, Limit }, () =>
          acknowledge(items, () => moved.next().value ?? false),
        );

        const reported = answers.flatMap(({ Orders }) => Orders);
        const repeated = reported.filter(({ OrderId }, index) =>
          idsOf({ Orders: reported.slice(0, index) }).includes(OrderId),
        );
        const ends = answers.map(({ Orders }) => Orders.at(-1)?.Timestamp);
        expect(new Set(idsOf(...answers))).toEqual(new Set(items.map(({ OrderId }) => OrderId)));
        expect(repeated.filter(({ Timestamp }) => !ends.includes(Timestamp))).toEqual([]);
      }),
    );
  });
});

describe('an order that is acknowledged while an answer is being read', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])(
    'after page %d is given once',
    async (page) => {
      const items = pendingAt(1, 2, 3);
      const { report } = reportOver(items, (pages) => pages === page && acknowledge(items, () => true));

      const answer = await report(THREE_DAYS);

      expect(idsOf(answer)).toEqual(['ORD-1', 'ORD-2', 'ORD-3']);
    },
  );
});
