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
  return tableKeeping(0, ...answers);
}

/** The same, for a table from which finished orders are removed after some days. */
function tableKeeping(retentionDays: number, ...answers: Parameters<typeof dynamoDBThatAnswers>) {
  const { client, requests } = dynamoDBThatAnswers(...answers);
  const newId = () => 'acknowledgement-1';
  return { table: createOrdersTable({ client, tableName: 'orders', retentionDays, newId }), requests };
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

describe('with a retention of 30 days', () => {
  /** Thirty days after NOW, in epoch seconds. */
  const EXPIRY = 1_751_364_000;
  const low = { OrderId: 'ORD-1', Amount: 99.5 };
  const high = aHighValueOrder({ OrderId: 'ORD-1' });

  test.each([
    ['an order that is not high-value expires 30 days after it came in', low, false, EXPIRY],
    ['a high-value order does not expire while it is pending', high, true, undefined],
  ])('%s', async (_, order, highValue, ExpiresAt) => {
    const { table, requests } = tableKeeping(30, done('PutItem'));

    await table.put(order, highValue, NOW);

    expect(requests).toHaveLength(1);
    expect(requests[0]?.input.Item).toMatchObject({ OrderId: { S: 'ORD-1' } });
    expect(Object(requests[0]?.input.Item).ExpiresAt).toEqual(ExpiresAt && { N: String(ExpiresAt) });
  });

  test('a high-value order expires 30 days after it was acknowledged, by the same write', async () => {
    const { table, requests } = tableKeeping(30, done('UpdateItem'));

    await table.acknowledge(high, NOW);

    expect(requests).toMatchObject([
      {
        input: {
          UpdateExpression:
            'SET NotificationStatus = :notified, NotifiedAt = :now, AcknowledgementId = :id, ExpiresAt = :expiry',
          ExpressionAttributeValues: { ':now': { S: ReceivedAt }, ':expiry': { N: String(EXPIRY) } },
        },
      },
    ]);
  });

  test('the time is rounded up to the whole second that DynamoDB counts in', async () => {
    const { table, requests } = tableKeeping(30, done('PutItem'));

    await table.put(low, false, new Date(NOW.getTime() + 1));

    expect(requests).toMatchObject([{ input: { Item: { ExpiresAt: { N: String(EXPIRY + 1) } } } }]);
  });

  test('an order that comes again is a duplicate, or a conflict, and expires when it would have', async () => {
    const { client, item } = dynamoDBInMemory();
    const table = createOrdersTable({ client, tableName: 'orders', retentionDays: 30 });
    const later = new Date(NOW.getTime() + 1000);
    await table.put(low, false, NOW);

    const again = await table.put(low, false, later);
    const conflict = table.put({ ...low, Amount: 1 }, false, later);

    expect(again).toMatchObject({ outcome: 'duplicate', notification: 'not-needed' });
    await expect(conflict).rejects.toThrow('already stored with another Amount;');
    expect(item('ORD-1')?.ExpiresAt).toBe(EXPIRY);
  });

  test('an order that is acknowledged again expires when it would have', async () => {
    const { client, item } = dynamoDBInMemory();
    const table = createOrdersTable({ client, tableName: 'orders', retentionDays: 30 });
    await table.put(high, true, NOW);
    await table.acknowledge(high, NOW);

    const again = await table.acknowledge(high, new Date(NOW.getTime() + 1000));

    expect(again).toBe('duplicate');
    expect(item('ORD-1')?.ExpiresAt).toBe(EXPIRY);
  });

  test('an order without an expiry, stored before there was a retention, is a duplicate as before', async () => {
    const stored = aReceivedOrder(low);
    const { table } = tableKeeping(30, conditionFailed('PutItem', stored));

    const result = await table.put(low, false, NOW);

    expect(result).toEqual({ outcome: 'duplicate', order: stored, notification: 'not-needed' });
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
