import { describe, expect, test } from '@jest/globals';
import { createOrdersTable } from '../../../../src/aws/orders-table.ts';
import type { Order } from '../../../../src/orders/order.ts';
import { conditionFailed, dynamoDBThatAnswers } from '../../../support/dynamodb.ts';
import { aFullOrder, anOrder, aReceivedOrder, freshOrderId } from '../../../support/orders.ts';

const NOW = new Date('2025-06-01T10:00:00.000Z');

/** Puts `order` where `stored` already is. */
function putOver(stored: Record<string, unknown>, order: Order, highValue: boolean) {
  const { client } = dynamoDBThatAnswers(conditionFailed('PutItem', stored));
  return createOrdersTable({ client, tableName: 'orders' }).put(order, highValue, NOW);
}

describe('an order that is already stored', () => {
  test('is a duplicate that needs no notification, where it is not high-value', async () => {
    const stored = aReceivedOrder({ Amount: 99.5 });

    const result = await putOver(stored, { OrderId: stored.OrderId, Amount: 99.5 }, false);

    expect(result).toEqual({ outcome: 'duplicate', order: stored, notification: 'not-needed' });
  });

  test('is a pending duplicate, where its announcement is still owed', async () => {
    const stored = { ...aReceivedOrder({ Amount: 250 }), NotificationStatus: 'PENDING#3' };

    const result = await putOver(stored, { OrderId: stored.OrderId, Amount: 250 }, true);

    expect(result).toEqual({ outcome: 'duplicate', order: stored, notification: 'pending' });
  });

  test('is a notified duplicate, where its announcement was acknowledged', async () => {
    const notified = { NotificationStatus: 'NOTIFIED#2025-05-03', NotifiedAt: '2025-05-03T12:00:05.000Z' };
    const stored = { ...aReceivedOrder({ Amount: 250 }), ...notified };

    const result = await putOver(stored, { OrderId: stored.OrderId, Amount: 250 }, true);

    expect(result).toEqual({ outcome: 'duplicate', order: stored, notification: 'notified' });
  });

  test('stands as it was stored, not as the threshold is now', async () => {
    const stored = aReceivedOrder({ Amount: 250 });

    const result = await putOver(stored, { OrderId: stored.OrderId, Amount: 250 }, true);

    expect(result.notification).toBe('not-needed');
  });

  test('is a duplicate where every field agrees', async () => {
    const order = aFullOrder();

    const result = await putOver({ ...order, ReceivedAt: '2025-05-03T12:00:01.000Z' }, order, false);

    expect(result.outcome).toBe('duplicate');
  });

  test('is a duplicate where the repeat leaves fields out', async () => {
    const stored = { ...aFullOrder(), ReceivedAt: '2025-05-03T12:00:01.000Z' };

    const result = await putOver(stored, { OrderId: stored.OrderId }, false);

    expect(result.outcome).toBe('duplicate');
  });
});

describe('an OrderId taken by another order', () => {
  test('is a conflict that names the order and the field', async () => {
    const stored = aReceivedOrder({ OrderId: 'ORD-1', Amount: 250 });

    const put = putOver(stored, { OrderId: 'ORD-1', Amount: 251 }, true);

    await expect(put).rejects.toMatchObject({
      name: 'OrderConflictError',
      orderId: 'ORD-1',
      message:
        'Order ORD-1 is already stored with another Amount; the stored order is unchanged. ' +
        'Send a new order with a new OrderId.',
    });
  });

  test('names every field that differs', async () => {
    const stored = aReceivedOrder({ OrderId: 'ORD-1', Amount: 250, UserId: 'U1', Status: 'new' });

    const put = putOver(stored, { OrderId: 'ORD-1', Amount: 250, UserId: 'U2', Status: 'paid' }, true);

    await expect(put).rejects.toThrow('with another UserId, Status; the stored');
  });

  test('is a conflict where the repeat has a field that is not stored', async () => {
    const stored = aReceivedOrder();

    const put = putOver(stored, anOrder({ OrderId: stored.OrderId, Quantity: 1 }), false);

    await expect(put).rejects.toThrow('with another Quantity;');
  });

  test('is a conflict where the repeat has another Timestamp', async () => {
    const OrderId = freshOrderId();
    const stored = aReceivedOrder({ OrderId, Timestamp: '2025-05-03T12:00:00.000Z' });

    const put = putOver(stored, { OrderId, Timestamp: '2025-05-03T12:00:00.001Z' }, false);

    await expect(put).rejects.toThrow('with another Timestamp;');
  });
});
