import { describe, expect, test } from '@jest/globals';
import { createCommand, NOW } from './follow-in-memory.ts';

const traced = (trace: number) => ({ xray_trace_id: `1-6816000${trace}-bd862e3fe1be46a994272793` });
const ORDER = {
  ...{ OrderId: 'ORD-1', Amount: 250, Timestamp: '2025-05-03T13:48:00.000Z' },
  ReceivedAt: '2025-05-03T13:48:00.000Z',
};
const PENDING = { ...ORDER, NotificationStatus: 'PENDING#3' };
const NOTIFIED = {
  ...{ ...ORDER, NotificationStatus: 'NOTIFIED#2025-05-03', NotifiedAt: '2025-05-03T13:48:01.000Z' },
};
const published = { OrderId: 'ORD-1', Outcome: 'published', ...traced(1) };
const storedAndPublished = { OrderId: 'ORD-1', Outcome: 'stored', Notification: 'published', ...traced(2) };
const acknowledged = { OrderId: 'ORD-1', Outcome: 'acknowledged', ...traced(3) };
const Reason =
  'Order ORD-1 is already stored with another Amount; the stored order is unchanged. Send a new order with a new OrderId.';
const refused = { OrderId: 'ORD-1', Outcome: 'refused', MessageId: 'message-1', Reason };

test('tells the story of an order in order of time', async () => {
  const { follow, printed } = createCommand({
    item: NOTIFIED,
    lines: [
      ['13:48:00.500', 'producer', published],
      ['13:48:00.900', 'ingest', storedAndPublished],
      ['13:48:00.850', 'consumer', acknowledged],
      ['13:50:00.000', 'ingest', { ...refused, Receives: 2, ...traced(4) }],
    ],
    stage: 'local',
  });

  const exitCode = await follow('ORD-1');

  expect(exitCode).toBe(0);
  expect(printed.stdout).toBe(`ORD-1 on stage local is notified: acknowledged on 2025-05-03 13:48:01 UTC.

Stored
  OrderId             ORD-1
  Amount              250
  Timestamp           2025-05-03T13:48:00.000Z
  ReceivedAt          2025-05-03T13:48:00.000Z
  NotificationStatus  NOTIFIED#2025-05-03
  NotifiedAt          2025-05-03T13:48:01.000Z

Logged since 2025-04-26 14:00:00 UTC
  2025-05-03 UTC
  13:48:00.500  producer  published
  13:48:00.850  consumer  acknowledged
  13:48:00.900  ingest    stored, published
  13:50:00.000  ingest    refused, receive 2
      Order ORD-1 is already stored with another Amount; the stored order is
      unchanged. Send a new order with a new OrderId.

Traces
  1-68160001-bd862e3fe1be46a994272793  producer
  1-68160003-bd862e3fe1be46a994272793  consumer
  1-68160002-bd862e3fe1be46a994272793  ingest
  1-68160004-bd862e3fe1be46a994272793  ingest

Next
  Nothing is owed.
`);
});

test('says of a pending order when sweep announces it again, by its last run', async () => {
  const { follow, text } = createCommand({
    item: PENDING,
    lines: [['13:57:30.000', 'sweep', { text: 'REPORT RequestId: 1\tDuration: 1.00 ms' }]],
  });

  await follow('ORD-1');

  expect(text()).toMatch(
    /^ORD-1 on stage dev has been pending for 12 minutes: stored, and not acknowledged yet\. /,
  );
  expect(text()).toContain('sweep (last run: 2025-05-03 13:57:30 UTC) announces it again by 14:03 UTC.');
});

describe('dead letters', () => {
  test('of the order are told, of other orders not, and all stay where they are', async () => {
    const { follow, sqs, text } = createCommand({ item: ORDER });
    sqs.put('OrderDLQUrl', { OrderId: 'ORD-1', Amount: 9 });
    sqs.put('OrderDLQUrl', { OrderId: 'ORD-12', Amount: -1 });
    sqs.put('HighValueDLQUrl', { Note: 'ORD-12' });

    await follow('ORD-1');

    expect(text()).toContain(
      'Message message-1 waits in OrderDLQ until 2025-05-17 12:00:00 UTC, when SQS deletes it.',
    );
    expect(text()).toContain('with another Amount');
    expect(text()).toContain('npm run dead-letters -- --stage dev --queue OrderDLQ --only message-1');
    expect(text()).not.toMatch(/message-[23]/);
    expect(new Set(sqs.calls.map(({ name }) => name))).toEqual(
      new Set(['GetQueueAttributes', 'ReceiveMessage', 'ChangeMessageVisibilityBatch']),
    );
    expect(sqs.called('ReceiveMessage')[0]).toMatchObject({ VisibilityTimeout: 30 });
    expect(['OrderDLQUrl', 'HighValueDLQUrl'].flatMap(sqs.hidden)).toEqual([]);
  });

  test('that name no order are told by their text, with the lines about them', async () => {
    const line = {
      Outcome: 'refused',
      MessageId: 'message-1',
      Receives: 3,
      Reason: 'The message body is not JSON',
    };
    const { follow, sqs, text } = createCommand({
      lines: [
        ['13:50:00.000', 'ingest', line],
        ['13:51:00.000', 'ingest', { ...line, MessageId: 'message-11' }],
      ],
    });
    sqs.put('OrderDLQUrl', 'OrderId: ORD-1, Amount: 9');

    const exitCode = await follow('ORD-1');

    expect(exitCode).toBe(0);
    expect(text()).toMatch(/^ORD-1 on stage dev is not stored: 1 dead letter in OrderDLQ\. /);
    expect(text()).toContain('13:50:00.000 ingest refused, receive 3 The message body is not JSON');
    expect(text()).not.toContain('13:51:00.000');
    expect(text()).toContain('Message message-1, which contains the OrderId, waits in OrderDLQ');
  });

  test.each([
    ['ORD-1', 'an order (ORD-1)', true],
    ['ORD-1', '{"Id":"ORD-1"}', true],
    ['ORD-1', 'an order ORD-12', false],
    ['ORD-1', 'an order XORD-1', false],
    ['A+[1] (b)', 'an order A+[1] (b).', true],
    ['A+[1] (b)', 'an order AA1 b', false],
  ])('that name no order are about %s if they contain it as a word: %j', async (orderId, body, expected) => {
    const { follow, sqs, text } = createCommand();
    sqs.put('OrderDLQUrl', body);

    await follow(orderId);

    expect(text().includes('message-1')).toBe(expected);
  });

  test('with an OrderId that no order can have are found by it, and the table is not read', async () => {
    const { follow, sqs, text, reads } = createCommand();
    sqs.put('OrderDLQUrl', { OrderId: ' ORD-1', Amount: 9 });
    sqs.put('OrderDLQUrl', { OrderId: 'ORD-1', Amount: '9' });

    await follow(' ORD-1');

    expect(text()).toContain('No order can have this OrderId: it must not begin or end with a space.');
    expect(text()).toContain('Message message-1 waits in OrderDLQ');
    expect(text()).not.toContain('message-2');
    expect(reads).toEqual([]);
  });

  test('that somebody else reads are said to be unseen', async () => {
    const { follow, sqs, text } = createCommand({ item: NOTIFIED });
    sqs.receiveElsewhere(sqs.put('OrderDLQUrl', { OrderId: 'ORD-1', Amount: 9 }), 3600);

    await follow('ORD-1');

    expect(text()).toContain('1 message of OrderDLQ could not be looked at: somebody else is reading them.');
  });
});

test('lines about other orders are left out, and their OrderIds are named if there is nothing else', async () => {
  const lines = ['ORD-11', 'ORD-12', 'ORD-11'].map((OrderId): [string, string, object] => [
    '13:50:00.000',
    'ingest',
    { OrderId, Outcome: 'stored' },
  ]) as never;
  const { follow, text } = createCommand({ lines });

  const exitCode = await follow('ORD-1');

  expect(exitCode).toBe(1);
  expect(text()).toContain('ORD-1 on stage dev is unknown: no such order is stored');
  expect(text()).toContain('Other OrderIds contain it: ORD-11, ORD-12.');
  expect(text()).not.toContain('13:50');
});

test('an order without any trace is unknown', async () => {
  const { follow, printed } = createCommand();

  const exitCode = await follow('ORD-1');

  expect(exitCode).toBe(1);
  expect(printed.stdout).toBe(`ORD-1 on stage dev is unknown: no such order is stored, no function logged
anything about it since 2025-04-26 14:00:00 UTC, and no dead letter has it.

Next
  Check the OrderId, in which capitals count, and the stage, and further back
  with --since. A list that producer refuses is logged without its OrderIds.
`);
});

test('says that the lines of an older order have expired, and searches from before it came in', async () => {
  const item = { ...NOTIFIED, ReceivedAt: '2025-04-03T14:00:00.000Z' };
  const { follow, text, searches } = createCommand({ item });

  await follow('ORD-1');

  expect(text()).toContain(
    'It came in on 2025-04-03 14:00:00 UTC. Lines from before 2025-04-19 14:00:00 UTC have expired, as the logs keep 14 days.',
  );
  expect(searches.at(-1)).toMatchObject({ startTime: Date.parse('2025-04-02T14:00:00.000Z') });
});

test.each([
  ['30m', 1_800_000],
  ['12h', 43_200_000],
  ['90d', 7_776_000_000],
])('--since %s searches so far back', async (since, milliseconds) => {
  const { follow, searches } = createCommand();

  await follow('ORD-1', '--since', since);

  expect(searches.at(-1)).toMatchObject({ startTime: NOW - milliseconds });
});

test('links to the traces in the console of AWS, in the region of the stack', async () => {
  const { follow, printed } = createCommand({
    item: NOTIFIED,
    lines: [['13:48:00.850', 'consumer', acknowledged]],
  });

  await follow('ORD-1');

  expect(printed.stdout).toContain(`
Traces (X-Ray keeps a sample of them)
  1-68160003-bd862e3fe1be46a994272793  consumer
      https://console.aws.amazon.com/xray/home?region=eu-west-1#/traces/1-68160003-bd862e3fe1be46a994272793
`);
});

test('with --json prints everything as one document', async () => {
  const { follow, printed, sqs } = createCommand({
    item: NOTIFIED,
    lines: [
      ['13:50:00.000', 'ingest', { ...refused, Receives: 2, ...traced(4) }],
      ['13:50:00.000', 'ingest', { OrderId: 'ORD-12' }],
    ],
  });
  sqs.put('OrderDLQUrl', { OrderId: 'ORD-1', Amount: 9 });

  await follow('ORD-1', '--json');

  const TraceId = '1-68160004-bd862e3fe1be46a994272793';
  expect(JSON.parse(printed.stdout)).toEqual({
    OrderId: 'ORD-1',
    Stage: 'dev',
    State: 'notified',
    Summary: 'ORD-1 is notified: acknowledged on 2025-05-03 13:48:01 UTC.',
    Next: [expect.stringMatching(/^Message message-1 waits in OrderDLQ/)],
    Notes: [],
    Item: NOTIFIED,
    Since: '2025-04-26T14:00:00.000Z',
    Lines: [
      {
        ...{
          At: '2025-05-03T13:50:00.000Z',
          FunctionName: 'ingest',
          Message: 'Order refused',
          OrderId: 'ORD-1',
        },
        ...{ Outcome: 'refused', Reason, MessageId: 'message-1', Receives: 2, TraceId },
      },
    ],
    DeadLetters: [expect.objectContaining({ Queue: 'OrderDLQ', MessageId: 'message-1', OrderId: 'ORD-1' })],
    Traces: [
      {
        TraceId,
        FunctionNames: ['ingest'],
        Url: `https://console.aws.amazon.com/xray/home?region=eu-west-1#/traces/${TraceId}`,
      },
    ],
    OtherOrderIds: ['ORD-12'],
  });
  expect(printed.stderr).toBe('');
});

test('fits on 80 columns, except links, and controls no terminal, whatever was sent', async () => {
  const OrderId = 'x'.repeat(256);
  const Reason = `\u001b[2J${'word '.repeat(500)}${'y'.repeat(300)}`;
  const { follow, printed, sqs } = createCommand({
    item: { ...PENDING, OrderId, ItemName: `\u001b[31m${'item '.repeat(50)}`, UserId: 'u'.repeat(256) },
    lines: [['13:50:00.000', 'ingest', { ...refused, OrderId, Reason, Receives: 1, ...traced(1) }]],
    functions: ['ingest'],
  });
  sqs.put(
    'HighValueSubscriptionDLQUrl',
    { OrderId },
    {
      ErrorMessage: { DataType: 'String', StringValue: Reason },
    },
  );

  await follow(OrderId);

  const wide = printed.stdout.split('\n').filter((line) => line.length > 80 && !/^ +https:\S+$/.test(line));
  expect(wide).toEqual([]);
  expect(printed.stdout).not.toContain('\u001b');
});

describe('logs', () => {
  test('of a function that do not exist are said to be missing', async () => {
    const { follow, text } = createCommand({
      item: NOTIFIED,
      functions: ['ingest', 'consumer', 'producer', 'report'],
    });

    const exitCode = await follow('ORD-1');

    expect(exitCode).toBe(0);
    expect(text()).toContain(
      'The log group /aws/lambda/high-value-orders-dev-sweep does not exist, so its lines are missing.',
    );
  });

  test.each([
    ['NotImplemented', undefined],
    ['UnknownOperationException', undefined],
    ['InternalFailure', { httpStatusCode: 501 }],
  ])('that an emulator does not have (%s) are said to be none', async (name, $metadata) => {
    const { follow, logs, text } = createCommand({ item: PENDING, stage: 'local' });
    logs.fails = () => Object.assign(new Error('No'), { name, $metadata });

    const exitCode = await follow('ORD-1');

    expect(exitCode).toBe(0);
    expect(text()).toContain('There are no logs at this endpoint, so no lines are shown.');
    expect(text()).toContain('sweep announces it again by 14:05 UTC');
  });

  test.each([
    ['local', 'ThrottlingException', 'Rate exceeded', /AWS throttles these requests.*wait a minute/s],
    ['dev', 'UnknownOperationException', 'No', /^UnknownOperationException: No\n$/],
    ['dev', 'AccessDeniedException', 'no logs:DescribeLogGroups', /not\s+allowed.*logs:DescribeLogGroups/s],
  ])('on stage %s that cannot be read (%s) are an error', async (stage, name, message, expected) => {
    const { follow, logs, printed } = createCommand({ item: PENDING, stage });
    logs.fails = () => Object.assign(new Error(message), { name, $metadata: {} });

    const exitCode = await follow('ORD-1');

    expect(exitCode).toBe(1);
    expect(printed).toEqual({ stdout: '', stderr: expect.stringMatching(expected) });
  });
});

test('can be interrupted', async () => {
  const { follow, printed, interrupt } = createCommand({ item: PENDING });
  interrupt();

  const exitCode = await follow('ORD-1');

  expect(exitCode).toBe(130);
  expect(printed).toEqual({ stdout: '', stderr: 'Interrupted.\n' });
});

test.each([
  [[], 'Name the order by its OrderId.'],
  [[''], 'Name the order by its OrderId.'],
  [['ORD-1', 'dev'], 'Give one OrderId, in quotes if it has spaces, and options after two dashes for npm.'],
  [['ORD-1', '--since', '3w'], '--since takes a time such as 30m, 12h or 7d, not "3w".'],
  [['ORD-1', '--since', '0d'], '--since takes a time such as 30m, 12h or 7d, not "0d".'],
  [
    ['--since', 'x', '--nonsense'],
    'There is no option --nonsense. Name the order by its OrderId. --since takes',
  ],
])('%j is refused, with the right form', async (args, expected) => {
  const { follow, printed, text, connections } = createCommand();

  const exitCode = await follow(...args);

  expect(exitCode).toBe(2);
  expect(text()).toContain(expected);
  expect(printed.stderr).toMatch(/Write it like this:\n {2}npm run follow -- ORD-1001 --stage dev\n$/);
  expect(connections).toEqual([]);
});

test('--help fits on 80 columns, and names every option', async () => {
  const { follow, printed } = createCommand();

  await follow('--help');

  expect(printed.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  for (const option of ['--since', '--stage', '--json', '--help']) expect(printed.stdout).toContain(option);
});
