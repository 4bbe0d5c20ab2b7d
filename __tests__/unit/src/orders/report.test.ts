import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PENDING_STATUSES } from '../../../../src/orders/notification-status.ts';
import type { IndexedOrder } from '../../../../src/orders/ports.ts';
import { PRIVATE_FIELDS } from '../../../../tools/service/order-fields.ts';
import {
  acknowledged,
  aNotifiedOrder,
  aPendingOrder,
  indexOrder,
} from '../../../support/notification-index.ts';
import { aFullOrder } from '../../../support/orders.ts';
import { answersTo, idsOf, reportOver, THREE_DAYS } from '../../../support/report.ts';

const NOON = '2025-05-03T12:00:00.000Z';
const DAYS = ['NOTIFIED#2025-05-03', 'NOTIFIED#2025-05-04', 'NOTIFIED#2025-05-05'];
const END = '2025-05-05T23:59:59.999Z';

const at = (OrderId: string, Timestamp = NOON) => ({ OrderId, Timestamp });
const atSecond = (second: number) => at(`ORD-${second}`, `2025-05-03T12:00:0${second}.000Z`);

describe('a reported order', () => {
  const fields = { ...aFullOrder({ OrderId: 'ORD-1', Amount: 250 }), ReceivedAt: '2025-05-03T12:00:01.000Z' };

  test.each([
    ['pending', { ...aPendingOrder(fields), ExpiresAt: 1748736000 }, fields],
    ['notified', aNotifiedOrder(fields), { ...fields, NotifiedAt: '2025-06-01T00:00:00.000Z' }],
  ])(
    'that is %s has its own fields and when it came and was notified, and no other',
    async (_, stored, given) => {
      const { report } = reportOver([stored]);

      const answer = await report(THREE_DAYS);

      expect(answer).toStrictEqual({ Orders: [given] });
    },
  );
});

describe.each([
  ['pending', aPendingOrder],
  ['notified', aNotifiedOrder],
])('a report of what is %s', (Status, anOrder) => {
  test.each([
    ['is of its Status', THREE_DAYS, [], []],
    [
      'has the orders from From on and before To, oldest first',
      THREE_DAYS,
      [END, '2025-05-03T00:00:00.000Z', '2025-05-04T12:00:00.000Z'],
      ['2025-05-02T23:59:59.999Z', '2025-05-06T00:00:00.000Z'],
    ],
    [
      'goes to the millisecond within a day',
      { From: '2025-05-04T12:00:00Z', To: '2025-05-04T12:00:00.002Z' },
      ['2025-05-04T12:00:00.001Z', '2025-05-04T12:00:00.000Z'],
      ['2025-05-04T11:59:59.999Z', '2025-05-04T12:00:00.002Z'],
    ],
    [
      'spans 31 days',
      { From: '2025-05-01T12:00:00Z', To: '2025-06-01T12:00:00Z' },
      ['2025-05-01T12:00:00.000Z', '2025-06-01T11:59:59.999Z'],
      ['2025-05-01T11:59:59.999Z', '2025-06-01T12:00:00.000Z'],
    ],
    [
      'can be of the first day there is',
      { From: '0000-01-01T00:00:00.000Z', To: '0000-01-01T00:00:00.001Z' },
      ['0000-01-01T00:00:00.000Z'],
      ['0000-01-01T00:00:00.001Z'],
    ],
    [
      'can be of the last time there is',
      { From: '9999-12-31T23:59:59.998Z', To: '9999-12-31T23:59:59.999Z' },
      ['9999-12-31T23:59:59.998Z'],
      ['9999-12-31T23:59:59.999Z'],
    ],
    [
      'can be of times before 1970',
      { From: '1969-12-31T12:00:00.000Z', To: '1970-01-01T00:00:00.000Z' },
      ['1969-12-31T12:00:00.000Z'],
      ['1970-01-01T00:00:00.000Z'],
    ],
  ])('%s', async (_, request, within, without) => {
    const ofAnotherStatus = Status === 'pending' ? aNotifiedOrder() : aPendingOrder();
    const orders = [...within, ...without].map((time) => anOrder(at(time, time)));
    const { report } = reportOver([...orders, ofAnotherStatus]);

    const answer = await report({ ...request, Status });

    expect(idsOf(answer)).toEqual(within.toSorted());
  });
});

describe('orders of the same Timestamp', () => {
  const orders = Array.from({ length: 40 }, (_, index) => at(`ORD-${index}`));
  const pending = orders.map(aPendingOrder);
  const notified = orders.map(({ OrderId }) => aNotifiedOrder(at(`${OrderId}-notified`)));
  const inSequence = [
    ...PENDING_STATUSES.flatMap((status) =>
      pending.filter(({ NotificationStatus }) => NotificationStatus === status).sort(indexOrder),
    ),
    ...notified.toSorted(indexOrder),
  ].map(({ OrderId }) => OrderId);

  test.each([
    [1, THREE_DAYS.To],
    [7, THREE_DAYS.To],
    [3, '2025-05-03T12:00:00.001Z'],
    [80, THREE_DAYS.To],
  ])('come by partition, pending ones first, in answers of %d before %s', async (Limit, To) => {
    const { report } = reportOver([...notified, ...pending]);

    const answers = await answersTo(report, { ...THREE_DAYS, To, Limit });

    expect(idsOf(...answers)).toEqual(inSequence);
  });
});

describe('the answers that follow from the cursors', () => {
  const REQUEST = { From: '2025-05-03T00:00:00Z', To: END };

  /** Few times, so that many orders share one: around the edges of the request, of a day, and within one. */
  const time = fc.constantFrom(
    ...['2025-05-02T23:59:59.999Z', '2025-05-03T00:00:00.000Z', '2025-05-03T23:59:59.999Z'],
    ...['2025-05-04T00:00:00.000Z', '2025-05-04T12:00:00.000Z', '2025-05-04T12:00:00.001Z'],
    ...['2025-05-05T23:59:59.998Z', END],
  );
  const orders = fc
    .uniqueArray(fc.record({ number: fc.nat(), time, notified: fc.boolean() }), {
      selector: ({ number }) => number,
      maxLength: 60,
    })
    .map((all) =>
      all.map(({ number, notified, ...given }) =>
        (notified ? aNotifiedOrder : aPendingOrder)(at(`ORD-${number}`, given.time)),
      ),
    );
  const status = fc.constantFrom({}, { Status: 'pending' }, { Status: 'notified' });
  const limit = fc.constantFrom(1, 2, 7, 1_000);

  const isWithin = ({ Timestamp }: IndexedOrder) =>
    Timestamp >= '2025-05-03T00:00:00.000Z' && Timestamp < END;
  const placeOf = ({ NotificationStatus }: IndexedOrder) =>
    NotificationStatus.startsWith('NOTIFIED#') ? 8 : PENDING_STATUSES.indexOf(NotificationStatus);

  /** The ids that a request is expected to find, worked out by sorting everything there is. */
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

  test('have every order once, in order, and are full but for the last', async () => {
    await fc.assert(
      fc.asyncProperty(orders, status, limit, async (items, which, Limit) => {
        const { report } = reportOver(items);

        const answers = await answersTo(report, { ...REQUEST, ...which, Limit });

        const expected = expectedOf(items, which);
        const full = Math.max(0, Math.ceil(expected.length / Limit) - 1);
        const lengths = answers.map(({ Orders }) => Orders.length);
        expect(idsOf(...answers)).toEqual(expected);
        expect(lengths).toEqual([...Array(full).fill(Limit), expected.length - full * Limit]);
      }),
      { numRuns: 300 },
    );
  });

  test('may have another Limit each, and a cursor may be used again', async () => {
    const items = Array.from({ length: 10 }, (_, second) => aNotifiedOrder(atSecond(second)));
    const { report } = reportOver(items);
    const first = await report({ ...THREE_DAYS, Limit: 3 });

    const second = await report({ ...THREE_DAYS, Limit: 4, Cursor: first.Cursor });
    const again = await report({ ...THREE_DAYS, Limit: 4, Cursor: first.Cursor });
    const third = await report({ ...THREE_DAYS, Cursor: second.Cursor });

    expect(again).toEqual(second);
    expect([first, second, third].map(({ Orders }) => Orders.length)).toEqual([3, 4, 3]);
    expect(idsOf(first, second, third)).toEqual(items.map(({ OrderId }) => OrderId));
  });
});

describe('an order that is acknowledged', () => {
  /** What the consumer does to the index. */
  function acknowledge(items: IndexedOrder[], isMeant: (item: IndexedOrder) => boolean): void {
    for (const [index, item] of items.entries()) {
      if (item.NotifiedAt === undefined && isMeant(item)) items[index] = acknowledged(item);
    }
  }
  const three = () => [1, 2, 3].map((second) => aPendingOrder(atSecond(second)));
  // Their partitions are 6 and 7: 6 is the check value of CRC-32, modulo 8.
  const ofOneMillisecond = () => ['123456789', 'ORD-9'].map((OrderId) => aPendingOrder({ OrderId }));

  test.each([
    ['ahead of the last one', three(), 'ORD-3'],
    ['as the last one', three(), 'ORD-1'],
    ['in the millisecond of the last one', ofOneMillisecond(), 'ORD-9'],
  ])('between two answers, %s, is given once', async (_, items, orderId) => {
    const ids = items.map(({ OrderId }) => OrderId);
    const { report } = reportOver(items);

    const answers = await answersTo(report, { ...THREE_DAYS, Limit: 1 }, () =>
      acknowledge(items, ({ OrderId }) => OrderId === orderId),
    );

    expect(idsOf(...answers)).toEqual(ids);
  });

  test('is never lost, and comes twice only within the millisecond that an answer ended in', async () => {
    const order = fc.record({ second: fc.integer({ min: 0, max: 5 }), notified: fc.boolean() });
    const limit = fc.integer({ min: 1, max: 5 });
    const moves = fc.infiniteStream(fc.boolean());

    await fc.assert(
      fc.asyncProperty(fc.array(order, { maxLength: 30 }), limit, moves, async (given, Limit, moved) => {
        const items = given.map(({ second, notified }, index) =>
          (notified ? aNotifiedOrder : aPendingOrder)({ ...atSecond(second), OrderId: `ORD-${index}` }),
        );
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

  test.each(Array.from({ length: 15 }, (_, index) => index + 1))(
    'while an answer is being read, after page %d, is given once',
    async (page) => {
      const items = three();
      const { report } = reportOver(items, (pages) => pages === page && acknowledge(items, () => true));

      const answer = await report(THREE_DAYS);

      expect(idsOf(answer)).toEqual(['ORD-1', 'ORD-2', 'ORD-3']);
    },
  );
});

describe('a report reads', () => {
  const between = ['2025-05-03T00:00:00.000Z', END];

  test.each([
    ['each pending partition and each day', {}, [...PENDING_STATUSES, ...DAYS]],
    ['only the pending partitions for what is pending', { Status: 'pending' }, PENDING_STATUSES],
    ['only its days for what is notified', { Status: 'notified' }, DAYS],
  ])('%s, to the millisecond before To, at most Limit orders a page', async (_, status, expected) => {
    const { report, notificationIndex } = reportOver([]);

    await report({ ...THREE_DAYS, ...status, Limit: 7 });

    expect(notificationIndex.queries).toEqual(
      expected.map((each) => ({ status: each, between, pageSize: 7 })),
    );
  });

  test('each day that its times touch', async () => {
    const { report, notificationIndex } = reportOver([]);

    await report({ From: '2025-05-03T23:59:59.999Z', To: '2025-05-05T00:00:00.001Z', Status: 'notified' });

    expect(notificationIndex.queries.map(({ status }) => status)).toEqual(DAYS);
  });
});

describe('a report that continues after a cursor reads', () => {
  const Timestamp = '2025-05-04T12:00:00.000Z';
  const LATER = '2025-05-04T12:00:00.001Z';

  /** The queries of the second answer, where the first ended at the first of these orders. */
  async function queriesAfterTheFirst(...items: IndexedOrder[]) {
    const { report, notificationIndex } = reportOver(items);
    const { Cursor } = await report({ ...THREE_DAYS, Limit: 1 });
    notificationIndex.queries.length = 0;
    await report({ ...THREE_DAYS, Limit: 1, Cursor });
    return notificationIndex.queries;
  }

  test('what was notified from the last order on, and what is pending later than it', async () => {
    const queries = await queriesAfterTheFirst(
      aNotifiedOrder(at('A', Timestamp)),
      aNotifiedOrder(at('B', END)),
    );

    const notified = { between: [Timestamp, END], pageSize: 1 };
    expect(queries).toEqual([
      ...PENDING_STATUSES.map((status) => ({ status, between: [LATER, END], pageSize: 1 })),
      { status: DAYS[1], ...notified, after: expect.objectContaining({ OrderId: 'A', Timestamp }) },
      { status: DAYS[2], ...notified },
    ]);
  });

  test('the pending partitions before that of the last order later than it, those after it at its time too', async () => {
    // Partition 6, the check value of CRC-32 modulo 8.
    const pending = aPendingOrder(at('123456789', Timestamp));

    const queries = await queriesAfterTheFirst(pending, aNotifiedOrder(at('B', END)));

    const from = queries.map((query) => query.between?.[0]);
    expect(from).toEqual([...Array(6).fill(LATER), ...Array(4).fill(Timestamp)]);
  });

  test('no partition in which nothing can be left', async () => {
    const queries = await queriesAfterTheFirst(aNotifiedOrder(at('A', END)), aNotifiedOrder(at('B', END)));

    expect(queries.map(({ status }) => status)).toEqual([DAYS[2]]);
  });
});

describe('a report reads no further than it must', () => {
  const aThousandOn = (day: string, anOrder = aNotifiedOrder) =>
    Array.from({ length: 1_000 }, (_, second) =>
      anOrder({ Timestamp: new Date(Date.parse(day) + 1_000 * second).toISOString() }),
    );

  test.each([
    ['within a day', aThousandOn('2025-05-03'), 20],
    ['if many are pending', aThousandOn('2025-05-03', aPendingOrder), 90],
  ])('%s', async (_, orders, most) => {
    const { report, notificationIndex } = reportOver(orders);

    await report({ ...THREE_DAYS, Limit: 10 });

    expect(notificationIndex.pagesRead.flat().length).toBeLessThanOrEqual(most);
  });

  test('to a later day', async () => {
    const { report, notificationIndex } = reportOver(
      ['2025-05-03', '2025-05-04'].flatMap((day) => aThousandOn(day)),
    );

    await report({ ...THREE_DAYS, Limit: 999, Status: 'notified' });

    expect(notificationIndex.queries.map(({ status }) => status)).toEqual([DAYS[0]]);
  });
});

test('1,000 of the largest orders fit into the 6 MB that an invocation can answer', async () => {
  const texts = PRIVATE_FIELDS.map((field) => [field, '\u0001'.repeat(256)]);
  const largest = {
    ...aFullOrder({ Amount: 999_999_999.99, Quantity: 1_000_000 }),
    ...Object.fromEntries(texts),
  };
  const orders = Array.from({ length: 1_000 }, (_, index) =>
    aNotifiedOrder({ ...largest, OrderId: `${'"'.repeat(252)}${1_000 + index}` }),
  );

  const answer = await reportOver(orders).report({ ...THREE_DAYS, Limit: 1_000 });

  expect(answer.Orders).toHaveLength(1_000);
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(6_000_000);
});

describe('the log has one line for each', () => {
  test.each([
    ['answer', {}, { Count: 2, Status: 'any', More: false }],
    ['answer of one status', { Status: 'notified' }, { Count: 2, Status: 'notified', More: false }],
    ['empty answer', { Status: 'pending' }, { Count: 0, Status: 'pending', More: false }],
    ['answer with a cursor', { Limit: 1 }, { Count: 1, Status: 'any', More: true }],
  ])('%s', async (_, request, facts) => {
    const { report, log } = reportOver([aNotifiedOrder(), aNotifiedOrder()]);

    await report({ ...THREE_DAYS, ...request });

    expect(log.lines).toEqual([['info', 'Orders reported', facts]]);
  });

  test('request that is refused, which reads nothing and is counted', async () => {
    const { report, notificationIndex, log, meter } = reportOver([]);

    const answer = report({ ...THREE_DAYS, Limit: '10' });

    const Reason = 'Invalid report: Limit must be a number';
    await expect(answer).rejects.toMatchObject({ name: 'InvalidReportError', message: Reason });
    expect(notificationIndex.queries).toEqual([]);
    expect(log.lines).toEqual([['warn', 'Report refused', { Reason }]]);
    expect(meter.metrics).toEqual(['ReportsRefused 1']);
  });

  test('failure of the index, which is no refusal', async () => {
    const error = new Error('The index is gone');
    const { report, log, meter } = reportOver([], () => {
      throw error;
    });

    const answer = report(THREE_DAYS);

    await expect(answer).rejects.toBe(error);
    expect(log.lines).toEqual([['error', 'Orders not reported', { error }]]);
    expect(meter.metrics).toEqual([]);
  });
});
