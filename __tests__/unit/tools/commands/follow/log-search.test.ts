import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from '@jest/globals';
import { findEntries, findLogGroups, lastRun } from '../../../../../tools/commands/follow/log-search.ts';

type Call = { name: string; input: Record<string, unknown> };

/** A search by a client that gives these answers in turn, and what it calls. */
function searchWith(...answers: object[]) {
  const calls: Call[] = [];
  const shown: string[] = [];
  const interruption = new AbortController();
  const client = Object.assign(new CloudWatchLogsClient({ region: 'us-east-1' }), {
    async send(command: { input: Call['input'] }) {
      calls.push({ name: command.constructor.name, input: { ...command.input } });
      return answers.shift() ?? {};
    },
  });
  const search = { client, signal: interruption.signal, progress: (line: string) => void shown.push(line) };
  return { search, calls, shown, interrupt: () => interruption.abort() };
}

const INGEST = { name: '/aws/lambda/orders-dev-ingest', functionName: 'ingest', keptDays: 14 };
const line = (fields: object) => ({
  timestamp: Date.parse('2025-05-03T14:00:01.000Z'),
  message: JSON.stringify({ level: 'INFO', message: 'Order stored', ...fields }),
});
const at = (second: number) => ({ timestamp: `2025-05-03T14:00:0${second}.000Z` });

test('finds the log groups of the functions and how long they keep lines, and says which do not exist', async () => {
  const group = (logGroupName: string, retentionInDays?: number) => ({ logGroupName, retentionInDays });
  const { search, calls } = searchWith(
    { logGroups: [group('/aws/lambda/orders-dev-2-ingest', 1)], nextToken: 'next' },
    { logGroups: [group('/aws/lambda/orders-dev-ingest', 14), group('/aws/lambda/orders-dev-sweep')] },
  );
  const names = ['ingest', 'sweep', 'report'].map((name) => `/aws/lambda/orders-dev-${name}`);

  const found = await findLogGroups(search, names, '/aws/lambda/orders-dev-');

  expect(found).toEqual({
    groups: [INGEST, { name: '/aws/lambda/orders-dev-sweep', functionName: 'sweep', keptDays: undefined }],
    missing: ['/aws/lambda/orders-dev-report'],
  });
  expect(calls.map(({ name, input }) => [name, input.logGroupNamePrefix, input.nextToken])).toEqual([
    ['DescribeLogGroupsCommand', '/aws/lambda/orders-dev-', undefined],
    ['DescribeLogGroupsCommand', '/aws/lambda/orders-dev-', 'next'],
  ]);
});

describe('a search for lines', () => {
  test('reads every page, also after an empty one', async () => {
    const { search, calls } = searchWith(
      { events: [line({ ...at(1), OrderId: 'A' })], nextToken: '1' },
      { events: [], nextToken: '2' },
      { events: [line({ ...at(2), OrderId: 'A' })] },
    );

    const found = await findEntries(search, [INGEST], 'A', 7);

    expect(found.map((entry) => entry.at)).toEqual(['2025-05-03T14:00:01.000Z', '2025-05-03T14:00:02.000Z']);
    const input = { logGroupName: INGEST.name, filterPattern: '"A"', startTime: 7 };
    expect(calls.map((call) => call.input)).toMatchObject([
      input,
      { ...input, nextToken: '1' },
      { nextToken: '2' },
    ]);
  });

  test('gives what each line says, in order of time, whatever the sequence of the groups', async () => {
    const facts = {
      ...{
        OrderId: 'A',
        Outcome: 'refused',
        Notification: 'none',
        Reason: 'Why',
        MessageId: 'm',
        Receives: 2,
      },
      ...{ function_request_id: 'r', xray_trace_id: '1-2-3' },
    };
    const error = { name: 'TypeError', message: 'Oh', stack: 'at ...' };
    const { search } = searchWith(
      { events: [line({ ...at(2), ...facts })] },
      { events: [line({ ...at(1), error })] },
    );

    const found = await findEntries(search, [INGEST, { ...INGEST, functionName: 'consumer' }], 'A', 0);

    const message = 'Order stored';
    expect(found).toEqual([
      { at: '2025-05-03T14:00:01.000Z', functionName: 'consumer', message, reason: 'TypeError: Oh' },
      {
        ...{
          at: '2025-05-03T14:00:02.000Z',
          functionName: 'ingest',
          message,
          orderId: 'A',
          outcome: 'refused',
        },
        ...{
          notification: 'none',
          reason: 'Why',
          messageId: 'm',
          receives: 2,
          requestId: 'r',
          traceId: '1-2-3',
        },
      },
    ]);
  });

  test('leaves out what is no line of a logger', async () => {
    const events = [
      'START RequestId: A',
      '{"_aws":{},"A":1}',
      '"A"',
      'null',
      '{"level":"INFO"',
      '2025-05-03T14:00:00Z\tA\tERROR\tInvoke Error \t{"errorMessage":"A"}',
    ].map((message) => ({ message }));
    const { search } = searchWith({ events });

    expect(await findEntries(search, [INGEST], 'A', 0)).toEqual([]);
  });

  test('takes no fact of another type, and the time of the event if the line has none', async () => {
    const { search } = searchWith({
      events: [line({ OrderId: 7, Outcome: null, Receives: null, error: null })],
    });

    const found = await findEntries(search, [INGEST], 'A', 0);

    expect(found).toEqual([
      { at: '2025-05-03T14:00:01.000Z', functionName: 'ingest', message: 'Order stored' },
    ]);
  });

  test.each([
    ['ORD-1001', '"ORD-1001"'],
    ['a long name 1', '"long"'],
    ['"quoted" text', '"quoted"'],
    ['back\\slash', '"slash"'],
    ['Größe-ß', '"Größe-ß"'],
    ['-minus', '"-minus"'],
    ['"', '"OrderId"'],
  ])('for %j sends the pattern %s, which every endpoint understands', async (text, pattern) => {
    const { search, calls } = searchWith({});

    await findEntries(search, [INGEST], text, 0);

    expect(calls[0]?.input.filterPattern).toBe(pattern);
  });

  test('says how far it is every ten pages', async () => {
    const { search, shown } = searchWith(
      ...Array.from({ length: 24 }, (_, page) => ({ nextToken: `${page}` })),
    );

    await findEntries(search, [INGEST], 'A', 0);

    expect(shown).toEqual([
      'Searching the log of ingest',
      'Searching the log of ingest: 10 pages read',
      'Searching the log of ingest: 20 pages read',
    ]);
  });

  test('ends between two pages if it is interrupted', async () => {
    const { search, calls, interrupt } = searchWith({ nextToken: '1' }, { nextToken: '2' });
    interrupt();

    await expect(findEntries(search, [INGEST], 'A', 0)).rejects.toThrow('aborted');

    expect(calls).toHaveLength(1);
  });
});

describe('the last run of a function', () => {
  const report = (timestamp: number) => ({ timestamp, message: 'REPORT RequestId: r\tDuration: 1.00 ms' });

  test('is the time of the last line that Lambda reports it with', async () => {
    const { search, calls } = searchWith({
      events: [report(2000), report(3000), { timestamp: 4000, message: '{"message":"A REPORT"}' }],
    });

    expect(await lastRun(search, INGEST, 1000)).toBe(3000);

    expect(calls[0]?.input).toMatchObject({ filterPattern: '"REPORT"', startTime: 1000 });
  });

  test('is unknown if there is no such line', async () => {
    expect(await lastRun(searchWith({}).search, INGEST, 1000)).toBeUndefined();
  });
});
