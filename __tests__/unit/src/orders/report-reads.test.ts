import { describe, expect, test } from '@jest/globals';
import { PENDING_STATUSES } from '../../../../src/orders/notification-status.ts';
import { aNotifiedOrder, aPendingOrder } from '../../../support/notification-index.ts';
import { reportOver, THREE_DAYS } from '../../../support/report.ts';

const DAYS = ['NOTIFIED#2025-05-03', 'NOTIFIED#2025-05-04', 'NOTIFIED#2025-05-05'];

/** A thousand orders of a day, one a second. */
const aThousandOn = (day: string) =>
  Array.from({ length: 1_000 }, (_, second) =>
    aNotifiedOrder({ Timestamp: new Date(Date.parse(day) + 1_000 * second).toISOString() }),
  );

describe('a report reads', () => {
  test.each([
    ['each pending partition and each day', {}, [...PENDING_STATUSES, ...DAYS]],
    ['only the pending partitions for what is pending', { Status: 'pending' }, PENDING_STATUSES],
    ['only its days for what is notified', { Status: 'notified' }, DAYS],
  ])('%s', async (_, status, expected) => {
    const { report, notificationIndex } = reportOver([]);

    await report({ ...THREE_DAYS, ...status });

    expect(notificationIndex.queries.map((query) => query.status)).toEqual(expected);
  });

  test('each day that its times touch', async () => {
    const { report, notificationIndex } = reportOver([]);

    await report({ From: '2025-05-03T23:59:59.999Z', To: '2025-05-05T00:00:00.001Z', Status: 'notified' });

    expect(notificationIndex.queries.map(({ status }) => status)).toEqual(DAYS);
  });

  test('from From to the millisecond before To, at most Limit orders a page', async () => {
    const { report, notificationIndex } = reportOver([]);

    await report({ ...THREE_DAYS, Limit: 7 });

    const between = ['2025-05-03T00:00:00.000Z', '2025-05-05T23:59:59.999Z'];
    const expected = [...PENDING_STATUSES, ...DAYS].map((status) => ({ status, between, pageSize: 7 }));
    expect(notificationIndex.queries).toEqual(expected);
  });
});

describe('a report that goes on reads', () => {
  const Timestamp = '2025-05-04T12:00:00.000Z';
  const last = '2025-05-05T23:59:59.999Z';

  test('what was notified from the last order on, and what is pending later than it', async () => {
    const { report, notificationIndex } = reportOver([
      aNotifiedOrder({ OrderId: 'ORD-1', Timestamp }),
      aNotifiedOrder({ Timestamp: last }),
    ]);
    const { Cursor } = await report({ ...THREE_DAYS, Limit: 1 });
    notificationIndex.queries.length = 0;

    await report({ ...THREE_DAYS, Limit: 1, Cursor });

    const pending = { between: ['2025-05-04T12:00:00.001Z', last], pageSize: 1 };
    const notified = { between: [Timestamp, last], pageSize: 1 };
    expect(notificationIndex.queries).toEqual([
      ...PENDING_STATUSES.map((status) => ({ status, ...pending })),
      { status: DAYS[1], ...notified, after: expect.objectContaining({ OrderId: 'ORD-1', Timestamp }) },
      { status: DAYS[2], ...notified },
    ]);
  });

  test('the pending partitions before the last order later than it, those after it at its time too', async () => {
    const { report, notificationIndex } = reportOver([
      // Partition 6: the check value of CRC-32 is that of these nine digits.
      aPendingOrder({ OrderId: '123456789', Timestamp }),
      aNotifiedOrder({ Timestamp: last }),
    ]);
    const { Cursor } = await report({ ...THREE_DAYS, Limit: 1 });
    notificationIndex.queries.length = 0;

    await report({ ...THREE_DAYS, Cursor });

    const from = notificationIndex.queries.map(({ between }) => between?.[0]);
    expect(from).toEqual([...Array(6).fill('2025-05-04T12:00:00.001Z'), ...Array(4).fill(Timestamp)]);
  });

  test('nothing of a partition in which nothing can be left', async () => {
    const orders = [aNotifiedOrder({ Timestamp: last }), aNotifiedOrder({ Timestamp: last })];
    const { report, notificationIndex } = reportOver(orders);
    const { Cursor } = await report({ ...THREE_DAYS, Limit: 1 });
    notificationIndex.queries.length = 0;

    await report({ ...THREE_DAYS, Cursor });

    expect(notificationIndex.queries.map(({ status }) => status)).toEqual([DAYS[2]]);
  });
});

describe('a report reads no further than it must', () => {
  test('within a day', async () => {
    const { report, notificationIndex } = reportOver(aThousandOn('2025-05-03'));

    await report({ ...THREE_DAYS, Limit: 10 });

    expect(notificationIndex.pagesRead.flat()).toHaveLength(20);
  });

  test('when many are pending', async () => {
    const pending = aThousandOn('2025-05-03').map((order) => aPendingOrder({ Timestamp: order.Timestamp }));
    const { report, notificationIndex } = reportOver(pending);

    await report({ ...THREE_DAYS, Limit: 10 });

    expect(notificationIndex.pagesRead.flat().length).toBeLessThanOrEqual(90);
  });

  test('to a later day', async () => {
    const { report, notificationIndex } = reportOver([
      ...aThousandOn('2025-05-03'),
      ...aThousandOn('2025-05-04'),
    ]);

    await report({ ...THREE_DAYS, Limit: 999, Status: 'notified' });

    expect(notificationIndex.queries.map(({ status }) => status)).toEqual([DAYS[0]]);
  });
});
