import { describe, expect, test } from '@jest/globals';
import { createCloudWatchLogs } from '../../../../tools/stack/cloudwatch-logs.ts';
import { createFunctionLog } from '../../../../tools/stack/function-log.ts';
import { callTo } from '../../../support/api-requests.ts';

const GROUP = '/aws/lambda/ingest';

/** A function log in which each write takes a millisecond, from 1,000 on, and CloudWatch Logs over it. */
function logOf(...written: [functionName: string, text: string][]) {
  let now = 1_000;
  const log = createFunctionLog(() => now++);
  for (const [functionName, text] of written) log.write(functionName, text);
  const groups = new Map([
    ['/aws/lambda/ingest', { creationTime: 900, retentionInDays: 14 }],
    ['/aws/lambda/consumer', { creationTime: 901 }],
    ['/aws/other', { creationTime: 902 }],
  ]);
  const handle = createCloudWatchLogs(log, groups, { region: 'eu-west-1', accountId: '000000000000' });
  const call = async (operation: string, input: object = {}) => {
    const request = callTo.logs(operation, { logGroupName: GROUP, ...input });
    const { status, headers, body } = await handle(request);
    return { status, error: headers['x-amzn-errortype'], ...JSON.parse(String(body)) };
  };
  return { ...log, call };
}

const messagesOf = ({ events }: { events: { message: string }[] }) => events.map(({ message }) => message);

test('the function log finds whole lines of any function by a text, oldest first', () => {
  const { find } = logOf(
    ['ingest', '{"OrderId":"A","Outcome":"stored"}\n'],
    ['ingest', '{"OrderId":"B"}\n'],
    ['consumer', '{"OrderId":"A","Outcome":"acknowledged"}\n'],
  );

  expect(find('"A"')).toEqual([
    '{"OrderId":"A","Outcome":"stored"}',
    '{"OrderId":"A","Outcome":"acknowledged"}',
  ]);
});

test('the function log drops its oldest lines, so that its memory is limited', () => {
  const { write, find, of } = logOf();

  for (let index = 0; index < 100_000; index += 1) write('ingest', `line ${index}\n`);

  const kept = find('line');
  expect(kept.length).toBeLessThanOrEqual(40_000);
  expect(kept.at(-1)).toBe('line 99999');
  expect(kept[0]).toBe(`line ${100_000 - kept.length}`);
  expect(of('ingest')[0]?.number).toBe(100_000 - kept.length);
});

describe('DescribeLogGroups', () => {
  const namesOf = ({ logGroups }: { logGroups: { logGroupName: string }[] }) =>
    logGroups.map(({ logGroupName }) => logGroupName);

  test('gives the groups with a prefix by name, and how long they keep their lines', async () => {
    const { call } = logOf();

    const { status, logGroups, nextToken } = await call('DescribeLogGroups', {
      logGroupNamePrefix: '/aws/lambda/',
    });

    const arn = 'arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda';
    expect({ status, logGroups, nextToken }).toEqual({
      status: 200,
      logGroups: [
        {
          logGroupName: '/aws/lambda/consumer',
          creationTime: 901,
          arn: `${arn}/consumer:*`,
          logGroupArn: `${arn}/consumer`,
        },
        {
          logGroupName: '/aws/lambda/ingest',
          creationTime: 900,
          retentionInDays: 14,
          arn: `${arn}/ingest:*`,
          logGroupArn: `${arn}/ingest`,
        },
      ],
    });
  });

  test('gives every group once, page by page', async () => {
    const { call } = logOf();

    const first = await call('DescribeLogGroups', { limit: 2 });
    const second = await call('DescribeLogGroups', { limit: 2, nextToken: first.nextToken });

    expect([first, second].map(namesOf)).toEqual([
      ['/aws/lambda/consumer', '/aws/lambda/ingest'],
      ['/aws/other'],
    ]);
    expect(second.nextToken).toBeUndefined();
  });
});

test('DescribeLogStreams gives one stream, from the first line of the function to its last', async () => {
  const { call } = logOf(['ingest', 'a\nb\n'], ['consumer', 'c\n'], ['ingest', 'd\n']);

  const { status, logStreams } = await call('DescribeLogStreams', { limit: 50 });

  const times = { creationTime: 1_000, firstEventTimestamp: 1_000 };
  const stream = { ...times, logStreamName: 'embedded', lastEventTimestamp: 1_002, lastIngestionTime: 1_002 };
  expect({ status, logStreams }).toEqual({ status: 200, logStreams: [stream] });
});

test('DescribeLogStreams gives no stream before the first line of the function', async () => {
  const { call } = logOf(['consumer', 'c\n']);

  expect((await call('DescribeLogStreams')).logStreams).toEqual([]);
});

describe('FilterLogEvents', () => {
  test('gives the lines of the function, with their times', async () => {
    const { call } = logOf(['ingest', 'a\n\nb\n'], ['consumer', 'c\n'], ['ingest', 'd']);

    const { status, events, nextToken } = await call('FilterLogEvents');

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
    [{ startTime: 1_001 }, ['timed out', '{"level":"WARN"}', '{"level":"INFO"}']],
    [{ endTime: 1_001 }, ['ERROR 1', 'timed out']],
    [{ startTime: 1_001, endTime: 1_002 }, ['timed out', '{"level":"WARN"}']],
    [{ startTime: 2_000 }, []],
    [{ filterPattern: '?ERROR ?"timed out"' }, ['ERROR 1', 'timed out']],
    [{ filterPattern: '{ $.level = "WARN" }' }, ['{"level":"WARN"}']],
    [{ filterPattern: '', endTime: 1_000 }, ['ERROR 1']],
    [{ logStreamNames: ['embedded', 'another'], endTime: 1_000 }, ['ERROR 1']],
    [{ logStreamNames: ['another'] }, []],
  ])('selects lines by %j', async (input, expected) => {
    const lines = ['ERROR 1', 'timed out', '{"level":"WARN"}', '{"level":"INFO"}'];
    const { call } = logOf(...lines.map((line): [string, string] => ['ingest', line]));

    expect(messagesOf(await call('FilterLogEvents', input))).toEqual(expected);
  });

  test('gives every line once, page by page, even if lines are written in between', async () => {
    const { call, write } = logOf(['ingest', 'line 1\nother\nline 2\nline 3\n']);
    const page = (nextToken?: string) =>
      call('FilterLogEvents', { limit: 2, filterPattern: 'line', ...(nextToken && { nextToken }) });

    const first = await page();
    write('ingest', 'line 4\nline 5\n');
    const second = await page(first.nextToken);
    const third = await page(second.nextToken);

    const pages = [first, second, third].map(messagesOf);
    expect(pages).toEqual([['line 1', 'line 2'], ['line 3', 'line 4'], ['line 5']]);
    expect(third.nextToken).toBeUndefined();
  });

  test('gives at most 10,000 events a page', async () => {
    const { call } = logOf(['ingest', 'line\n'.repeat(10_001)]);

    const { events, nextToken } = await call('FilterLogEvents');

    expect(events).toHaveLength(10_000);
    expect(nextToken).toEqual(expect.any(String));
  });

  test('refuses a malformed pattern', async () => {
    const { call } = logOf(['ingest', 'a']);

    expect(await call('FilterLogEvents', { filterPattern: '{ $.level }' })).toMatchObject({
      status: 400,
      error: 'InvalidParameterException',
      message: expect.stringContaining('Invalid filter pattern: { $.level }.'),
    });
  });
});

describe.each(['DescribeLogStreams', 'FilterLogEvents'])('%s', (operation) => {
  test.each(['/aws/lambda/another', 'ingest', '', undefined])(
    'finds no log group %p',
    async (logGroupName) => {
      const { call } = logOf(['ingest', 'a'], ['another', 'b']);

      expect(await call(operation, { logGroupName })).toMatchObject({
        status: 400,
        error: 'ResourceNotFoundException',
        message: 'The specified log group does not exist.',
      });
    },
  );
});

test('another operation is not supported', async () => {
  expect(await logOf().call('PutLogEvents')).toMatchObject({
    status: 400,
    error: 'UnknownOperationException',
    message:
      'The embedded stack supports DescribeLogGroups, DescribeLogStreams, FilterLogEvents of CloudWatch Logs, not PutLogEvents.',
  });
});
