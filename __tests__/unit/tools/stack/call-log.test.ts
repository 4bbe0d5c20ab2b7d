import { describe, expect, test } from '@jest/globals';
import { createCallLog } from '../../../../tools/stack/call-log.ts';
import type { ApiRequest } from '../../../../tools/stack/gateway.ts';
import { callTo, QUEUE_URL, TOPIC_ARN } from '../../../support/api-requests.ts';

const ANSWER = { status: 200, headers: {}, body: 'answer' };
/** What a log has after a call of `name`, without who called and how often. */
async function logged(name: string, call: ApiRequest) {
  const log = createCallLog();
  await log.recorded(name, async () => ANSWER)(call);
  return log.list().map(({ action, resource }) => `${action} ${resource}`);
}

describe('a call is written down', () => {
  test.each([
    ['on a table', 'PutItem', { TableName: 'Orders', Item: {} }, 'dynamodb:PutItem Orders'],
    [
      'on an index of a table',
      'Query',
      { TableName: 'Orders', IndexName: 'ByTime' },
      'dynamodb:Query Orders/index/ByTime',
    ],
    ['on a table, whole', 'Query', { TableName: 'Orders' }, 'dynamodb:Query Orders'],
    ['on no table', 'ListTables', {}, 'dynamodb:ListTables '],
  ])('%s', async (_, operation, input, expected) => {
    const calls = await logged('dynamodb', callTo.dynamoDB(operation, input));

    expect(calls).toEqual([expected]);
  });

  test.each([
    ['on a topic', { Action: 'Publish', TopicArn: TOPIC_ARN }, 'sns:Publish OrderTopic'],
    ['on no topic', { Action: 'ListTopics' }, 'sns:ListTopics '],
    ['that says nothing', {}, 'sns: '],
  ])('%s, from its form', async (_, fields, expected) => {
    const calls = await logged('sns', callTo.form(fields));

    expect(calls).toEqual([expected]);
  });

  test.each([
    ['on a queue', 'ReceiveMessage', { QueueUrl: QUEUE_URL }, 'sqs:ReceiveMessage OrderQueue'],
    ['on no queue', 'ListQueues', {}, 'sqs:ListQueues '],
  ])('%s, by the name of it', async (_, operation, input, expected) => {
    const calls = await logged('sqs', callTo.sqs(operation, input));

    expect(calls).toEqual([expected]);
  });
});

describe('a call for many is named as IAM names it', () => {
  test('when it publishes', async () => {
    const calls = await logged('sns', callTo.form({ Action: 'PublishBatch', TopicArn: TOPIC_ARN }));

    expect(calls).toEqual(['sns:Publish OrderTopic']);
  });

  /** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html */
  test.each(['SendMessage', 'DeleteMessage', 'ChangeMessageVisibility'])(
    '%sBatch by the name for one',
    async (action) => {
      const calls = await logged('sqs', callTo.sqs(`${action}Batch`, { QueueUrl: QUEUE_URL, Entries: [] }));

      expect(calls).toEqual([`sqs:${action} OrderQueue`]);
    },
  );

  test.each(['BatchGetItem', 'BatchWriteItem'])('%s as it is', async (action) => {
    const calls = await logged('dynamodb', callTo.dynamoDB(action, { RequestItems: {} }));

    expect(calls).toEqual([`dynamodb:${action} `]);
  });
});
