import { describe, expect, test } from '@jest/globals';
import { announcementOf } from '../../../../src/orders/announcement.ts';
import { OrderConflictError, type PutResult } from '../../../../src/orders/ports.ts';
import { aHighValueOrder } from '../../../support/orders.ts';
import { ingestWith, NOW, queueMessages } from '../../../support/use-cases.ts';

const OrderId = 'ORD-1';
const LOW = { OrderId, Amount: 100 };
const HIGH = { OrderId, Amount: 100.01 };
const FIRST_ARRIVAL = { Timestamp: '2025-05-03T12:00:00.000Z', ReceivedAt: '2025-05-03T12:00:01.000Z' };
const storedBefore = aHighValueOrder({ ...HIGH, ...FIRST_ARRIVAL });

const duplicate = (notification: PutResult['notification']) => async () =>
  ({ outcome: 'duplicate', order: storedBefore, notification }) as PutResult;
const putFails = (error: Error) => () => Promise.reject(error);

type Ingest = ReturnType<typeof ingestWith>;

/** The two ways in which an order reaches ingest. */
const alone = ({ ingest }: Ingest, input: unknown) => ingest(input);
const inABatch = async ({ ingestAll }: Ingest, input: unknown) => {
  const [result] = await ingestAll(queueMessages(input));
  if (result?.status !== 'fulfilled') throw result?.reason;
  return result.value;
};

describe.each([
  ['alone', alone, {}],
  ['in a batch', inABatch, { MessageId: 'message-0', Receives: 2 }],
])('an order %s', (_, send, message) => {
  const STORED_LOW = ['stored', false, 'not-needed'];

  test.each([
    ['is stored', { order: LOW }, STORED_LOW, [], ['OrdersStored 1']],
    ['of amount 0 has an amount', { order: { ...LOW, Amount: 0 } }, STORED_LOW, [], ['OrdersStored 1']],
    [
      'without an amount is stored, and is never high-value',
      { order: { OrderId }, threshold: 0 },
      STORED_LOW,
      [],
      ['OrdersStored 1', 'OrdersWithoutAmount 1'],
    ],
    [
      'over the threshold is stored and announced, with the threshold',
      { order: { ...HIGH, Status: 'new' }, threshold: 99.5 },
      ['stored', true, 'published'],
      [
        {
          ...{ Type: 'HighValueOrder', Version: 1, ...HIGH, Status: 'new' },
          ...{ Timestamp: NOW.toISOString(), ReceivedAt: NOW.toISOString(), Threshold: 99.5 },
        },
      ],
      ['OrdersStored 1', 'HighValueOrders 1', 'HighValueAmount 100.01', 'NotificationsPublished 1'],
    ],
    [
      'sent again is a duplicate, and not announced if it was stored as not high-value',
      { order: HIGH, put: duplicate('not-needed') },
      ['duplicate', false, 'not-needed'],
      [],
      ['DuplicateOrders 1'],
    ],
    [
      'sent again while its announcement is pending is announced again, as it first came',
      { order: HIGH, put: duplicate('pending') },
      ['duplicate', true, 'published'],
      [announcementOf(storedBefore, 100)],
      ['DuplicateOrders 1', 'NotificationsPublished 1'],
    ],
    [
      'sent again after it was acknowledged is not announced again',
      { order: HIGH, put: duplicate('notified') },
      ['duplicate', true, 'already-notified'],
      [],
      ['DuplicateOrders 1'],
    ],
  ])('%s', async (_, { order, ...options }, [Outcome, HighValue, Notification], announcements, metrics) => {
    const parts = ingestWith(options);

    const answer = await send(parts, order);

    expect(answer).toStrictEqual({ OrderId, Outcome, HighValue, Notification });
    expect([...parts.highValueOrderTopic.published, ...parts.highValueOrderTopic.lists.flat()]).toStrictEqual(
      announcements,
    );
    expect(parts.meter.metrics).toEqual(metrics);
    expect(parts.log.lines).toEqual([['info', `Order ${Outcome}`, answer]]);
  });

  test('is stored as parsed, with the time of its arrival', async () => {
    const parts = ingestWith();

    await send(parts, { orderId: OrderId, amount: 99, timestamp: '2025-05-03T14:00:00+02:00' });

    const order = { OrderId, Amount: 99, Timestamp: '2025-05-03T12:00:00.000Z' };
    expect(parts.ordersTable.puts).toStrictEqual([{ order, highValue: false, now: NOW }]);
  });

  const conflict = new OrderConflictError(OrderId, ['Amount']);
  const isInvalid = 'Invalid order ORD-1: Colour is not a field of an order; Amount must be a number';

  test.each([
    ['is invalid', {}, { OrderId, Amount: '250', Colour: 'red' }, 'invalid', 'InvalidOrders 1', isInvalid],
    ['conflicts', { put: putFails(conflict) }, HIGH, 'conflict', 'ConflictingOrders 1', conflict.message],
  ])('that %s is refused, with its id and the reason', async (_, options, input, kind, metric, Reason) => {
    const parts = ingestWith(options);

    const answer = send(parts, input);

    await expect(answer).rejects.toThrow(new Error(Reason));
    expect(parts.highValueOrderTopic).toMatchObject({ published: [], lists: [] });
    expect(parts.log.lines).toStrictEqual([
      ['warn', `Order refused: ${kind}`, { ...message, OrderId, Outcome: 'refused', Reason }],
    ]);
    const refusals = send === alone ? [metric, 'InvocationsRefused 1'] : ['OrderRecordsFailed 1', metric];
    expect(parts.meter.metrics).toEqual(refusals);
  });

  const tableFailure = new Error('The table is gone');
  const stored = ['OrdersStored 1', 'HighValueOrders 1', 'HighValueAmount 100.01'];

  test.each([
    ['stored', { put: putFails(tableFailure) }, tableFailure, [], ['OrderRecordsFailed 1']],
    [
      'announced',
      { failing: [OrderId] },
      expect.objectContaining({ name: 'AnnouncementFailedError', orderId: OrderId }),
      stored,
      [...stored, 'NotificationsPublished 0', 'OrderRecordsFailed 1'],
    ],
  ])('that cannot be %s fails with the cause', async (_, options, error, countedAlone, countedInABatch) => {
    const parts = ingestWith(options);

    const answer = send(parts, HIGH);

    await expect(answer).rejects.toEqual(error);
    expect(parts.ordersTable.puts).toMatchObject([{ order: HIGH, highValue: true }]);
    expect(parts.highValueOrderTopic.published).toEqual([]);
    expect(parts.log.lines).toStrictEqual([
      ['error', 'Order not ingested', { ...message, OrderId, Outcome: 'failed', error }],
    ]);
    expect(parts.meter.metrics).toEqual(send === alone ? countedAlone : countedInABatch);
  });
});

test('the log has only the beginning of a long reason', async () => {
  const { ingest, log } = ingestWith();
  const unknownFields = Array.from({ length: 100 }, (_, index) => [`unknown${index}`, true]);

  await Promise.allSettled([ingest(Object.fromEntries(unknownFields))]);

  expect(log.lines).toMatchObject([['warn', 'Order refused: invalid', { OrderId: undefined }]]);
  expect(log.lines[0]?.[2].Reason).toHaveLength(2_000);
});
