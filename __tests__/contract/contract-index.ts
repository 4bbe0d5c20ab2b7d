import { randomUUID } from 'node:crypto';
import { PutCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Item, Subject } from './contract-subject.ts';

const NOON = '2025-05-03T12:00:00.000Z';
const ONE = '2025-05-03T13:00:00.000Z';
const TWO = '2025-05-03T14:00:00.000Z';

/** What the sparse index gives to the queries of notification-index.ts. */
export function describeIndex(subject: () => Subject): void {
  describe('a query of one partition', () => {
    // ScanIndexForward: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
    test('gives the items of that partition, oldest first', async () => {
      const status = await partitionOf(TWO, NOON, ONE);

      expect((await read(status)).map(({ Timestamp }) => Timestamp)).toEqual([NOON, ONE, TWO]);
    });

    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
    test('no longer gives an item that was written over without a status', async () => {
      const status = await partitionOf(NOON);
      const [item = {}] = await read(status);
      const { NotificationStatus, ...rest } = item;

      await put(rest);

      await subject().until('the item to leave the index', async () =>
        (await read(status)).length === 0 ? true : undefined,
      );
    });

    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
    test('gives an item that was written over with another status there', async () => {
      const status = await partitionOf(NOON);
      const [item = {}] = await read(status);
      const other = freshStatus();

      await put({ ...item, NotificationStatus: other });

      await subject().until('the item to be in its new partition', async () =>
        (await read(other)).length === 1 ? true : undefined,
      );
      await subject().until('the item to leave its old partition', async () =>
        (await read(status)).length === 0 ? true : undefined,
      );
    });

    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
    test('between two times gives what is of the first and of the last time too', async () => {
      const status = await partitionOf('2025-05-03T11:59:59.999Z', NOON, ONE, '2025-05-03T13:00:00.001Z');

      const items = await read(status, {
        KeyConditionExpression: 'NotificationStatus = :status AND #Timestamp BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#Timestamp': 'Timestamp' },
        ExpressionAttributeValues: { ':status': status, ':from': NOON, ':to': ONE },
      });

      expect(items.map(({ Timestamp }) => Timestamp)).toEqual([NOON, ONE]);
    });

    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
    test.each([1, 2, 3, 7])(
      'page by page, %i an answer, gives every item once and in sequence',
      async (Limit) => {
        const status = await partitionOf(ONE, NOON, ONE, TWO, ONE, NOON);

        const items = await read(status, { Limit });

        expect(items.map(({ Timestamp }) => Timestamp)).toEqual([NOON, NOON, ONE, ONE, ONE, TWO]);
        expect(new Set(items.map(({ OrderId }) => OrderId)).size).toBe(6);
      },
    );

    // LastEvaluatedKey starts the next operation, on no further condition: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
    test('goes on where a page ended, even if the item there has left meanwhile', async () => {
      const status = await partitionOf(NOON, ONE, TWO);
      const { Items: [, last = {}] = [], LastEvaluatedKey } = await query(status, { Limit: 2 });
      const { OrderId, Timestamp } = last;
      await put({ OrderId, Timestamp });
      await subject().until('the item to leave the index', async () =>
        (await read(status)).length === 2 ? true : undefined,
      );

      const rest = await read(status, { ExclusiveStartKey: LastEvaluatedKey });

      expect(Timestamp).toBe(ONE);
      expect(rest.map((item) => item.Timestamp)).toEqual([TWO]);
    });
  });

  function put(item: Item) {
    return subject().table.send(new PutCommand({ TableName: subject().table.name, Item: item }));
  }

  /** A partition that the index has whole, with an item of each time. Gives its status. */
  async function partitionOf(...times: string[]): Promise<string> {
    const status = freshStatus();
    for (const Timestamp of times) {
      await put({ OrderId: randomUUID(), Timestamp, NotificationStatus: status });
    }
    return subject().until('the index to have all items', async () =>
      (await read(status)).length === times.length ? status : undefined,
    );
  }

  /** All pages of a query, one after the other. */
  async function read(status: string, options: Partial<QueryCommandInput> = {}): Promise<Item[]> {
    const found: Item[] = [];
    let { ExclusiveStartKey } = options;
    do {
      const { Items = [], LastEvaluatedKey } = await query(status, { ...options, ExclusiveStartKey });
      found.push(...Items);
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return found;
  }

  /** One page of a query. */
  function query(status: string, options: Partial<QueryCommandInput>) {
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

const freshStatus = () => `PENDING#${randomUUID()}`;
