import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { handler as consumer } from '../../../src/functions/consumer.ts';
import { handler as ingest } from '../../../src/functions/ingest.ts';
import { type AwsServer, startAwsServer } from '../../support/aws-server.ts';
import { aContext } from '../../support/lambda.ts';
import { anAnnouncement, freshOrderId } from '../../support/orders.ts';
import { captureOutput } from '../../support/output.ts';
import { sqsEvent, sqsRecord } from '../../support/sqs.ts';

const PUBLISHED = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`;

let server: AwsServer;
let output: string[];

beforeAll(async () => {
  server = await startAwsServer({ PutItem: '{}', UpdateItem: '{}', Publish: PUBLISHED });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});

beforeEach(() => {
  server.calls.length = 0;
  output = captureOutput();
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(() => server.close());

describe('the handler of ingest', () => {
  const threshold = Number(process.env.HIGH_VALUE_THRESHOLD);

  test('stores an order in the table of its settings', async () => {
    await ingest({ OrderId: freshOrderId() }, aContext());

    expect(server.calls).toMatchObject([
      { operation: 'PutItem', input: { TableName: process.env.ORDERS_TABLE_NAME } },
    ]);
  });

  test('announces a high-value order on the topic of its settings', async () => {
    await ingest({ OrderId: freshOrderId(), Amount: threshold + 1 }, aContext());

    expect(server.calls).toMatchObject([
      { operation: 'PutItem' },
      { operation: 'Publish', input: { TopicArn: process.env.HIGH_VALUE_ORDER_TOPIC_ARN } },
    ]);
  });

  test('announces nothing at the threshold of its settings', async () => {
    const answer = await ingest({ OrderId: freshOrderId(), Amount: threshold }, aContext());

    expect(answer).toMatchObject({ HighValue: false, Notification: 'not-needed' });
  });

  test('stores the time at which the order came', async () => {
    await ingest({ OrderId: freshOrderId() }, aContext());

    const ReceivedAt = { S: expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/) };
    expect(server.calls).toMatchObject([{ input: { Item: { ReceivedAt } } }]);
  });

  test('writes its metrics', async () => {
    await ingest({ OrderId: freshOrderId(), Amount: threshold }, aContext());

    expect(output.map((line) => JSON.parse(line))).toMatchObject([{ OrdersStored: 1 }]);
  });
});

describe('the handler of consumer', () => {
  test('acknowledges an order in the table of its settings', async () => {
    await consumer(sqsEvent(sqsRecord(anAnnouncement())), aContext());

    expect(server.calls).toMatchObject([
      { operation: 'UpdateItem', input: { TableName: process.env.ORDERS_TABLE_NAME } },
    ]);
  });

  test('answers the records that failed', async () => {
    const bad = sqsRecord('not JSON');

    const answer = await consumer(sqsEvent(bad, sqsRecord(anAnnouncement())), aContext());

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: bad.messageId }] });
  });

  test('writes its metrics', async () => {
    await consumer(sqsEvent(sqsRecord(anAnnouncement())), aContext());

    expect(output.map((line) => JSON.parse(line))).toMatchObject([{ OrdersNotified: 1 }]);
  });
});
