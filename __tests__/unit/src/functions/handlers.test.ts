import { describe, expect, test } from '@jest/globals';
import { handlerOf, useAwsForHandlers } from '../../../support/handlers.ts';
import { aContext } from '../../../support/lambda.ts';
import { anAnnouncement, freshOrderId } from '../../../support/orders.ts';
import { sqsEvent, sqsRecord } from '../../../support/sqs.ts';

const consumer = handlerOf('consumer');
const ingest = handlerOf('ingest');
const PUBLISHED = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`;

const aws = useAwsForHandlers({ PutItem: '{}', UpdateItem: '{}', Publish: PUBLISHED });

describe('the handler of ingest', () => {
  const threshold = Number(process.env.HIGH_VALUE_THRESHOLD);

  test('stores an order in the table of its settings', async () => {
    await ingest({ OrderId: freshOrderId() }, aContext());

    expect(aws.calls()).toMatchObject([
      { operation: 'PutItem', input: { TableName: process.env.ORDERS_TABLE_NAME } },
    ]);
  });

  test('announces a high-value order on the topic of its settings', async () => {
    await ingest({ OrderId: freshOrderId(), Amount: threshold + 1 }, aContext());

    expect(aws.calls()).toMatchObject([
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
    expect(aws.calls()).toMatchObject([{ input: { Item: { ReceivedAt } } }]);
  });

  test('writes its metrics', async () => {
    await ingest({ OrderId: freshOrderId(), Amount: threshold }, aContext());

    expect(aws.linesWritten()).toMatchObject([{ OrdersStored: 1 }]);
  });
});

describe('the handler of consumer', () => {
  test('acknowledges an order in the table of its settings', async () => {
    await consumer(sqsEvent(sqsRecord(anAnnouncement())), aContext());

    expect(aws.calls()).toMatchObject([
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

    expect(aws.linesWritten()).toMatchObject([{ OrdersNotified: 1 }]);
  });
});
