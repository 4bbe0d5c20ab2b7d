import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { CALLS_OF_TEN } from '../../../bench/budgets.ts';
import { handler as consumer } from '../../../src/functions/consumer.ts';
import { handler as ingest } from '../../../src/functions/ingest.ts';
import { type AwsServer, startAwsServer } from '../../support/aws-server.ts';
import { aContext } from '../../support/lambda.ts';
import { anAnnouncement, freshOrderId } from '../../support/orders.ts';
import { captureOutput } from '../../support/output.ts';
import { sqsEvent, sqsRecord } from '../../support/sqs.ts';

const TEN = Array.from({ length: 10 }, (_, index) => index);
const ALL_PUBLISHED = `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <PublishBatchResult><Failed/><Successful>
    ${TEN.map((id) => `<member><Id>${id}</Id><MessageId>${id}</MessageId></member>`).join('')}
  </Successful></PublishBatchResult></PublishBatchResponse>`;

let server: AwsServer;

beforeAll(async () => {
  server = await startAwsServer({ PutItem: '{}', UpdateItem: '{}', PublishBatch: ALL_PUBLISHED });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});

beforeEach(() => {
  server.calls.length = 0;
  captureOutput();
});

afterAll(() => {
  jest.restoreAllMocks();
  return server.close();
});

test.each(CALLS_OF_TEN.ingest)(
  'ingest takes in ten orders, $highValue of them high-value, by $calls calls',
  async ({ highValue, calls }) => {
    const orders = TEN.map((index) => ({ OrderId: freshOrderId(), Amount: index < highValue ? 101 : 100 }));

    const answer = await ingest(sqsEvent(...orders.map(sqsRecord)), aContext());

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(server.calls).toHaveLength(calls);
  },
);

test.each(CALLS_OF_TEN.consumer)('consumer acknowledges ten orders by $calls calls', async ({ calls }) => {
  const announcements = TEN.map(() => anAnnouncement({ OrderId: freshOrderId() }));

  const answer = await consumer(sqsEvent(...announcements.map(sqsRecord)), aContext());

  expect(answer).toEqual({ batchItemFailures: [] });
  expect(server.calls).toHaveLength(calls);
});
