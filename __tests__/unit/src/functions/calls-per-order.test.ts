import { expect, test } from '@jest/globals';
import { CALLS_OF_TEN } from '../../../../tools/bench/budgets.ts';
import { handlerOf, LIST_PUBLISHED, useAwsForHandlers } from '../../../support/handlers.ts';
import { aContext } from '../../../support/lambda.ts';
import { anAnnouncement, freshOrderId } from '../../../support/orders.ts';
import { sqsEvent, sqsRecord } from '../../../support/sqs.ts';

const consumer = handlerOf('consumer');
const ingest = handlerOf('ingest');
const TEN = Array.from({ length: 10 }, (_, index) => index);
const aws = useAwsForHandlers({ PutItem: '{}', UpdateItem: '{}', PublishBatch: LIST_PUBLISHED });

test.each(CALLS_OF_TEN.ingest)(
  'ingest takes in ten orders, $highValue of them high-value, by $calls calls',
  async ({ highValue, calls }) => {
    const orders = TEN.map((index) => ({ OrderId: freshOrderId(), Amount: index < highValue ? 101 : 100 }));

    const answer = await ingest(sqsEvent(...orders.map(sqsRecord)), aContext());

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(aws.calls()).toHaveLength(calls);
  },
);

test.each(CALLS_OF_TEN.consumer)('consumer acknowledges ten orders by $calls calls', async ({ calls }) => {
  const announcements = TEN.map(() => anAnnouncement({ OrderId: freshOrderId() }));

  const answer = await consumer(sqsEvent(...announcements.map(sqsRecord)), aContext());

  expect(answer).toEqual({ batchItemFailures: [] });
  expect(aws.calls()).toHaveLength(calls);
});
