import { describe, expect, test } from '@jest/globals';
import { aNotifiedOrder, aPendingOrder } from '../../../support/notification-index.ts';
import { aFullOrder } from '../../../support/orders.ts';
import { idsOf, reportOver, THREE_DAYS } from '../../../support/report.ts';

const at = (OrderId: string, Timestamp = '2025-05-03T12:00:00.000Z') => ({ OrderId, Timestamp });

describe('a reported order', () => {
  const fields = { ...aFullOrder({ OrderId: 'ORD-1', Amount: 250 }), ReceivedAt: '2025-05-03T12:00:01.000Z' };

  test('that is pending has its own fields and ReceivedAt', async () => {
    const { report } = reportOver([aPendingOrder(fields)]);

    const answer = await report(THREE_DAYS);

    expect(answer).toStrictEqual({ Orders: [fields] });
  });

  test('that is notified has NotifiedAt too', async () => {
    const { report } = reportOver([aNotifiedOrder(fields)]);

    const answer = await report(THREE_DAYS);

    expect(answer).toStrictEqual({ Orders: [{ ...fields, NotifiedAt: '2025-06-01T00:00:00.000Z' }] });
  });

  test('has no field that is not an order’s', async () => {
    const stored = { ...aPendingOrder(fields), ExpiresAt: 1748736000 };
    const { report } = reportOver([stored]);

    const answer = await report(THREE_DAYS);

    expect(answer).toStrictEqual({ Orders: [fields] });
  });
});

describe.each([
  ['pending', aPendingOrder],
  ['notified', aNotifiedOrder],
])('a report of what is %s', (Status, anOrder) => {
  test('has an order of exactly From', async () => {
    const { report } = reportOver([anOrder(at('ORD-1', '2025-05-03T00:00:00.000Z'))]);

    const answer = await report({ ...THREE_DAYS, Status });

    expect(idsOf(answer)).toEqual(['ORD-1']);
  });

  test('has an order of the last millisecond before To', async () => {
    const { report } = reportOver([anOrder(at('ORD-1', '2025-05-05T23:59:59.999Z'))]);

    const answer = await report({ ...THREE_DAYS, Status });

    expect(idsOf(answer)).toEqual(['ORD-1']);
  });

  test.each([
    ['just before From', '2025-05-02T23:59:59.999Z'],
    ['of exactly To', '2025-05-06T00:00:00.000Z'],
  ])('has no order %s', async (_, Timestamp) => {
    const { report } = reportOver([anOrder(at('ORD-1', Timestamp))]);

    const answer = await report({ ...THREE_DAYS, Status });

    expect(answer).toStrictEqual({ Orders: [] });
  });

  test('goes to the millisecond within a day', async () => {
    const times = ['11:59:59.999', '12:00:00.000', '12:00:00.001', '12:00:00.002'];
    const { report } = reportOver(times.map((time) => anOrder(at(time, `2025-05-04T${time}Z`))));

    const answer = await report({ From: '2025-05-04T12:00:00Z', To: '2025-05-04T12:00:00.002Z', Status });

    expect(idsOf(answer)).toEqual(['12:00:00.000', '12:00:00.001']);
  });

  test('has the orders of all its days, oldest first', async () => {
    const days = ['05', '03', '04', '02', '06'];
    const { report } = reportOver(days.map((day) => anOrder(at(day, `2025-05-${day}T12:00:00.000Z`))));

    const answer = await report({ ...THREE_DAYS, Status });

    expect(idsOf(answer)).toEqual(['03', '04', '05']);
  });

  test('has no order of the other status', async () => {
    const { report } = reportOver([aPendingOrder(at('pending')), aNotifiedOrder(at('notified'))]);

    const answer = await report({ ...THREE_DAYS, Status });

    expect(idsOf(answer)).toEqual([Status]);
  });

  test('spans 31 days', async () => {
    const { report } = reportOver([
      anOrder(at('first', '2025-05-01T12:00:00.000Z')),
      anOrder(at('last', '2025-06-01T11:59:59.999Z')),
    ]);

    const answer = await report({ From: '2025-05-01T12:00:00Z', To: '2025-06-01T12:00:00Z', Status });

    expect(idsOf(answer)).toEqual(['first', 'last']);
  });

  test.each([
    ['at the first day there is', '0000-01-01T00:00:00.000Z', '0000-01-01T00:00:00.001Z'],
    ['at the last time there is', '9999-12-31T23:59:59.998Z', '9999-12-31T23:59:59.999Z'],
    ['before 1970', '1969-12-31T12:00:00.000Z', '1970-01-01T00:00:00.000Z'],
  ])('can be %s', async (_, From, To) => {
    const { report } = reportOver([anOrder(at('ORD-1', From)), anOrder(at('ORD-2', To))]);

    const answer = await report({ From, To, Status });

    expect(idsOf(answer)).toEqual(['ORD-1']);
  });
});

test('a report of no status has the pending and the notified by time', async () => {
  const { report } = reportOver([
    aNotifiedOrder(at('second', '2025-05-03T12:00:00.002Z')),
    aPendingOrder(at('third', '2025-05-03T12:00:00.003Z')),
    aNotifiedOrder(at('fourth', '2025-05-04T12:00:00.000Z')),
    aPendingOrder(at('first', '2025-05-03T12:00:00.001Z')),
    aPendingOrder(at('fifth', '2025-05-05T12:00:00.000Z')),
  ]);

  const answer = await report(THREE_DAYS);

  expect(idsOf(answer)).toEqual(['first', 'second', 'third', 'fourth', 'fifth']);
});
