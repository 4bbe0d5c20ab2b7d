import { describe, expect, test } from '@jest/globals';
import { createFunctionLog } from '../../../../tools/stack/function-log.ts';
import { createLogs } from '../../../../tools/stack/logs.ts';
import { callTo } from '../../../support/api-requests.ts';

const GROUP = '/aws/lambda/ingest';

/** The service over a log in which each write takes a millisecond, from 1,000 on. */
function logsOf(...written: [functionName: string, text: string][]) {
  let now = 1_000;
  const log = createFunctionLog(() => now++);
  for (const [functionName, text] of written) log.write(functionName, text);
  const logs = createLogs(log, (name) => ['ingest', 'consumer'].includes(name));
  return async (operation: string, input: object) => {
    const { status, headers, body } = await logs(callTo.logs(operation, input));
    return { status, error: headers['x-amzn-errortype'], ...JSON.parse(String(body)) };
  };
}

const messagesOf = ({ events }: { events: { message: string }[] }) => events.map(({ message }) => message);

describe('the streams of a log group', () => {
  test('are one, from its first line to its last', async () => {
    const call = logsOf(['ingest', 'a\nb\n'], ['consumer', 'c\n'], ['ingest', 'd\n']);

    const { status, logStreams } = await call('DescribeLogStreams', { logGroupName: GROUP, limit: 50 });

    expect({ status, logStreams }).toEqual({
      status: 200,
      logStreams: [
        {
          logStreamName: 'embedded',
          creationTime: 1_000,
          firstEventTimestamp: 1_000,
          lastEventTimestamp: 1_002,
          lastIngestionTime: 1_002,
        },
      ],
    });
  });

  test('are none before the function wrote anything', async () => {
    const call = logsOf(['consumer', 'c\n']);

    const { logStreams } = await call('DescribeLogStreams', { logGroupName: GROUP });

    expect(logStreams).toEqual([]);
  });
});

describe('the events of a log group', () => {
  test('are the lines of its function, with their times', async () => {
    const call = logsOf(['ingest', 'a\nb\n'], ['consumer', 'c\n'], ['ingest', 'd\n']);

    const { status, events, nextToken } = await call('FilterLogEvents', { logGroupName: GROUP });

    const event = { logStreamName: 'embedded' };
    expect({ status, events, nextToken }).toEqual({
      status: 200,
      events: [
        { ...event, eventId: '0', timestamp: 1_000, ingestionTime: 1_000, message: 'a' },
        { ...event, eventId: '1', timestamp: 1_000, ingestionTime: 1_000, message: 'b' },
        { ...event, eventId: '3', timestamp: 1_002, ingestionTime: 1_002, message: 'd' },
      ],
    });
  });

  test.each([
    ['a start', { startTime: 1_001 }, ['b', 'c', 'd']],
    ['an end', { endTime: 1_001 }, ['a', 'b']],
    ['both', { startTime: 1_001, endTime: 1_002 }, ['b', 'c']],
    ['a start that is to come', { startTime: 2_000 }, []],
  ])('are those in a time of %s', async (_, times, expected) => {
    const call = logsOf(['ingest', 'a'], ['ingest', 'b'], ['ingest', 'c'], ['ingest', 'd']);

    const answer = await call('FilterLogEvents', { logGroupName: GROUP, ...times });

    expect(messagesOf(answer)).toEqual(expected);
  });

  test.each([
    ['terms', '?ERROR ?"timed out"', ['ERROR 1', 'timed out']],
    ['JSON', '{ $.level = "WARN" }', ['{"level":"WARN"}']],
    ['nothing', '', ['ERROR 1', 'timed out', '{"level":"WARN"}', '{"level":"INFO"}']],
  ])('are those that match a pattern of %s', async (_, filterPattern, expected) => {
    const call = logsOf(['ingest', 'ERROR 1\ntimed out\n{"level":"WARN"}\n{"level":"INFO"}\n']);

    const answer = await call('FilterLogEvents', { logGroupName: GROUP, filterPattern });

    expect(messagesOf(answer)).toEqual(expected);
  });

  test.each([
    [['embedded', 'another'], ['a']],
    [['another'], []],
  ])('are those of the streams that are named: %p', async (logStreamNames, expected) => {
    const call = logsOf(['ingest', 'a']);

    const answer = await call('FilterLogEvents', { logGroupName: GROUP, logStreamNames });

    expect(messagesOf(answer)).toEqual(expected);
  });

  test('come page by page, and none twice, though more are written meanwhile', async () => {
    const log = createFunctionLog(() => 0);
    const logs = createLogs(log, () => true);
    const page = async (nextToken?: string) => {
      const input = { logGroupName: GROUP, limit: 2, filterPattern: 'line', ...(nextToken && { nextToken }) };
      return JSON.parse(String((await logs(callTo.logs('FilterLogEvents', input))).body));
    };
    log.write('ingest', 'line 1\nother\nline 2\nline 3\n');

    const first = await page();
    log.write('ingest', 'line 4\nline 5\n');
    const second = await page(first.nextToken);
    const third = await page(second.nextToken);

    expect([first, second, third].map(messagesOf)).toEqual([
      ['line 1', 'line 2'],
      ['line 3', 'line 4'],
      ['line 5'],
    ]);
    expect(third.nextToken).toBeUndefined();
  });

  test('are 10,000 a page at most', async () => {
    const call = logsOf(['ingest', 'line\n'.repeat(10_001)]);

    const { events, nextToken } = await call('FilterLogEvents', { logGroupName: GROUP });

    expect(events).toHaveLength(10_000);
    expect(nextToken).toEqual(expect.any(String));
  });

  test('are not there for a pattern that is malformed', async () => {
    const call = logsOf(['ingest', 'a']);

    const answer = await call('FilterLogEvents', { logGroupName: GROUP, filterPattern: '{ $.level }' });

    expect(answer).toMatchObject({
      status: 400,
      error: 'InvalidParameterException',
      message: expect.stringContaining('Invalid filter pattern: { $.level }.'),
    });
  });
});

describe.each(['DescribeLogStreams', 'FilterLogEvents'])('%s', (operation) => {
  test.each(['/aws/lambda/another', 'ingest', '', undefined])(
    'knows no log group %p',
    async (logGroupName) => {
      const call = logsOf(['ingest', 'a'], ['another', 'b']);

      expect(await call(operation, { logGroupName })).toMatchObject({
        status: 400,
        error: 'ResourceNotFoundException',
        message: 'The specified log group does not exist.',
      });
    },
  );
});

test('another operation is named', async () => {
  const call = logsOf();

  expect(await call('PutLogEvents', { logGroupName: GROUP })).toMatchObject({
    status: 400,
    error: 'UnknownOperationException',
    message:
      'The embedded stack answers DescribeLogStreams and FilterLogEvents of CloudWatch Logs, not PutLogEvents.',
  });
});
