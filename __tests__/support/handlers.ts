import { afterAll, afterEach, beforeAll, beforeEach, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { type AwsServer, startAwsServer } from './aws-server.ts';
import { captureOutput } from './output.ts';

const published = Array.from({ length: 10 }, (_, id) => `<member><Id>${id}</Id></member>`).join('');

/** SNS takes every message of a list. */
export const LIST_PUBLISHED = `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <PublishBatchResult><Failed/><Successful>${published}</Successful>
  </PublishBatchResult></PublishBatchResponse>`;

/** SNS answers well, but does not take the first message of a list. */
export const FIRST_NOT_PUBLISHED = LIST_PUBLISHED.replace(
  '<Failed/>',
  `<Failed><member><Id>0</Id><Code>InternalError</Code><Message>Try again</Message>
    <SenderFault>false</SenderFault></member></Failed>`,
);

// What serverless.yml gives the functions, whose modules read it as soon as they are loaded.
Object.assign(process.env, {
  AWS_REQUEST_TIMEOUT_MS: '1500',
  HIGH_VALUE_ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:high-value-orders',
  HIGH_VALUE_THRESHOLD: '100',
  ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:orders',
  ORDERS_TABLE_NAME: 'orders',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_NAMESPACE: 'HighValueOrders',
  POWERTOOLS_SERVICE_NAME: 'high-value-orders',
  SWEEP_GRACE_SECONDS: '600',
  SWEEP_INTERVAL_MINUTES: '5',
});

/** The handler of a function, which is loaded when it is first called. */
export function handlerOf(functionName: string) {
  return async (event: unknown, context: Context): Promise<unknown> => {
    const { handler } = await import(`../../src/functions/${functionName}.ts`);
    return handler(event, context);
  };
}

/**
 * For the tests of a file, runs handlers against a stand-in for AWS, and keeps what they write.
 *
 * @param usual answers; a test may set others in `answers`, for itself.
 */
export function useAwsForHandlers(usual: Record<string, string>) {
  const answers: Record<string, string> = {};
  let server: AwsServer;
  let output: string[];

  beforeAll(async () => {
    server = await startAwsServer(answers);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
  });

  beforeEach(() => {
    server.calls.length = 0;
    Object.assign(answers, usual);
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
