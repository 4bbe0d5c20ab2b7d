import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Item, Subject } from './subject.ts';

const NOON = '2025-05-03T12:00:00.000Z';
const ONE = '2025-05-03T13:00:00.000Z';
const TWO = '2025-05-03T14:00:00.000Z';

const IF_ABSENT = {
  ConditionExpression: 'attribute_not_exists(OrderId)',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
} as const;

/** The writes of src/aws/orders-table.ts. */
export function describeTable(subject: () => Subject): void {
  const put = (item: Item, condition: Partial<PutCommandInput> = {}) => putInto(subject(), item, condition);
  const itemOf = ({ OrderId }: Item) => subject().table.item(String(OrderId));
  const acknowledge = ({ OrderId }: Item) =>
    subject().table.send(
      new UpdateCommand({
        TableName: subject().table.name,
        Key: { OrderId },
        UpdateExpression: 'SET NotificationStatus = :notified, NotifiedAt = :now',
        ConditionExpression: 'begins_with(NotificationStatus, :pending) AND #Timestamp = :timestamp',
        ExpressionAttributeNames: { '#Timestamp': 'Timestamp' },
        ExpressionAttributeValues: {
          ...{ ':notified': 'NOTIFIED#2025-05-03', ':now': 'now' },
          ...{ ':pending': 'PENDING#', ':timestamp': NOON },
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
  // The returned item: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
  describe('puts an item on the condition that there is none', () => {
    test('and stores it if there is none', async () => {
      const item = anItem();

      await put(item, IF_ABSENT);

      expect(await itemOf(item)).toEqual(item);
    });

    test('and fails if there is one, which it returns and does not change', async () => {
      const item = anItem();
      await put(item);

      const failure = await failureOf(put({ ...item, Amount: 251 }, IF_ABSENT));

      expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
      expect(itemIn(failure)).toEqual(item);
      expect(await itemOf(item)).toEqual(item);
    });

    test('and does not return the existing one unless asked to', async () => {
      const item = anItem();
      await put(item);

      const failure = await failureOf(put(item, { ConditionExpression: IF_ABSENT.ConditionExpression }));

      expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
      expect(itemIn(failure)).toBeUndefined();
    });
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
  test('replaces an item with a put without a condition', async () => {
    const item = anItem();
    await put(item);

    await put({ OrderId: item.OrderId, UserId: 'U1' });

    expect(await itemOf(item)).toEqual({ OrderId: item.OrderId, UserId: 'U1' });
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
  // The returned item: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
  describe('updates an item on a condition', () => {
    test('and sets only the named attributes if it holds', async () => {
      const item = anItem();
      await put(item);

      await acknowledge(item);

      const notified = { NotificationStatus: 'NOTIFIED#2025-05-03', NotifiedAt: 'now' };
      expect(await itemOf(item)).toEqual({ ...item, ...notified });
    });

    test.each([
      ['with another Timestamp', { ...anItem(), Timestamp: ONE }],
      ['whose status has another prefix', { ...anItem(), NotificationStatus: 'NOTIFIED#2025-05-03' }],
      ['without a status', { OrderId: randomUUID(), Timestamp: NOON }],
    ])('and fails on an item %s, which it returns and does not change', async (_, item) => {
      await put(item);

      const failure = await failureOf(acknowledge(item));

      expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
      expect(itemIn(failure)).toEqual(item);
      expect(await itemOf(item)).toEqual(item);
    });

    test('and fails if there is no item, and creates none', async () => {
      const item = anItem();

      const failure = await failureOf(acknowledge(item));

      expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
      expect(itemIn(failure)).toBeUndefined();
      expect(await itemOf(item)).toBeUndefined();
    });
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
  test('creates an item with an update without a condition', async () => {
    const { OrderId } = anItem();
    const set = { UpdateExpression: 'SET NotifiedAt = :now', ExpressionAttributeValues: { ':now': 'now' } };

    await subject().table.send(
      new UpdateCommand({ TableName: subject().table.name, Key: { OrderId }, ...set }),
    );

    expect(await itemOf({ OrderId })).toEqual({ OrderId, NotifiedAt: 'now' });
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html
  // The error's name: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
  test('refuses a reserved word as a name in an expression', async () => {
    const item = anItem();
    const condition = {
      ConditionExpression: 'Timestamp = :time',
      ExpressionAttributeValues: { ':time': NOON },
    };

    expect(await failureOf(put(item, condition))).toHaveProperty('name', 'ValidationException');
    expect(await itemOf(item)).toBeUndefined();
  });
}

/** The queries of src/aws/notification-index.ts. */
export function describeIndex(subject: () => Subject): void {
  // ScanIndexForward: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
  test('gives the items of a partition, oldest first', async () => {
    const status = await partitionOf(TWO, NOON, ONE);

    expect((await readAll(status)).map(({ Timestamp }) => Timestamp)).toEqual([NOON, ONE, TWO]);
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
  test('loses an item that loses its status', async () => {
    const status = await partitionOf(NOON);
    const [{ NotificationStatus, ...rest } = {}] = await readAll(status);

    await putInto(subject(), rest);

    await untilCount(status, 0);
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
  test('moves an item that gets another status to that partition', async () => {
    const status = await partitionOf(NOON);
    const [item] = await readAll(status);
    const other = freshStatus();

    await putInto(subject(), { ...item, NotificationStatus: other });

    await untilCount(other, 1);
    await untilCount(status, 0);
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
  test('gives the items between two times, both included', async () => {
    const status = await partitionOf('2025-05-03T11:59:59.999Z', NOON, ONE, '2025-05-03T13:00:00.001Z');

    const items = await readAll(status, {
      KeyConditionExpression: 'NotificationStatus = :status AND #Timestamp BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#Timestamp': 'Timestamp' },
      ExpressionAttributeValues: { ':status': status, ':from': NOON, ':to': ONE },
    });

    expect(items.map(({ Timestamp }) => Timestamp)).toEqual([NOON, ONE]);
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
  test.each([1, 2, 3, 7])(
    'gives every item once and in order, with a limit of %i per page',
    async (Limit) => {
      const status = await partitionOf(ONE, NOON, ONE, TWO, ONE, NOON);

      const items = await readAll(status, { Limit });

      expect(items.map(({ Timestamp }) => Timestamp)).toEqual([NOON, NOON, ONE, ONE, ONE, TWO]);
      expect(new Set(items.map(({ OrderId }) => OrderId)).size).toBe(6);
    },
  );

  // LastEvaluatedKey starts the next operation: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
  test('continues after the last item of a page even if that item has left the index', async () => {
    const status = await partitionOf(NOON, ONE, TWO);
    const { Items: [, last = {}] = [], LastEvaluatedKey } = await readPage(status, { Limit: 2 });
    const { OrderId, Timestamp } = last;
    await putInto(subject(), { OrderId, Timestamp });
    await untilCount(status, 2);

    const rest = await readAll(status, { ExclusiveStartKey: LastEvaluatedKey });

    expect(Timestamp).toBe(ONE);
    expect(rest.map((item) => item.Timestamp)).toEqual([TWO]);
  });

  /** Fills a partition with an item of each time, and gives its status once the index has them all. */
  async function partitionOf(...times: string[]): Promise<string> {
    const NotificationStatus = freshStatus();
    for (const Timestamp of times) {
      await putInto(subject(), { OrderId: randomUUID(), Timestamp, NotificationStatus });
    }
    await untilCount(NotificationStatus, times.length);
    return NotificationStatus;
  }

  async function untilCount(status: string, size: number): Promise<void> {
    await subject().until(`${size} items in the partition`, async () =>
      (await readAll(status)).length === size ? true : undefined,
    );
  }

  async function readAll(status: string, options: Partial<QueryCommandInput> = {}): Promise<Item[]> {
    const { Items = [], LastEvaluatedKey: ExclusiveStartKey } = await readPage(status, options);
    const rest = ExclusiveStartKey && (await readAll(status, { ...options, ExclusiveStartKey }));
    return [...Items, ...(rest ?? [])];
  }

  function readPage(status: string, options: Partial<QueryCommandInput>) {
    return subject().table.send(
      new QueryCommand({
        TableName: subject().table.name,
        IndexName: 'NotificationIndex',
        KeyConditionExpression: 'NotificationStatus = :status',
        ExpressionAttributeValues: { ':status': status },
        ...options,
      }),
    );
  }
}

function putInto({ table }: Subject, Item: Item, condition: Partial<PutCommandInput> = {}) {
  return table.send(new PutCommand({ TableName: table.name, Item, ...condition }));
}

function anItem(): Item {
  return { OrderId: randomUUID(), Amount: 250.5, Timestamp: NOON, NotificationStatus: 'PENDING#3' };
}

const freshStatus = () => `PENDING#${randomUUID()}`;

/** The error of a call; undefined if it succeeds. */
const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error) => error,
  );

/** The item that a failed condition returns. */
function itemIn(failure: unknown): Item | undefined {
  const item = failure instanceof ConditionalCheckFailedException ? failure.Item : undefined;
  return item && unmarshall(item);
}
