import { describe, expect, test } from '@jest/globals';
import { OrderConflictError } from '../../../../src/orders/ports.ts';
import { ingestWith, putAnswers, putFails } from '../../../support/ingest.ts';
import { aHighValueOrder, aReceivedOrder } from '../../../support/orders.ts';

const ORDER = { OrderId: 'ORD-1', Amount: 250 };
const tableFailure = new Error('The table is gone');
const conflict = new OrderConflictError('ORD-1', ['Amount']);
const publishFailure = new Error('Rate exceeded');

const plain = aReceivedOrder({ OrderId: 'ORD-1' });
const highValue = aHighValueOrder({ OrderId: 'ORD-1' });

const putPlainAgain = putAnswers({ outcome: 'duplicate', order: plain, notification: 'not-needed' });
const putPendingAgain = putAnswers({ outcome: 'duplicate', order: highValue, notification: 'pending' });
const putNotifiedAgain = putAnswers({ outcome: 'duplicate', order: highValue, notification: 'notified' });

describe('metrics', () => {
  test.each([
    ['a new order', ingestWith(), { ...ORDER, Amount: 100 }, ['OrdersStored 1']],
    [
      'a new order without an amount',
      ingestWith(),
      { OrderId: 'ORD-1' },
      ['OrdersStored 1', 'OrdersWithoutAmount 1'],
    ],
    ['a new order with an amount of 0', ingestWith(), { ...ORDER, Amount: 0 }, ['OrdersStored 1']],
    [
      'a new high-value order',
      ingestWith(),
      ORDER,
      ['OrdersStored 1', 'HighValueOrders 1', 'HighValueAmount 250', 'NotificationsPublished 1'],
    ],
    ['a duplicate', ingestWith({ put: putPlainAgain }), ORDER, ['DuplicateOrders 1']],
    [
      'a duplicate that is still pending',
      ingestWith({ put: putPendingAgain }),
      ORDER,
      ['DuplicateOrders 1', 'NotificationsPublished 1'],
    ],
    ['a duplicate that was notified', ingestWith({ put: putNotifiedAgain }), ORDER, ['DuplicateOrders 1']],
    [
      'an invalid order',
      ingestWith(),
      { ...ORDER, Amount: '250' },
      ['InvalidOrders 1', 'InvocationsRefused 1'],
    ],
    [
      'a conflict',
      ingestWith({ put: putFails(conflict) }),
      ORDER,
      ['ConflictingOrders 1', 'InvocationsRefused 1'],
    ],
    ['a failure of the table', ingestWith({ put: putFails(tableFailure) }), ORDER, []],
    [
      'a failed announcement',
      ingestWith({ publishFailure }),
      ORDER,
      ['OrdersStored 1', 'HighValueOrders 1', 'HighValueAmount 250'],
    ],
  ])('of %s', async (_, { ingest, meter }, event, expected) => {
    await Promise.allSettled([ingest(event)]);

    expect(meter.metrics).toEqual(expected);
  });
});

describe('the log has one line a decision', () => {
  test('with the answer, for a new order', async () => {
    const { ingest, log } = ingestWith();

    const answer = await ingest(ORDER);

    expect(log.lines).toEqual([['info', 'Order stored', answer]]);
  });

  test('with the answer, for a duplicate', async () => {
    const { ingest, log } = ingestWith({ put: putNotifiedAgain });

    const answer = await ingest(ORDER);

    expect(log.lines).toEqual([['info', 'Order duplicate', answer]]);
  });

  test('that warns of an invalid order, with its id and the reason', async () => {
    const { ingest, log } = ingestWith();

    await Promise.allSettled([ingest({ OrderId: 'ORD-1', Amount: '250' })]);

    const Reason = 'Invalid order ORD-1: Amount must be a number';
    expect(log.lines).toEqual([
      ['warn', 'Order refused: invalid', { OrderId: 'ORD-1', Outcome: 'refused', Reason }],
    ]);
  });

  test('that gives no more than the first 2,000 characters of a reason', async () => {
    const { ingest, log } = ingestWith();
    const unknownFields = Array.from({ length: 100 }, (_, index) => [`unknown${index}`, true]);

    const [refusal] = await Promise.allSettled([ingest(Object.fromEntries(unknownFields))]);

    const Reason = String(refusal.status === 'rejected' && refusal.reason.message).slice(0, 2_000);
    expect(log.lines).toEqual([
      ['warn', 'Order refused: invalid', { OrderId: undefined, Outcome: 'refused', Reason }],
    ]);
  });

  test('that warns of a conflict, with its id and the reason', async () => {
    const { ingest, log } = ingestWith({ put: putFails(conflict) });

    await Promise.allSettled([ingest(ORDER)]);

    const facts = { OrderId: 'ORD-1', Outcome: 'refused', Reason: conflict.message };
    expect(log.lines).toEqual([['warn', 'Order refused: conflict', facts]]);
  });

  test.each([
    ['the table', { put: putFails(tableFailure) }, tableFailure],
    ['the announcement', { publishFailure }, publishFailure],
  ])(
    "that is an error with the order's id and the cause, for a failure of %s",
    async (_, settings, error) => {
      const { ingest, log } = ingestWith(settings);

      await Promise.allSettled([ingest(ORDER)]);

      const facts = { OrderId: ORDER.OrderId, Outcome: 'failed', error };
      expect(log.lines).toEqual([['error', 'Order not ingested', facts]]);
    },
  );
});
