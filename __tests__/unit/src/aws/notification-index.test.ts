import { describe, expect, test } from '@jest/globals';
import { createNotificationIndex } from '../../../../src/aws/notification-index.ts';
import type { IndexedOrder, PartitionQuery } from '../../../../src/orders/ports.ts';
import { done, dynamoDBThatAnswers, failsWith, page } from '../../../support/dynamodb.ts';
import { aHighValueOrder } from '../../../support/orders.ts';

const STATUS = 'PENDING#3';
const FROM = '2025-05-03T00:00:00.000Z';
const TO = '2025-05-03T23:59:59.999Z';
const WHOLE_PARTITION = {
  TableName: 'orders',
  IndexName: 'NotificationIndex',
  KeyConditionExpression: 'NotificationStatus = :status',
  ExpressionAttributeValues: { ':status': { S: STATUS } },
};
const BETWEEN = {
  ...WHOLE_PARTITION,
  KeyConditionExpression: 'NotificationStatus = :status AND #Timestamp BETWEEN :from AND :to',
  ExpressionAttributeNames: { '#Timestamp': 'Timestamp' },
  ExpressionAttributeValues: { ':status': { S: STATUS }, ':from': { S: FROM }, ':to': { S: TO } },
};
const AFTER = { OrderId: 'ORD-1', Timestamp: '2025-05-03T12:00:00.000Z' };
const KEY = { NotificationStatus: { S: STATUS }, Timestamp: { S: AFTER.Timestamp }, OrderId: { S: 'ORD-1' } };

const indexed = (OrderId: string) => ({ ...aHighValueOrder({ OrderId }), NotificationStatus: STATUS });
const keyOf = ({ NotificationStatus, Timestamp, OrderId }: ReturnType<typeof indexed>) => ({
  NotificationStatus,
  Timestamp,
  OrderId,
});

async function readAll(
  dynamoDB: ReturnType<typeof dynamoDBThatAnswers>,
  query: Partial<PartitionQuery> = {},
) {
  const index = createNotificationIndex({ client: dynamoDB.client, tableName: 'orders' });
  const pages: IndexedOrder[][] = [];
  for await (const orders of index.pages({ status: STATUS, ...query })) pages.push(orders);
  return pages;
}

describe('the request', () => {
  test.each<[string, Partial<PartitionQuery>, object]>([
    ['for a whole partition', {}, WHOLE_PARTITION],
    ['for orders between two times', { between: [FROM, TO] }, BETWEEN],
    ['for pages of a size', { pageSize: 500 }, { ...WHOLE_PARTITION, Limit: 500 }],
    ['for orders after an order', { after: AFTER }, { ...WHOLE_PARTITION, ExclusiveStartKey: KEY }],
    [
      'for all of these',
      { between: [FROM, TO], after: AFTER, pageSize: 7 },
      { ...BETWEEN, ExclusiveStartKey: KEY, Limit: 7 },
    ],
  ])('asks the index %s', async (_, query, input) => {
    const dynamoDB = dynamoDBThatAnswers(page([]));

    await readAll(dynamoDB, query);

    expect(dynamoDB.requests).toEqual([{ operation: 'Query', input }]);
  });

  test('for a later page differs only in its start key', async () => {
    const dynamoDB = dynamoDBThatAnswers(
      page([indexed('ORD-1')], { ...AFTER, NotificationStatus: STATUS }),
      page([]),
    );

    await readAll(dynamoDB, { between: [FROM, TO], pageSize: 1 });

    expect(dynamoDB.requests.map(({ input }) => input)).toEqual([
      { ...BETWEEN, Limit: 1 },
      { ...BETWEEN, Limit: 1, ExclusiveStartKey: KEY },
    ]);
  });
});

describe('the pages', () => {
  const [first, second] = [indexed('ORD-1'), indexed('ORD-2')];
  const third = { ...indexed('ORD-3'), NotifiedAt: '2025-05-03T12:00:02.000Z', Quantity: 2 };

  test('hold the orders with all their fields, and continue, also after an empty one, to the last', async () => {
    const pages = [[first, second], [], [third], []];
    const answers = pages.map((orders, index) => page(orders, index < 3 ? keyOf(second) : undefined));

    expect(await readAll(dynamoDBThatAnswers(...answers))).toEqual(pages);
  });

  test('are one empty page if the answer has no items', async () => {
    expect(await readAll(dynamoDBThatAnswers(done('Query')))).toEqual([[]]);
  });

  test('are read only on demand', async () => {
    const dynamoDB = dynamoDBThatAnswers(page([first], keyOf(first)), page([second]));
    const index = createNotificationIndex({ client: dynamoDB.client, tableName: 'orders' });

    for await (const _ of index.pages({ status: STATUS })) break;

    expect(dynamoDB.requests).toHaveLength(1);
  });
});

test('a failure to read is passed on', async () => {
  const error = new Error('No such table');

  const reading = readAll(dynamoDBThatAnswers(failsWith('Query', error)));

  await expect(reading).rejects.toBe(error);
});
