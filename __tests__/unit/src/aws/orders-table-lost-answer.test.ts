import { describe, expect, test } from '@jest/globals';
import { createOrdersTable } from '../../../../src/aws/orders-table.ts';
import { pendingStatus } from '../../../../src/orders/notification-status.ts';
import { answerGetsLost, conditionFailed, dynamoDBThatAnswers } from '../../../support/dynamodb.ts';
import { aHighValueOrder, freshOrderId } from '../../../support/orders.ts';

const NOW = new Date('2025-06-01T10:00:00.000Z');
const RECEIVED_AT = NOW.toISOString();
const EARLIER = '2025-06-01T09:59:59.000Z';

function tableOver(dynamoDB: ReturnType<typeof dynamoDBThatAnswers>) {
  const newId = () => 'acknowledgement-1';
  return createOrdersTable({ client: dynamoDB.client, tableName: 'orders', newId });
}

describe('a put whose answer got lost, and that the client tries again by itself', () => {
  const order = { OrderId: freshOrderId(), Amount: 250 };
  const itsOwn = { ...order, Timestamp: RECEIVED_AT, ReceivedAt: RECEIVED_AT };
  const status = { NotificationStatus: pendingStatus(order.OrderId) };

  test.each([
    ['its own item in the way is a duplicate', itsOwn, 'duplicate'],
    ['an item received at another time is a duplicate', { ...itsOwn, ReceivedAt: EARLIER }, 'duplicate'],
    ['an item with more content is a duplicate', { ...itsOwn, UserId: 'U123' }, 'duplicate'],
  ])('%s', async (_, stored, outcome) => {
    const attempts = [answerGetsLost('PutItem'), conditionFailed('PutItem', { ...stored, ...status })];
    const ordersTable = tableOver(dynamoDBThatAnswers(...attempts));

    const result = await ordersTable.put(order, true, NOW);

    expect(result).toEqual({ outcome, order: { ...stored, ...status }, notification: 'pending' });
  });

  test('on the first attempt even an item of the same instant is a duplicate', async () => {
    const answer = conditionFailed('PutItem', { ...itsOwn, ...status });
    const ordersTable = tableOver(dynamoDBThatAnswers(answer));

    const result = await ordersTable.put(order, true, NOW);

    expect(result.outcome).toBe('duplicate');
  });

  test('an order with other content is a conflict', async () => {
    const other = { ...itsOwn, Amount: 251, ...status };
    const attempts = [answerGetsLost('PutItem'), conditionFailed('PutItem', other)];

    const put = tableOver(dynamoDBThatAnswers(...attempts)).put(order, true, NOW);

    await expect(put).rejects.toThrow('is already stored with another Amount;');
  });
});

describe('an acknowledgement whose answer got lost, and that the client tries again by itself', () => {
  const order = aHighValueOrder();
  const notified = { ...order, NotificationStatus: 'NOTIFIED#2025-05-03' };

  test('meets its own mark and is acknowledged, so that its effect is not lost', async () => {
    const itsOwn = { ...notified, NotifiedAt: NOW.toISOString(), AcknowledgementId: 'acknowledgement-1' };
    const attempts = [answerGetsLost('UpdateItem'), conditionFailed('UpdateItem', itsOwn)];
    const ordersTable = tableOver(dynamoDBThatAnswers(...attempts));

    const outcome = await ordersTable.acknowledge(order, NOW);

    expect(outcome).toBe('acknowledged');
  });

  test('meets the mark of another call of the same millisecond and is a duplicate', async () => {
    const another = { ...notified, NotifiedAt: NOW.toISOString(), AcknowledgementId: 'acknowledgement-2' };
    const attempts = [answerGetsLost('UpdateItem'), conditionFailed('UpdateItem', another)];
    const ordersTable = tableOver(dynamoDBThatAnswers(...attempts));

    const outcome = await ordersTable.acknowledge(order, NOW);

    expect(outcome).toBe('duplicate');
  });

  test('meets the mark of another time and is a duplicate', async () => {
    const attempts = [
      answerGetsLost('UpdateItem'),
      conditionFailed('UpdateItem', { ...notified, NotifiedAt: EARLIER }),
    ];
    const ordersTable = tableOver(dynamoDBThatAnswers(...attempts));

    const outcome = await ordersTable.acknowledge(order, NOW);

    expect(outcome).toBe('duplicate');
  });

  test('on the first attempt even a mark of the same instant makes it a duplicate', async () => {
    const answer = conditionFailed('UpdateItem', { ...notified, NotifiedAt: NOW.toISOString() });
    const ordersTable = tableOver(dynamoDBThatAnswers(answer));

    const outcome = await ordersTable.acknowledge(order, NOW);

    expect(outcome).toBe('duplicate');
  });
});
