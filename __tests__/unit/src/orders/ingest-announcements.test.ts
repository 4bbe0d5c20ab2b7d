import { describe, expect, test } from '@jest/globals';
import { announcementOf } from '../../../../src/orders/announcement.ts';
import { ingestWith, putAnswers } from '../../../support/ingest.ts';
import { aHighValueOrder, anOrder, aReceivedOrder } from '../../../support/orders.ts';

describe('an order is announced', () => {
  test('once, as it is stored', async () => {
    const order = aHighValueOrder();
    const put = putAnswers({ outcome: 'stored', order, notification: 'pending' });
    const { ingest, highValueOrderTopic } = ingestWith({ put });

    await ingest(anOrder({ Amount: 250 }));

    expect(highValueOrderTopic.published).toEqual([announcementOf(order, 100)]);
  });

  test('again, with the times of its first arrival, when it comes again before it was acknowledged', async () => {
    const order = aHighValueOrder({
      Timestamp: '2025-05-03T12:00:00.000Z',
      ReceivedAt: '2025-05-03T12:00:01.000Z',
    });
    const put = putAnswers({ outcome: 'duplicate', order, notification: 'pending' });
    const { ingest, highValueOrderTopic } = ingestWith({ put });

    await ingest({ OrderId: order.OrderId, Amount: order.Amount });

    expect(highValueOrderTopic.published).toMatchObject([
      { Timestamp: '2025-05-03T12:00:00.000Z', ReceivedAt: '2025-05-03T12:00:01.000Z' },
    ]);
  });

  test.each([
    { amount: 100.01, announced: 1 },
    { amount: 100, announced: 0 },
    { amount: 99.99, announced: 0 },
    { amount: 0, announced: 0 },
  ])('$announced times for an amount of $amount over a threshold of 100', async ({ amount, announced }) => {
    const { ingest, highValueOrderTopic } = ingestWith();

    await ingest(anOrder({ Amount: amount }));

    expect(highValueOrderTopic.published).toHaveLength(announced);
  });

  test('with the threshold it was over', async () => {
    const { ingest, highValueOrderTopic } = ingestWith({ threshold: 249.99 });

    await ingest(anOrder({ Amount: 250 }));

    expect(highValueOrderTopic.published).toMatchObject([{ Amount: 250, Threshold: 249.99 }]);
  });
});

describe('nothing is announced', () => {
  test('for a duplicate that was acknowledged', async () => {
    const put = putAnswers({ outcome: 'duplicate', order: aHighValueOrder(), notification: 'notified' });
    const { ingest, highValueOrderTopic } = ingestWith({ put });

    await ingest(anOrder({ Amount: 250 }));

    expect(highValueOrderTopic.published).toEqual([]);
  });

  test('for an order that was stored as not high-value, whatever the threshold is now', async () => {
    const order = aReceivedOrder({ Amount: 250 });
    const put = putAnswers({ outcome: 'duplicate', order, notification: 'not-needed' });
    const { ingest, highValueOrderTopic } = ingestWith({ put });

    await ingest(anOrder({ Amount: 250 }));

    expect(highValueOrderTopic.published).toEqual([]);
  });
});

describe('a failed announcement', () => {
  const publishFailure = new Error('Rate exceeded');

  test('fails the call with the same error', async () => {
    const { ingest } = ingestWith({ publishFailure });

    const answer = ingest({ OrderId: 'ORD-1', Amount: 250 });

    await expect(answer).rejects.toBe(publishFailure);
  });

  test('leaves the order stored as high-value', async () => {
    const { ingest, ordersTable } = ingestWith({ publishFailure });

    await Promise.allSettled([ingest({ OrderId: 'ORD-1', Amount: 250 })]);

    expect(ordersTable.puts).toMatchObject([{ order: { OrderId: 'ORD-1', Amount: 250 }, highValue: true }]);
  });
});
