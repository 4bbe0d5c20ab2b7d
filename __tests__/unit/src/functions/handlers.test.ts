import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { CALLS_OF_TEN } from '../../../../tools/bench/budgets.ts';
import { type AwsServer, startAwsServer } from '../../../support/aws-server.ts';
import { aContext, captureOutput } from '../../../support/observability.ts';
import { aHighValueOrder, anAnnouncement, anOrder } from '../../../support/orders.ts';
import { THREE_DAYS } from '../../../support/report.ts';
import { failuresOf, sqsEvent, sqsRecord } from '../../../support/sqs.ts';

/** What serverless.yml sets for the functions, which read it when they are loaded. */
const SETTINGS = {
  AWS_REQUEST_TIMEOUT_MS: '1500',
  HIGH_VALUE_ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:high-value-orders',
  HIGH_VALUE_THRESHOLD: '100',
  ORDER_RETENTION_DAYS: '30',
  ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:orders',
  ORDERS_TABLE_NAME: 'orders',
  SWEEP_GRACE_SECONDS: '600',
  SWEEP_INTERVAL_MINUTES: '5',
};
Object.assign(process.env, SETTINGS);

const published = Array.from({ length: 10 }, (_, id) => `<member><Id>${id}</Id></member>`).join('');
const LIST_PUBLISHED = `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <PublishBatchResult><Failed/><Successful>${published}</Successful>
  </PublishBatchResult></PublishBatchResponse>`;
const FIRST_NOT_PUBLISHED = LIST_PUBLISHED.replace(
  '<Failed/>',
  `<Failed><member><Id>0</Id><Code>InternalError</Code><Message>Try again</Message>
    <SenderFault>false</SenderFault></member></Failed>`,
);
const USUAL_ANSWERS = {
  PutItem: '{}',
  UpdateItem: '{}',
  Query: '{"Items":[]}',
  Publish: `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
    <PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`,
  PublishBatch: LIST_PUBLISHED,
};

/** What the stand-in for AWS answers to each operation; a test may change it for itself. */
const answers: Record<string, string> = {};
let aws: AwsServer;
let output: string[];

beforeAll(async () => {
  aws = await startAwsServer(answers);
});

beforeEach(() => {
  aws.calls.length = 0;
  Object.assign(answers, USUAL_ANSWERS);
  output = captureOutput();
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(() => aws.close());

/** The handler of a function, which is loaded when it is first called. */
function handlerOf(functionName: string) {
  return async (event: unknown, context: Context): Promise<unknown> => {
    const { handler } = await import(`../../../../src/functions/${functionName}.ts`);
    return handler(event, context);
  };
}

const callsOf = (name: string) => aws.calls.filter(({ operation }) => operation === name);
const linesWritten = () => output.map((line): unknown => JSON.parse(line));

const ARRIVAL = { S: expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/) };
const threshold = Number(SETTINGS.HIGH_VALUE_THRESHOLD);
const highValue = () => anOrder({ Amount: threshold + 1 });
/** Thirty days from now. */
const EXPIRY = { N: expect.stringMatching(/^\d{10}$/) };
const put = {
  operation: 'PutItem',
  input: { TableName: SETTINGS.ORDERS_TABLE_NAME, Item: { ReceivedAt: ARRIVAL } },
};
const query = {
  operation: 'Query',
  input: { TableName: SETTINGS.ORDERS_TABLE_NAME, IndexName: 'NotificationIndex' },
};

describe('ingest', () => {
  const ingest = handlerOf('ingest');

  test('stores and announces an order by its settings, and writes its metrics', async () => {
    await ingest(highValue(), aContext());

    const input = { TopicArn: SETTINGS.HIGH_VALUE_ORDER_TOPIC_ARN };
    expect(aws.calls).toMatchObject([put, { operation: 'Publish', input }]);
    expect(linesWritten()).toMatchObject([{ OrdersStored: 1, HighValueAmount: threshold + 1 }]);
  });

  test('announces nothing at the threshold of its settings', async () => {
    const answer = await ingest(anOrder({ Amount: threshold }), aContext());

    expect(answer).toMatchObject({ Outcome: 'stored', HighValue: false });
  });

  test('lets an order that is not high-value expire by its settings', async () => {
    await ingest(anOrder(), aContext());

    expect(aws.calls).toMatchObject([{ input: { Item: { ExpiresAt: EXPIRY } } }]);
  });

  test('handles a batch, and answers the record whose announcement SNS did not take', async () => {
    answers.PublishBatch = FIRST_NOT_PUBLISHED;
    const record = sqsRecord(highValue());

    const answer = await ingest(sqsEvent(record, sqsRecord(anOrder())), aContext());

    const input = { TopicArn: SETTINGS.HIGH_VALUE_ORDER_TOPIC_ARN };
    expect(answer).toEqual(failuresOf(record));
    expect(aws.calls).toMatchObject([put, put, { operation: 'PublishBatch', input }]);
  });

  test.each(CALLS_OF_TEN.ingest)(
    'takes in ten orders, $highValue of them high-value, by $calls calls',
    async (ten) => {
      const records = Array.from({ length: 10 }, (_, index) =>
        sqsRecord(index < ten.highValue ? highValue() : anOrder()),
      );

      const answer = await ingest(sqsEvent(...records), aContext());

      expect(answer).toEqual(failuresOf());
      expect(aws.calls).toHaveLength(ten.calls);
    },
  );
});

describe('consumer', () => {
  const consumer = handlerOf('consumer');

  test('acknowledges by its settings, answers the records that failed, and writes its metrics', async () => {
    const bad = sqsRecord('not JSON');

    const answer = await consumer(sqsEvent(bad, sqsRecord(anAnnouncement())), aContext());

    const values = { ':now': ARRIVAL, ':expiry': EXPIRY };
    const input = { TableName: SETTINGS.ORDERS_TABLE_NAME, ExpressionAttributeValues: values };
    expect(answer).toEqual(failuresOf(bad));
    expect(aws.calls).toMatchObject([{ operation: 'UpdateItem', input }]);
    expect(linesWritten()).toMatchObject([{ OrdersNotified: 1, NotificationsFailed: 1 }]);
  });

  test.each(CALLS_OF_TEN.consumer)('acknowledges ten orders by $calls calls', async ({ calls }) => {
    const records = Array.from({ length: 10 }, () => sqsRecord(anAnnouncement()));

    const answer = await consumer(sqsEvent(...records), aContext());

    expect(answer).toEqual(failuresOf());
    expect(aws.calls).toHaveLength(calls);
  });
});

test('producer publishes by its settings, answers what SNS did not take, and writes its metrics', async () => {
  answers.PublishBatch = FIRST_NOT_PUBLISHED;

  const answer = await handlerOf('producer')([{ OrderId: 'ORD-1' }, anOrder()], aContext());

  const Failed = [{ Position: 0, OrderId: 'ORD-1', Reason: 'InternalError: Try again' }];
  const input = { TopicArn: SETTINGS.ORDER_TOPIC_ARN };
  expect(answer).toEqual({ Published: 1, Failed });
  expect(aws.calls).toMatchObject([{ operation: 'PublishBatch', input }]);
  expect(linesWritten()).toMatchObject([{ OrdersPublished: 1, OrdersNotPublished: 1 }]);
});

test('report reads the index of the table of its settings, and writes its metrics', async () => {
  const report = handlerOf('report');
  await report({ ...THREE_DAYS, Status: 'pending' }, aContext());

  await report({}, aContext()).catch(() => {});

  expect(aws.calls).toMatchObject(Array(8).fill(query));
  expect(linesWritten()).toMatchObject([{ ReportsRefused: 1 }]);
});

describe('sweep', () => {
  const sweep = handlerOf('sweep');
  const grace = Number(SETTINGS.SWEEP_GRACE_SECONDS);
  const windowEnd = 2 * grace + 3 * 60 * Number(SETTINGS.SWEEP_INTERVAL_MINUTES);
  const sweepInTime = () => sweep({}, aContext({ getRemainingTimeInMillis: () => 240_000 }));

  /** Puts one order into every partition, received that many seconds ago. */
  function havePendingSince(seconds: number): void {
    const ReceivedAt = new Date(Date.now() - 1000 * seconds).toISOString();
    const order = aHighValueOrder({ ReceivedAt });
    answers.Query = JSON.stringify({ Items: [marshall({ ...order, NotificationStatus: 'PENDING#0' })] });
  }

  test('announces what is pending by its settings, and writes its metrics', async () => {
    havePendingSince(grace + 60);

    await sweepInTime();

    const [first] = callsOf('PublishBatch');
    const input = { TopicArn: SETTINGS.HIGH_VALUE_ORDER_TOPIC_ARN };
    const sent = String(first?.input['PublishBatchRequestEntries.member.1.Message']);
    expect(callsOf('Query')).toMatchObject(Array(8).fill(query));
    expect(callsOf('PublishBatch')).toMatchObject(Array(8).fill({ input }));
    expect(JSON.parse(sent)).toMatchObject({ Threshold: threshold });
    expect(linesWritten()).toMatchObject([
      { PendingNotifications: 8, NotificationsRepublished: 8, OldestPendingAge: expect.any(Number) },
    ]);
  });

  test.each([
    ['grace period', grace - 60, 0],
    ['interval', windowEnd - 60, 8],
    ['interval', windowEnd + 60, 0],
  ])('announces or not by the %s of its settings: after %d s, %d orders', async (_, seconds, Republished) => {
    havePendingSince(seconds);

    const answer = await sweepInTime();

    expect(answer).toMatchObject({ Pending: 8, Republished });
  });

  test('stops when Lambda says that its time is over', async () => {
    const answer = await sweep({}, aContext({ getRemainingTimeInMillis: () => 1000 }));

    expect(answer).toMatchObject({ CutShort: true });
  });
});
