import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createNotificationIndex } from '../../../../src/aws/notification-index.ts';
import { createOrdersTable } from '../../../../src/aws/orders-table.ts';
import { pendingStatus } from '../../../../src/orders/notification-status.ts';
import { type Order, orderFields } from '../../../../src/orders/order.ts';
import type { IndexedOrder } from '../../../../src/orders/ports.ts';
import { order as anyOrder, cents } from '../../../support/arbitraries.ts';
import {
  answerGetsLost,
  conditionFailed,
  done,
  dynamoDBInMemory,
  dynamoDBThatAnswers,
  failsWith,
} from '../../../support/dynamodb.ts';
import { aFullOrder, aHighValueOrder, anOrder, aReceivedOrder } from '../../../support/orders.ts';

const NOW = new Date('2025-06-01T10:00:00.000Z');
const ReceivedAt = NOW.toISOString();
const EARLIER = '2025-06-01T09:59:59.000Z';
const tableFailure = new Error('No such table');

/** A table that gives these answers, one after the other, and the requests it gets. */
function tableOver(...answers: Parameters<typeof dynamoDBThatAnswers>) {
  const { client, requests } = dynamoDBThatAnswers(...answers);
  const newId = () => 'acknowledgement-1';
  return { table: createOrdersTable({ client, tableName: 'orders', newId }), requests };
}

describe('put', () => {
  const high = { OrderId: '123456789', Amount: 250 };

  test.each([
    ['an order', { OrderId: 'ORD-1', Amount: 99.5 }, false, {}, 'not-needed'],
    ['an order with every field', aFullOrder(), false, {}, 'not-needed'],
    ['a high-value order, as pending', high, true, { NotificationStatus: 'PENDING#6' }, 'pending'],
  ])('stores %s, unless its OrderId is taken', async (_, order, highValue, status, notification) => {
    const { table, requests } = tableOver(done('PutItem'));

    const result = await table.put(order, highValue, NOW);

    const item = { Timestamp: ReceivedAt, ...order, ReceivedAt, ...status };
    expect(result).toEqual({ outcome: 'stored', order: item, notification });
    expect(requests).toEqual([
      {
        operation: 'PutItem',
        input: {
          TableName: 'orders',
          Item: marshall(item),
          ConditionExpression: 'attribute_not_exists(OrderId)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ]);
  });

  const order = { OrderId: 'ORD-1', Amount: 250 };
  const stored = aReceivedOrder(order);
  const pending = { ...stored, NotificationStatus: 'PENDING#3' };
  const notified = { ...stored, NotificationStatus: 'NOTIFIED#2025-05-03', NotifiedAt: EARLIER };
  const full = { ...aFullOrder(), ReceivedAt };

  test.each([
    // Even if the threshold is lower now than when it was stored.
    ['was stored as not high-value', order, stored, 'not-needed'],
    ['is still pending', order, pending, 'pending'],
    ['was acknowledged', order, notified, 'notified'],
    ['has the same fields', orderFields(full), full, 'not-needed'],
    ['has more fields', { OrderId: full.OrderId }, full, 'not-needed'],
    ['was received in the same millisecond', order, { ...pending, ReceivedAt }, 'pending'],
    ['was received earlier', order, { ...pending, ReceivedAt: EARLIER }, 'pending'],
  ])('answers duplicate, and the stored order, if that %s', async (_, sent, item, notification) => {
    for (const attempts of [[], [answerGetsLost('PutItem')]]) {
      const { table } = tableOver(...attempts, conditionFailed('PutItem', item));

      const result = await table.put(sent, true, NOW);

      expect(result).toEqual({ outcome: 'duplicate', order: item, notification });
    }
  });

  test.each([
    ['Amount', { ...order, Amount: 251 }, {}],
    ['UserId, Status', { ...order, UserId: 'U2', Status: 'paid' }, { UserId: 'U1', Status: 'new' }],
    ['Quantity', { ...order, Quantity: 1 }, {}],
    ['Timestamp', { ...order, Timestamp: '2025-05-03T12:00:00.001Z' }, {}],
  ])('fails if the stored order has another %s, or none', async (fields, sent, storedFields) => {
    for (const attempts of [[], [answerGetsLost('PutItem')]]) {
      const { table } = tableOver(...attempts, conditionFailed('PutItem', { ...stored, ...storedFields }));

      const put = table.put(sent, true, NOW);

      await expect(put).rejects.toMatchObject({
        name: 'OrderConflictError',
        orderId: 'ORD-1',
        message:
          `Order ORD-1 is already stored with another ${fields}; the stored order is unchanged. ` +
          'Send a new order with a new OrderId.',
      });
    }
  });

  test.each([
    ['any other error', failsWith('PutItem', tableFailure), tableFailure],
    [
      'a failed condition without its item',
      conditionFailed('PutItem'),
      expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
    ],
  ])('passes on %s', async (_, answer, error) => {
    const put = tableOver(answer).table.put(anOrder(), false, NOW);

    await expect(put).rejects.toEqual(error);
  });
});

describe('acknowledge', () => {
  const Timestamp = '2025-05-03T12:00:00.000Z';
  const anotherTime = { Timestamp: '2025-05-03T12:00:00.001Z' };
  const order = aHighValueOrder({ OrderId: 'ORD-1', Timestamp });
  const notified = { ...order, NotificationStatus: 'NOTIFIED#2025-05-03' };

  test('marks an order as notified in one write, only while it is pending and of that time', async () => {
    const { table, requests } = tableOver(done('UpdateItem'));

    const outcome = await table.acknowledge(order, NOW);

    expect(outcome).toBe('acknowledged');
    expect(requests).toEqual([
      {
        operation: 'UpdateItem',
        input: {
          TableName: 'orders',
          Key: { OrderId: { S: 'ORD-1' } },
          UpdateExpression: 'SET NotificationStatus = :notified, NotifiedAt = :now, AcknowledgementId = :id',
          ConditionExpression: 'begins_with(NotificationStatus, :pending) AND #Timestamp = :timestamp',
          ExpressionAttributeNames: { '#Timestamp': 'Timestamp' },
          ExpressionAttributeValues: {
            ':notified': { S: 'NOTIFIED#2025-05-03' },
            ':now': { S: ReceivedAt },
            ':id': { S: 'acknowledgement-1' },
            ':pending': { S: 'PENDING#' },
            ':timestamp': { S: Timestamp },
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ]);
  });

  test.each([
    ['at another time', EARLIER, undefined, 'duplicate'],
    ['in the same millisecond', ReceivedAt, undefined, 'duplicate'],
    ['by another call', ReceivedAt, 'acknowledgement-2', 'duplicate'],
    ['by an attempt of the same call whose answer got lost', ReceivedAt, 'acknowledgement-1', 'acknowledged'],
  ])('of an order that was notified %s answers %s', async (_, NotifiedAt, AcknowledgementId, expected) => {
    const found = { ...notified, NotifiedAt, ...(AcknowledgementId && { AcknowledgementId }) };
    const answers = [answerGetsLost('UpdateItem'), conditionFailed('UpdateItem', found)];

    const outcome = await tableOver(...answers).table.acknowledge(order, NOW);

    expect(outcome).toBe(expected);
  });

  test.each([
    ['an OrderId that is not stored', undefined],
    ['a pending order of another time', { ...order, ...anotherTime, NotificationStatus: 'PENDING#4' }],
    ['a notified order of another time', { ...notified, ...anotherTime, NotifiedAt: EARLIER }],
    ['an order that is not high-value', order],
  ])('fails for %s', async (_, stored) => {
    const acknowledgement = tableOver(conditionFailed('UpdateItem', stored)).table.acknowledge(order, NOW);

    await expect(acknowledgement).rejects.toMatchObject({
      name: 'UnknownOrderError',
      orderId: 'ORD-1',
      message: `No high-value order ORD-1 of ${Timestamp} is stored`,
    });
  });

  test('passes on any other error', async () => {
    const acknowledgement = tableOver(failsWith('UpdateItem', tableFailure)).table.acknowledge(order, NOW);

    await expect(acknowledgement).rejects.toBe(tableFailure);
  });
});

describe('every order', () => {
  test('reads back from the table as it was stored, also when it comes again', async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, fc.boolean(), async (given, highValue) => {
        const { client, item } = dynamoDBInMemory();
        const table = createOrdersTable({ client, tableName: 'orders' });

        const first = await table.put(given, highValue, NOW);
        const again = await table.put(given, highValue, new Date(NOW.getTime() + 1));

        expect(orderFields(item(given.OrderId) as Order)).toStrictEqual({ Timestamp: ReceivedAt, ...given });
        expect(again).toStrictEqual({ ...first, outcome: 'duplicate' });
      }),
    );
  });

  test('that is high-value reads back from the index as it was stored', async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, cents, async (anyFields, count) => {
        const given = { ...anyFields, Amount: count / 100 };
        const parts = { client: dynamoDBInMemory().client, tableName: 'orders' };
        await createOrdersTable(parts).put(given, true, NOW);

        const found: IndexedOrder[] = [];
        const pages = createNotificationIndex(parts).pages({ status: pendingStatus(given.OrderId) });
        for await (const page of pages) found.push(...page);

        expect(found.map(orderFields)).toStrictEqual([{ Timestamp: ReceivedAt, ...given }]);
      }),
    );
  });
});
