import { PublishCommand } from '@aws-sdk/client-sns';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDynamoDBClient, createSNSClient } from '../../../../src/aws/clients.ts';
import { type AwsServer, startAwsServer } from '../../../support/aws-server.ts';

const timeouts = { AWS_REQUEST_TIMEOUT_MS: 20 };

let server: AwsServer;

beforeEach(async () => {
  server = await startAwsServer({ GetItem: null, Publish: null });
});

afterEach(() => server.close());

const getItem = () =>
  createDynamoDBClient(timeouts).send(new GetCommand({ TableName: 'orders', Key: { OrderId: 'ORD-1' } }));
const publish = () =>
  createSNSClient(timeouts).send(new PublishCommand({ TopicArn: 'arn:aws:sns:x', Message: '{}' }));

test.each([
  ['DynamoDB', getItem],
  ['SNS', publish],
])('a call to %s that gets no answer is given up after three attempts, which time out', async (_, call) => {
  const answer = call();

  await expect(answer).rejects.toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 3 } });
});

test.each([
  ['DynamoDB', createDynamoDBClient(timeouts).config],
  ['SNS', createSNSClient(timeouts).config],
])('calls to %s are retried in the standard mode', async (_, { retryMode }) => {
  const mode = typeof retryMode === 'function' ? await retryMode() : retryMode;

  expect(mode).toBe('standard');
});
