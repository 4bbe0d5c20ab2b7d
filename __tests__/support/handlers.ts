import { afterAll, afterEach, beforeAll, beforeEach, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { type AwsServer, startAwsServer } from './aws-server.ts';
import { captureOutput } from './output.ts';

const published = Array.from({ length: 10 }, (_, id) => `<member><Id>${id}</Id></member>`).join('');

/** SNS takes every message of a list. */
const LIST_PUBLISHED = `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <PublishBatchResult><Failed/><Successful>${published}</Successful>
  </PublishBatchResult></PublishBatchResponse>`;

/** SNS takes every message of a list but the first. */
export const FIRST_NOT_PUBLISHED = LIST_PUBLISHED.replace(
  '<Failed/>',
  `<Failed><member><Id>0</Id><Code>InternalError</Code><Message>Try again</Message>
    <SenderFault>false</SenderFault></member></Failed>`,
);

/** What serverless.yml sets for the functions. */
export const SETTINGS = {
  AWS_REQUEST_TIMEOUT_MS: '1500',
  HIGH_VALUE_ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:high-value-orders',
  HIGH_VALUE_THRESHOLD: '100',
  ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:orders',
  ORDERS_TABLE_NAME: 'orders',
  SWEEP_GRACE_SECONDS: '600',
  SWEEP_INTERVAL_MINUTES: '5',
};

// The functions read their settings when they are loaded.
Object.assign(process.env, SETTINGS, {
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_NAMESPACE: 'HighValueOrders',
  POWERTOOLS_SERVICE_NAME: 'high-value-orders',
});

/** The handler of a function, which is loaded when it is first called. */
export function handlerOf(functionName: string) {
  return async (event: unknown, context: Context): Promise<unknown> => {
    const { handler } = await import(`../../src/functions/${functionName}.ts`);
    return handler(event, context);
  };
}

const USUAL_ANSWERS = {
  PutItem: '{}',
  UpdateItem: '{}',
  Query: '{"Items":[]}',
  Publish: `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
    <PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`,
  PublishBatch: LIST_PUBLISHED,
};

/** For the tests of a file, runs handlers against a stand-in for AWS, and keeps what they write. */
export function useAwsForHandlers() {
  /** What the stand-in answers to each operation; a test may change it for itself. */
  const answers: Record<string, string> = {};
  let server: AwsServer;
  let output: string[];

  beforeAll(async () => {
    server = await startAwsServer(answers);
  });

  beforeEach(() => {
    server.calls.length = 0;
    Object.assign(answers, USUAL_ANSWERS);
    output = captureOutput();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  afterAll(() => server.close());

  return {
    answers,
    calls: () => server.calls,
    callsOf: (name: string) => server.calls.filter(({ operation }) => operation === name),
    linesWritten: () => output.map((line): unknown => JSON.parse(line)),
  };
}
