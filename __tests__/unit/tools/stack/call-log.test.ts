import { expect, test } from '@jest/globals';
import { createCallLog, describeCall } from '../../../../tools/stack/call-log.ts';
import { callTo, QUEUE_URL, TOPIC_ARN } from '../../../support/api-requests.ts';

const onOrders = (operation: string, more = {}) =>
  callTo.dynamoDB(operation, { TableName: 'Orders', ...more });
const onQueue = (operation: string) => callTo.sqs(operation, { QueueUrl: QUEUE_URL });

test.each([
  ['dynamodb', onOrders('PutItem', { Item: {} }), 'dynamodb:PutItem Orders'],
  ['dynamodb', onOrders('Query', { IndexName: 'ByTime' }), 'dynamodb:Query Orders/index/ByTime'],
  ['dynamodb', onOrders('Query'), 'dynamodb:Query Orders'],
  ['dynamodb', callTo.dynamoDB('ListTables', {}), 'dynamodb:ListTables '],
  ['dynamodb', callTo.dynamoDB('BatchGetItem', { RequestItems: {} }), 'dynamodb:BatchGetItem '],
  ['dynamodb', callTo.dynamoDB('BatchWriteItem', { RequestItems: {} }), 'dynamodb:BatchWriteItem '],
  ['sns', callTo.form({ Action: 'Publish', TopicArn: TOPIC_ARN }), 'sns:Publish OrderTopic'],
  ['sns', callTo.form({ Action: 'PublishBatch', TopicArn: TOPIC_ARN }), 'sns:Publish OrderTopic'],
  ['sns', callTo.form({ Action: 'ListTopics' }), 'sns:ListTopics '],
  ['sns', callTo.form({}), 'sns: '],
  ['sqs', onQueue('ReceiveMessage'), 'sqs:ReceiveMessage OrderQueue'],
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
  ['sqs', onQueue('SendMessageBatch'), 'sqs:SendMessage OrderQueue'],
  ['sqs', onQueue('DeleteMessageBatch'), 'sqs:DeleteMessage OrderQueue'],
  ['sqs', onQueue('ChangeMessageVisibilityBatch'), 'sqs:ChangeMessageVisibility OrderQueue'],
  ['sqs', callTo.sqs('ListQueues', {}), 'sqs:ListQueues '],
  ['logs', callTo.logs('FilterLogEvents', { logGroupName: '/aws/a' }), 'logs:FilterLogEvents /aws/a'],
  ['logs', callTo.logs('DescribeLogGroups', { logGroupNamePrefix: '/' }), 'logs:DescribeLogGroups '],
  [
    'cloudformation',
    callTo.form({ Action: 'DescribeStacks', StackName: 'example' }),
    'cloudformation:DescribeStacks example',
  ],
])('names a call of %s as IAM does, and its resource: %#', (service, request, expected) => {
  const { caller, action, resource } = describeCall(service, request);

  expect([caller, `${action} ${resource}`]).toEqual(['ingest', expected]);
});

test.each([
  [undefined, false],
  ['attempt=1; max=3', false],
  ['attempt=2; max=3', true],
  ['attempt=10; max=12', true],
])('tells from the header amz-sdk-request %p whether a call is a retry', (header, expected) => {
  const request = onOrders('PutItem');

  const { isRetry } = describeCall('dynamodb', {
    ...request,
    headers: { ...request.headers, ...(header && { 'amz-sdk-request': header }) },
  });

  expect(isRetry).toBe(expected);
});

test('counts calls by caller, action and resource, and their retries apart', () => {
  const log = createCallLog();
  const put = { caller: 'ingest', action: 'dynamodb:PutItem', resource: 'Orders' };
  const others = [
    { ...put, caller: 'consumer' },
    { ...put, action: 'dynamodb:GetItem' },
    { ...put, resource: 'Others' },
  ];

  for (const call of [put, ...others, put]) log.record({ ...call, isRetry: false });
  log.record({ ...put, isRetry: true });

  expect(log.list()).toEqual([
    { ...put, calls: 2, retries: 1 },
    ...others.map((call) => ({ ...call, calls: 1, retries: 0 })),
  ]);
});
