import { PublishBatchCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { ModelError, ServiceError } from '../../../../tools/simulation/models/errors.ts';
import { parseCondition, parseUpdate } from '../../../../tools/simulation/models/expressions.ts';
import { createQueue, type QueueOptions } from '../../../../tools/simulation/models/queue.ts';
import { createTable } from '../../../../tools/simulation/models/table.ts';
import { createTopic } from '../../../../tools/simulation/models/topic.ts';
import { ORDERS_TABLE } from '../../../../tools/simulation/settings.ts';

const TableName = 'orders';
const Item = { OrderId: 'ORD-1' };
const TopicArn = 'arn:aws:sns:us-east-1:000000000000:topic';

const aTable = () => createTable({ now: () => 0, ...ORDERS_TABLE });

// What the models share with AWS is in __tests__/contract.
describe('a table', () => {
  // The emulators delete nothing, or not within the time of a test.
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
  test.each([
    ['deletes', 'after its time to live', 999],
    ['keeps', 'at its time to live', 1_000],
    ['keeps', 'without a time to live', undefined],
    ['keeps', 'whose time to live is no number', '999'],
    ['keeps', 'whose time to live ended over five years ago', 999 - 5 * 365 * 86_400],
  ])('%s an item %s', (does, _, ExpiresAt) => {
    const table = createTable({ now: () => 1_000_000, ...ORDERS_TABLE });
    const item = { ...Item, ...(ExpiresAt !== undefined && { ExpiresAt }) };
    table.execute(new PutCommand({ TableName, Item: item }));

    const deleted = table.deleteExpired('ORD-1');

    expect(deleted).toEqual(does === 'deletes' ? item : undefined);
    expect(table.items()).toEqual(does === 'deletes' ? [] : [item]);
  });

  test('has an item in its index until the index knows that it is deleted', () => {
    const clock = { now: 1_000_000 };
    const table = createTable({ now: () => clock.now, ...ORDERS_TABLE, indexDelay: () => 10 });
    const indexed = { ...Item, NotificationStatus: 'NOTIFIED#2025-05-03', Timestamp: '2025-05-03' };
    table.execute(new PutCommand({ TableName, Item: { ...indexed, ExpiresAt: 999 } }));
    const query = new QueryCommand({
      ...{
        TableName,
        IndexName: 'NotificationIndex',
        KeyConditionExpression: 'NotificationStatus = :status',
      },
      ExpressionAttributeValues: { ':status': indexed.NotificationStatus },
    });
    const found = [1_000_010, 1_000_019, 1_000_020].map((now, index) => {
      clock.now = now;
      if (index === 0) table.deleteExpired('ORD-1');
      return Object(table.execute(query)).Items.length;
    });

    expect(found).toEqual([1, 1, 0]);
  });

  test.each(['a = :v OR b = :w', 'a < :v', ':v = a', 'a.b = :v', 'a = :v AND', ''])(
    'does not know the condition "%s"',
    (text) => {
      expect(() => parseCondition(text)).toThrow(ModelError);
    },
  );

  test.each(['REMOVE a', 'SET a = a + :v', 'SET a = :v REMOVE b', 'ADD a :v', 'SET a', ''])(
    'does not know the update "%s"',
    (text) => {
      expect(() => parseUpdate(text)).toThrow(ModelError);
    },
  );

  const pastTheIndex = { TableName, KeyConditionExpression: 'OrderId = :id' };
  test.each([
    ['another command', new DeleteCommand({ TableName, Key: Item })],
    ['another option', new PutCommand({ TableName, Item, ReturnValues: 'ALL_OLD' })],
    ['a boolean attribute', new PutCommand({ TableName, Item: { ...Item, Amount: true } })],
    ['an undefined attribute', new PutCommand({ TableName, Item: { ...Item, Amount: undefined } })],
    ['a query of the table itself', new QueryCommand(pastTheIndex)],
    ['a query of no partition', new QueryCommand({ ...pastTheIndex, IndexName: 'NotificationIndex' })],
    ['an update without an expression', new UpdateCommand({ TableName, Key: Item })],
  ])('does not know %s', (_, command) => {
    expect(() => aTable().execute(command)).toThrow(ModelError);
  });

  // No page says what DynamoDB does.
  test.each([
    ['an undefined value', { ConditionExpression: 'Amount = :amount' }],
    ['an unused value', { ExpressionAttributeValues: { ':amount': 250 } }],
  ])('refuses %s', (_, expressions) => {
    const table = aTable();

    expect(() => table.execute(new PutCommand({ TableName, Item, ...expressions }))).toThrow(ServiceError);
    expect(table.items()).toEqual([]);
  });
});

const wrongNumber = { Amount: { DataType: 'Number', StringValue: 'many' } };
test.each([
  ['another command', new SubscribeCommand({ TopicArn, Protocol: 'sqs' })],
  ['another option', new PublishCommand({ TopicArn, Message: 'a', Subject: 'b' })],
  [
    'an empty message',
    new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [{ Id: '0', Message: '' }] }),
  ],
  [
    'a number attribute that is no number',
    new PublishCommand({ TopicArn, Message: 'a', MessageAttributes: wrongNumber }),
  ],
])('a topic does not know %s', (_, command) => {
  const topic = createTopic({ topicArn: TopicArn, subscriptions: [], newId: () => 'm1' });

  expect(() => topic.execute(command)).toThrow(ModelError);
});

describe('a queue', () => {
  /** A queue with a visibility timeout of a minute, on a clock that the test sets. */
  function aQueue(options: Partial<QueueOptions> = {}) {
    const clock = { now: 0 };
    const queue = createQueue({ now: () => clock.now, visibilityTimeoutMs: 60_000, ...options });
    const receivedIds = (max = 10) => queue.receive(max).map(({ messageId }) => messageId);
    return { queue, clock, receivedIds };
  }

  test.each<[string, Partial<QueueOptions>, string[]]>([
    ['the oldest first', {}, ['m1', 'm2', 'm3']],
    ['in the order that it is told', { reorder: (visible) => visible.reverse() }, ['m3', 'm2', 'm1']],
  ])('delivers messages %s', (_, options, expected) => {
    const { queue, receivedIds } = aQueue(options);
    for (const id of ['m1', 'm2', 'm3']) queue.send('body', id);

    expect([...receivedIds(2), ...receivedIds(2)]).toEqual(expected);
  });

  test('delivers a duplicate even if the message was deleted, and no duplicate of that', () => {
    const { queue, clock, receivedIds } = aQueue({ duplicateAfter: () => 10_000 });
    queue.send('body', 'm1');
    const [message] = queue.receive(1);
    queue.delete(message?.receiptHandle ?? '');

    const received = [9_999, 10_000, 60_000].map((now) => {
      clock.now = now;
      return receivedIds();
    });

    expect(received).toEqual([[], ['m1'], []]);
  });

  test.each([
    ['applies', 'by an earlier receipt handle', 2, []],
    ['applies', 'after the visibility timeout', 1, []],
    ['ignores', 'by an earlier receipt handle', 2, ['m1']],
    ['ignores', 'after the visibility timeout', 1, ['m1']],
  ])('%s a late delete %s', (does, _, receives, left) => {
    const { queue, clock, receivedIds } = aQueue({ appliesLateDelete: () => does === 'applies' });
    queue.send('body', 'm1');
    const [first] = queue.receive(1);
    clock.now = 60_000;
    if (receives === 2) queue.receive(1);

    queue.delete(first?.receiptHandle ?? '');

    clock.now = 60_000 * receives;
    expect(receivedIds()).toEqual(left);
  });

  test('reports when a message will be visible: at once when it is sent, then after its visibility timeout', () => {
    const reported: unknown[] = [];
    const { queue } = aQueue({ onVisible: (...visible) => reported.push(visible) });

    queue.send('body', 'm1');
    queue.receive(1);

    expect(reported).toEqual([
      [0, 'm1', 0],
      [60_000, 'm1', 1],
    ]);
  });
});
