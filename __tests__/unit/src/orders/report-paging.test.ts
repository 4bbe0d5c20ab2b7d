import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PENDING_STATUSES } from '../../../../src/orders/notification-status.ts';
import type { IndexedOrder } from '../../../../src/orders/ports.ts';
import { aNotifiedOrder, aPendingOrder, indexOrder } from '../../../support/notification-index.ts';
import { answersTo, idsOf, reportOver, THREE_DAYS } from '../../../support/report.ts';

const REQUEST = { From: '2025-05-03T00:00:00Z', To: '2025-05-05T23:59:59.999Z' };

/** Few times, so that many orders share one: around the edges of the request, of a day, and within one. */
const time = fc.constantFrom(
  '2025-05-02T23:59:59.999Z',
  '2025-05-03T00:00:00.000Z',
  '2025-05-03T23:59:59.999Z',
  '2025-05-04T00:00:00.000Z',
  '2025-05-04T12:00:00.000Z',
  '2025-05-04T12:00:00.001Z',
  '2025-05-05T23:59:59.998Z',
  '2025-05-05T23:59:59.999Z',
);

const orders = fc
  .uniqueArray(fc.record({ number: fc.nat(), Timestamp: time, notified: fc.boolean() }), {
    selector: ({ number }) => number,
    maxLength: 60,
  })
  .map((all) =>
    all.map(({ number, Timestamp, notified }) => {
      const order = { OrderId: `ORD-${number}`, Timestamp };
      return notified ? aNotifiedOrder(order) : aPendingOrder(order);
    }),
  );

const status = fc.constantFrom({}, { Status: 'pending' }, { Status: 'notified' });
const limit = fc.constantFrom(1, 2, 7, 1_000);

const isWithin = ({ Timestamp }: IndexedOrder) =>
  Timestamp >= '2025-05-03T00:00:00.000Z' && Timestamp < '2025-05-05T23:59:59.999Z';

const placeOf = ({ NotificationStatus }: IndexedOrder) =>
  NotificationStatus.startsWith('NOTIFIED#') ? 8 : PENDING_STATUSES.indexOf(NotificationStatus);

/** The ids that a request is to find, worked out by sorting everything there is. */
function expectedOf(items: IndexedOrder[], { Status }: { Status?: string }): string[] {
  return items
    .filter(isWithin)
    .filter((item) => Status === undefined || (Status === 'notified') === (placeOf(item) === 8))
    .sort((a, b) => {
      if (a.Timestamp !== b.Timestamp) return a.Timestamp < b.Timestamp ? -1 : 1;
      return placeOf(a) - placeOf(b) || indexOrder(a, b);
    })
    .map(({ OrderId }) => OrderId);
}

describe('the answers that follow from the cursors', () => {
  test('have every order once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(orders, status, limit, async (items, which, Limit) => {
        const { report } = reportOver(items);

        const answers = await answersTo(report, { ...REQUEST, ...which, Limit });

        expect(idsOf(...answers)).toEqual(expectedOf(items, which));
      }),
      { numRuns: 300 },
    );
  });

  test('are as long as the Limit, but for the last, which has no cursor and is empty only alone', async () => {
    await fc.assert(
      fc.asyncProperty(orders, limit, async (items, Limit) => {
        const { report } = reportOver(items);

        const answers = await answersTo(report, { ...REQUEST, Limit });

        const count = expectedOf(items, {}).length;
        const full = Math.max(0, Math.ceil(count / Limit) - 1);
        const lengths = answers.map(({ Orders }) => Orders.length);
        expect(lengths).toEqual([...Array(full).fill(Limit), count - full * Limit]);
      }),
    );
  });

  test('may have another Limit each', async () => {
    const items = Array.from({ length: 10 }, (_, second) =>
      aNotifiedOrder({ OrderId: `ORD-${second}`, Timestamp: `2025-05-03T12:00:0${second}.000Z` }),
    );
    const { report } = reportOver(items);

    const first = await report({ ...THREE_DAYS, Limit: 3 });
    const second = await report({ ...THREE_DAYS, Limit: 4, Cursor: first.Cursor });
    const third = await report({ ...THREE_DAYS, Cursor: second.Cursor });

    expect([first, second, third].map((answer) => answer.Orders.length)).toEqual([3, 4, 3]);
    expect(idsOf(first, second, third)).toEqual(items.map(({ OrderId }) => OrderId));
  });

  test('can begin once more at any cursor', async () => {
    const { report } = reportOver([
      aPendingOrder({ OrderId: 'ORD-1' }),
      aNotifiedOrder({ OrderId: 'ORD-2' }),
    ]);
    const { Cursor } = await report({ ...THREE_DAYS, Limit: 1 });

    const answers = [await report({ ...THREE_DAYS, Cursor }), await report({ ...THREE_DAYS, Cursor })];

    expect(idsOf(...answers)).toEqual(['ORD-2', 'ORD-2']);
  });
});
