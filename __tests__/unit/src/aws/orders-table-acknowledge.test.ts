import { describe, expect, test } from '@jest/globals';
import { createOrdersTable } from '../../../../src/aws/orders-table.ts';
import { conditionFailed, done, dynamoDBThatAnswers, failsWith } from '../../../support/dynamodb.ts';
import { aHighValueOrder } from '../../../support/orders.ts';

const NOW = new Date('2025-06-01T10:00:00.000Z');
const TIMESTAMP = '2025-05-03T12:00:00.000Z';
const OTHER_TIMESTAMP = '2025-05-03T12:00:00.001Z';

const order = aHighValueOrder({ OrderId: 'ORD-1', Timestamp: TIMESTAMP });
const pending = { ...order, NotificationStatus: 'PENDING#4' };
const notified = {
  ...order,
  NotificationStatus: 'NOTIFIED#2025-05-03',
  NotifiedAt: '2025-05-03T12:00:05.000Z',
};

function acknowledgeOver(dynamoDB: ReturnType<typeof dynamoDBThatAnswers>) {
  const newId = () => 'acknowledgement-1';
  const ordersTable = createOrdersTable({ client: dynamoDB.client, tableName: 'orders', newId });
  return ordersTable.acknowledge({ OrderId: 'ORD-1', Timestamp: TIMESTAMP }, NOW);
}

describe('a pending order', () => {
  test('is acknowledged', async () => {
    const dynamoDB = dynamoDBThatAnswers(done('UpdateItem'));

    const outcome = await acknowledgeOver(dynamoDB);

    expect(outcome).toBe('acknowledged');
  });

  test('is marked as notified in one write, only while it is pending and of that time', async () => {
    const dynamoDB = dynamoDBThatAnswers(done('UpdateItem'));

    await acknowledgeOver(dynamoDB);

    expect(dynamoDB.requests).toEqual([
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
            ':now': { S: '2025-06-01T10:00:00.000Z' },
            ':id': { S: 'acknowledgement-1' },
            ':pending': { S: 'PENDING#' },
            ':timestamp': { S: TIMESTAMP },
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ]);
  });
});

test('an order that was notified before is a duplicate', async () => {
  const dynamoDB = dynamoDBThatAnswers(conditionFailed('UpdateItem', notified));

  const outcome = await acknowledgeOver(dynamoDB);

  expect(outcome).toBe('duplicate');
});

describe('an unknown order', () => {
  test.each([
    ['an OrderId that is not stored', undefined],
    ['a pending order of another time', { ...pending, Timestamp: OTHER_TIMESTAMP }],
    ['a notified order of another time', { ...notified, Timestamp: OTHER_TIMESTAMP }],
    ['an order that is not high-value', order],
  ])('is %s', async (_, stored) => {
    const dynamoDB = dynamoDBThatAnswers(conditionFailed('UpdateItem', stored));

    const acknowledgement = acknowledgeOver(dynamoDB);

    await expect(acknowledgement).rejects.toMatchObject({ name: 'UnknownOrderError', orderId: 'ORD-1' });
  });

  test('is named with its time', async () => {
    const dynamoDB = dynamoDBThatAnswers(conditionFailed('UpdateItem'));

    const acknowledgement = acknowledgeOver(dynamoDB);

    await expect(acknowledgement).rejects.toThrow(
      /^No high-value order ORD-1 of 2025-05-03T12:00:00\.000Z is stored$/,
    );
  });
});

test('any other error passes through unchanged', async () => {
  const error = new Error('No such table');
  const dynamoDB = dynamoDBThatAnswers(failsWith('UpdateItem', error));

  const acknowledgement = acknowledgeOver(dynamoDB);

  await expect(acknowledgement).rejects.toBe(error);
});
