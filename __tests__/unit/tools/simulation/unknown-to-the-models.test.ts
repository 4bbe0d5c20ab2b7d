import { PublishBatchCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { parseCondition, parseUpdate } from '../../../../tools/simulation/models/expressions.ts';
import { ModelError, ServiceError } from '../../../../tools/simulation/models/model-error.ts';
import { createTable } from '../../../../tools/simulation/models/table.ts';
import { createTopic } from '../../../../tools/simulation/models/topic.ts';

const TableName = 'orders';
const Item = { OrderId: 'ORD-1' };
const TopicArn = 'arn:aws:sns:us-east-1:000000000000:topic';

function aTable() {
  const index = { name: 'NotificationIndex', partition: 'NotificationStatus', range: 'Timestamp' };
  return createTable({ now: () => 0, key: 'OrderId', index });
}

test.each([
  'a = :v OR b = :w',
  'NOT a = :v',
  'a < :v',
  'a = b',
  ':v = a',
  'size(a) = :v',
  'attribute_exists(a)',
  'a.b = :v',
  'a = :v AND',
  'a = :v b = :w',
  '',
])('the condition "%s" is more than a table understands', (text) => {
  expect(() => parseCondition(text)).toThrow(ModelError);
});

test.each(['REMOVE a', 'SET a = a + :v', 'SET a = :v REMOVE b', 'ADD a :v', 'SET a', ''])(
  'the update "%s" is more than a table understands',
  (text) => {
    expect(() => parseUpdate(text)).toThrow(ModelError);
  },
);

test.each([
  ['another command', new DeleteCommand({ TableName, Key: Item })],
  ['another option', new PutCommand({ TableName, Item, ReturnValues: 'ALL_OLD' })],
  ['an attribute that is no text or number', new PutCommand({ TableName, Item: { ...Item, Amount: true } })],
  ['an attribute that is undefined', new PutCommand({ TableName, Item: { ...Item, Amount: undefined } })],
  ['a query past the index', new QueryCommand({ TableName, KeyConditionExpression: 'OrderId = :id' })],
  [
    'a query of no partition',
    new QueryCommand({ TableName, IndexName: 'NotificationIndex', KeyConditionExpression: 'OrderId = :id' }),
  ],
  ['an update of nothing', new UpdateCommand({ TableName, Key: Item })],
])('a table does not guess what to do with %s', (_, command) => {
  expect(() => aTable().execute(command)).toThrow(ModelError);
});

test.each([
  ['a value that is not defined', { ConditionExpression: 'Amount = :amount' }],
  ['a value that is not used', { ExpressionAttributeValues: { ':amount': 250 } }],
  [
    'a value that is not used by its condition',
    {
      ConditionExpression: 'attribute_not_exists(OrderId)',
      ExpressionAttributeValues: { ':amount': 250 },
    },
  ],
])('a table refuses %s, of which no page says what DynamoDB does', (_, expressions) => {
  const table = aTable();

  expect(() => table.execute(new PutCommand({ TableName, Item, ...expressions }))).toThrow(ServiceError);
  expect(table.items()).toEqual([]);
});

test.each([
  ['another command', new SubscribeCommand({ TopicArn, Protocol: 'sqs' })],
  ['another option', new PublishCommand({ TopicArn, Message: 'a', Subject: 'b' })],
  [
    'an empty message',
    new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [{ Id: '0', Message: '' }] }),
  ],
  [
    'an attribute that is no number',
    new PublishCommand({
      TopicArn,
      Message: 'a',
      MessageAttributes: { Amount: { DataType: 'Number', StringValue: 'many' } },
    }),
  ],
])('a topic does not guess what to do with %s', (_, command) => {
  const topic = createTopic({ topicArn: TopicArn, subscriptions: [], name: () => 'm1' });

  expect(() => topic.execute(command)).toThrow(ModelError);
});
