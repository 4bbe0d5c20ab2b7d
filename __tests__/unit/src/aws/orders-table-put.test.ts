import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { createOrdersTable } from '../../../../src/aws/orders-table.ts';
import { conditionFailed, done, dynamoDBThatAnswers, failsWith } from '../../../support/dynamodb.ts';
import { aFullOrder, anOrder } from '../../../support/orders.ts';

const NOW = new Date('2025-06-01T10:00:00.000Z');
const RECEIVED_AT = NOW.toISOString();

function tableOver(dynamoDB: ReturnType<typeof dynamoDBThatAnswers>) {
  return createOrdersTable({ client: dynamoDB.client, tableName: 'orders' });
}

describe('the request', () => {
  test('writes an order once, and asks for the item in the way', async () => {
    const dynamoDB = dynamoDBThatAnswers(done('PutItem'));

    await tableOver(dynamoDB).put({ OrderId: 'ORD-1', Amount: 99.5 }, false, NOW);

    expect(dynamoDB.requests).toEqual([
      {
        operation: 'PutItem',
        input: {
          TableName: 'orders',
          Item: {
            OrderId: { S: 'ORD-1' },
            Amount: { N: '99.5' },
            Timestamp: { S: RECEIVED_AT },
            ReceivedAt: { S: RECEIVED_AT },
          },
          ConditionExpression: 'attribute_not_exists(OrderId)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ]);
  });

  test('makes a high-value order pending in the same write', async () => {
    const dynamoDB = dynamoDBThatAnswers(done('PutItem'));

    await tableOver(dynamoDB).put({ OrderId: '123456789', Amount: 250 }, true, NOW);

    expect(dynamoDB.requests).toEqual([
      {
        operation: 'PutItem',
        input: {
          TableName: 'orders',
          Item: {
            OrderId: { S: '123456789' },
            Amount: { N: '250' },
            Timestamp: { S: RECEIVED_AT },
            ReceivedAt: { S: RECEIVED_AT },
            NotificationStatus: { S: 'PENDING#6' },
          },
          ConditionExpression: 'attribute_not_exists(OrderId)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    ]);
  });

  test('keeps every field that the sender gave', async () => {
    const dynamoDB = dynamoDBThatAnswers(done('PutItem'));
    const order = aFullOrder();

    await tableOver(dynamoDB).put(order, false, NOW);

    expect(dynamoDB.requests[0]).toHaveProperty(
      'input.Item',
      marshall({ ...order, ReceivedAt: RECEIVED_AT }),
    );
  });
});

describe('a new order', () => {
  test('that is not high-value is stored and needs no notification', async () => {
    const order = anOrder({ Amount: 100 });
    const ordersTable = tableOver(dynamoDBThatAnswers(done('PutItem')));

    const result = await ordersTable.put(order, false, NOW);

    expect(result).toEqual({
      outcome: 'stored',
      order: { ...order, Timestamp: RECEIVED_AT, ReceivedAt: RECEIVED_AT },
      notification: 'not-needed',
    });
  });

  test('that is high-value is stored and pending', async () => {
    const order = anOrder({ Amount: 250 });
    const ordersTable = tableOver(dynamoDBThatAnswers(done('PutItem')));

    const result = await ordersTable.put(order, true, NOW);

    expect(result).toMatchObject({ outcome: 'stored', order, notification: 'pending' });
  });
});

test('any other error passes through unchanged', async () => {
  const error = new Error('No such table');
  const ordersTable = tableOver(dynamoDBThatAnswers(failsWith('PutItem', error)));

  const put = ordersTable.put(anOrder(), false, NOW);

  await expect(put).rejects.toBe(error);
});

test('a failed condition without the item in the way passes through', async () => {
  const ordersTable = tableOver(dynamoDBThatAnswers(conditionFailed('PutItem')));

  const put = ordersTable.put(anOrder(), false, NOW);

  await expect(put).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
});
