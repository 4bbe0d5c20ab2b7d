import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cents } from '../../../support/arbitraries.ts';
import { ingestWith, NOW, putAnswers } from '../../../support/ingest.ts';
import { aHighValueOrder, anOrder, aReceivedOrder } from '../../../support/orders.ts';

describe('a new order', () => {
  test('that is not high-value is stored', async () => {
    const { ingest } = ingestWith();

    const answer = await ingest({ OrderId: 'ORD-1', Amount: 100 });

    expect(answer).toStrictEqual({
      OrderId: 'ORD-1',
      Outcome: 'stored',
      HighValue: false,
      Notification: 'not-needed',
    });
  });

  test('that is high-value is stored and announced', async () => {
    const { ingest } = ingestWith();

    const answer = await ingest({ OrderId: 'ORD-1', Amount: 100.01 });

    expect(answer).toStrictEqual({
      OrderId: 'ORD-1',
      Outcome: 'stored',
      HighValue: true,
      Notification: 'published',
    });
  });

  test('without an amount is stored and never high-value', async () => {
    const { ingest } = ingestWith({ threshold: 0 });

    const answer = await ingest({ OrderId: 'ORD-1' });

    expect(answer).toStrictEqual({
      OrderId: 'ORD-1',
      Outcome: 'stored',
      HighValue: false,
      Notification: 'not-needed',
    });
  });
});

describe('an order that came before', () => {
  test('is a duplicate', async () => {
    const order = aReceivedOrder({ OrderId: 'ORD-1', Amount: 100 });
    const put = putAnswers({ outcome: 'duplicate', order, notification: 'not-needed' });

    const answer = await ingestWith({ put }).ingest({ OrderId: 'ORD-1', Amount: 100 });

    expect(answer).toStrictEqual({
      OrderId: 'ORD-1',
      Outcome: 'duplicate',
      HighValue: false,
      Notification: 'not-needed',
    });
  });

  test('is announced again while that is owed', async () => {
    const order = aHighValueOrder({ OrderId: 'ORD-1' });
    const put = putAnswers({ outcome: 'duplicate', order, notification: 'pending' });

    const answer = await ingestWith({ put }).ingest({ OrderId: 'ORD-1', Amount: order.Amount });

    expect(answer).toStrictEqual({
      OrderId: 'ORD-1',
      Outcome: 'duplicate',
      HighValue: true,
      Notification: 'published',
    });
  });

  test('is not announced again after it was acknowledged', async () => {
    const order = aHighValueOrder({ OrderId: 'ORD-1' });
    const put = putAnswers({ outcome: 'duplicate', order, notification: 'notified' });

    const answer = await ingestWith({ put }).ingest({ OrderId: 'ORD-1', Amount: order.Amount });

    expect(answer).toStrictEqual({
      OrderId: 'ORD-1',
      Outcome: 'duplicate',
      HighValue: true,
      Notification: 'already-notified',
    });
  });
});

describe('what is stored', () => {
  test('is the order as parsed, with the time of its arrival', async () => {
    const { ingest, ordersTable } = ingestWith();

    await ingest({ orderId: 'ORD-1', amount: 99, timestamp: '2025-05-03T14:00:00+02:00' });

    expect(ordersTable.puts).toStrictEqual([
      {
        order: { OrderId: 'ORD-1', Amount: 99, Timestamp: '2025-05-03T12:00:00.000Z' },
        highValue: false,
        now: NOW,
      },
    ]);
  });

  test('is high-value exactly when its amount is over the threshold', async () => {
    await fc.assert(
      fc.asyncProperty(cents, cents, async (amount, threshold) => {
        const { ingest, ordersTable } = ingestWith({ threshold: threshold / 100 });

        await ingest(anOrder({ Amount: amount / 100 }));

        expect(ordersTable.puts).toMatchObject([{ highValue: amount > threshold }]);
      }),
    );
  });
});
