import { afterAll, afterEach, beforeAll, beforeEach, jest } from '@jest/globals';
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
