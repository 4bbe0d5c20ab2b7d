import { describe, expect, test } from '@jest/globals';
import {
  FIRST_NOT_PUBLISHED,
  handlerOf,
  LIST_PUBLISHED,
  useAwsForHandlers,
} from '../../../support/handlers.ts';
import { aContext } from '../../../support/lambda.ts';
import { anOrder } from '../../../support/orders.ts';
import { failuresOf, sqsEvent, sqsRecord } from '../../../support/sqs.ts';

const ingest = handlerOf('ingest');
const producer = handlerOf('producer');
const aws = useAwsForHandlers({ PutItem: '{}', PublishBatch: LIST_PUBLISHED });

describe('the handler of producer', () => {
  test('publishes on the topic of its settings', async () => {
    await producer(anOrder(), aContext());

    expect(aws.calls()).toMatchObject([
      { operation: 'PublishBatch', input: { TopicArn: process.env.ORDER_TOPIC_ARN } },
    ]);
  });

  test('answers what failed, as SNS tells it', async () => {
    aws.answers.PublishBatch = FIRST_NOT_PUBLISHED;

    const answer = await producer({ OrderId: 'ORD-1' }, aContext());

    const Failed = [{ Position: 0, OrderId: 'ORD-1', Reason: 'InternalError: Try again' }];
    expect(answer).toEqual({ Published: 0, Failed });
  });

  test('writes its metrics', async () => {
    await producer([anOrder(), anOrder()], aContext());

    expect(aws.linesWritten()).toMatchObject([{ OrdersPublished: 2 }]);
  });
});

describe('the handler of ingest, for a batch', () => {
  const highValue = () => anOrder({ Amount: Number(process.env.HIGH_VALUE_THRESHOLD) + 1 });

  test('announces on the topic of its settings', async () => {
    await ingest(sqsEvent(sqsRecord(highValue())), aContext());

    expect(aws.callsOf('PublishBatch')).toMatchObject([
      { input: { TopicArn: process.env.HIGH_VALUE_ORDER_TOPIC_ARN } },
    ]);
  });

  test('answers the record whose announcement SNS did not take', async () => {
    aws.answers.PublishBatch = FIRST_NOT_PUBLISHED;
    const record = sqsRecord(highValue());

    const answer = await ingest(sqsEvent(record, sqsRecord(anOrder())), aContext());

    expect(answer).toEqual(failuresOf(record));
  });
});
