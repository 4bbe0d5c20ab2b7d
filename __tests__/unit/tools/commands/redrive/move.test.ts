import { BatchRequestTooLong } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { createCommand } from './redrive-in-memory.ts';

const MOVE_ORDER_DLQ = ['--stage', 'local', '--queue', 'OrderDLQ', '--confirm'];

const task = (Status: string, moved: number, StartedTimestamp = 2) => ({
  Status,
  StartedTimestamp,
  ApproximateNumberOfMessagesToMove: 3,
  ApproximateNumberOfMessagesMoved: moved,
});

test('has SQS move the messages, with a line for every change in progress', async () => {
  const { sqs, redrive, printed } = createCommand({
    deadLetters: 1,
    tasks: [[], [task('RUNNING', 1)], [task('RUNNING', 1)], [task('COMPLETED', 3)]],
  });

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(0);
  expect(printed.stdout.split('\n')).toEqual([
    '1 of about 3 moved to OrderQueue',
    '3 of about 3 moved to OrderQueue',
    'Done: 3 messages moved to OrderQueue.',
    '',
  ]);
  expect(sqs.called('StartMessageMoveTask')).toEqual([
    { SourceArn: 'arn:aws:sqs:us-east-1:000000000000:OrderDLQUrl' },
  ]);
});

test('shows progress in place on a terminal', async () => {
  const { redrive, printed } = createCommand({
    isTTY: true,
    deadLetters: 1,
    tasks: [[], [task('RUNNING', 0)], [task('COMPLETED', 3)]],
  });

  await redrive(MOVE_ORDER_DLQ);

  expect(printed.stdout).toBe(
    '\r0 of about 3 moved to OrderQueue\u001b[K\r3 of about 3 moved to OrderQueue\u001b[K\n' +
      'Done: 3 messages moved to OrderQueue.\n',
  );
});

const earlier = task('COMPLETED', 9, 1);
const denied = { ...task('FAILED', 1), FailureReason: 'AccessDenied' };

test.each([
  ['fails', [[], [denied]], 1, /move failed after 1 of about 3 \(AccessDenied\)\..*run the same\scommand/s],
  ['is cancelled', [[], [task('CANCELLING', 1)], [task('CANCELLED', 2)]], 1, /cancelled after 2 of about 3/],
  ['comes after another', [[earlier], [earlier], [earlier, task('COMPLETED', 3)]], 0, /Done: 3 messages/],
  ['is not listed', [[]], 1, /^SQS does not report.* \(SQS does not list it\)\.\nSQS continues/],
])('follows a move that %s to its end', async (_what, tasks, expectedCode, expected) => {
  const { redrive, printed } = createCommand({ deadLetters: 1, tasks });

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(expectedCode);
  expect(expectedCode === 0 ? printed.stdout : printed.stderr).toMatch(expected);
});

test('follows a running move instead of starting another', async () => {
  const { sqs, redrive, printed } = createCommand({
    deadLetters: 1,
    tasks: [[task('RUNNING', 1)], [task('COMPLETED', 3)]],
  });

  await redrive(MOVE_ORDER_DLQ);

  expect(printed.stdout).toContain('Done: 3 messages');
  expect(sqs.called('StartMessageMoveTask')).toEqual([]);
});

test('fails when the move can no longer be listed, with how far it was', async () => {
  const { sqs, redrive, printed } = createCommand({ deadLetters: 1, tasks: [[], [task('RUNNING', 1)]] });
  sqs.intercept = () => (sqs.called('ListMessageMoveTasks').length > 2 ? new Error('No network') : undefined);

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed.stdout).toContain('1 of about 3 moved');
  expect(printed.stderr).toContain('(No network)');
});

test('an interruption leaves the move alone, and explains that SQS continues and how to look again', async () => {
  const { redrive, printed, interruption } = createCommand({
    deadLetters: 1,
    tasks: [[], [task('RUNNING', 0)]],
  });
  interruption.abort();

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(130);
  expect(printed.stderr).toMatch(
    /^Interrupted\.\nSQS continues.*\n {2}npm run redrive -- --stage local --queue OrderDLQ\n/s,
  );
});

test.each([
  ['InvalidAction', 'The action is not valid for this endpoint.'],
  ['AWS.SimpleQueueService.UnsupportedOperation', 'Not here'],
  ['UnknownOperationException', ''],
  ['NotImplemented', ''],
  ['Error', 'Unknown action: ListMessageMoveTasks'],
])('resends the messages on an endpoint without move tasks: %s %s', async (name, message) => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('HighValueDLQUrl', 'a');
  sqs.intercept = (call) =>
    call === 'ListMessageMoveTasks' ? Object.assign(new Error(message), { name }) : undefined;

  const exitCode = await redrive(['--queue', 'HighValueDLQ', '--confirm']);

  expect(exitCode).toBe(0);
  expect(sqs.bodies('HighValueQueueUrl')).toEqual(['a']);
  expect(printed.stdout).toContain('Done: 1 of 1 message moved to HighValueQueue.');
});

test('fails with any other error of SQS, and resends nothing', async () => {
  const { sqs, redrive, printed } = createCommand({ deadLetters: 1, tasks: [[]] });
  sqs.intercept = (call) =>
    call === 'StartMessageMoveTask' ? Object.assign(new Error('No'), { name: 'AccessDenied' }) : undefined;

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed.stderr).toContain('These credentials are not allowed to do that (No)');
  expect(sqs.bodies('OrderDLQUrl')).toEqual(['1']);
});

test.each([
  ['OrderSubscriptionDLQ', 'OrderQueue'],
  ['HighValueSubscriptionDLQ', 'HighValueQueue'],
])(
  'resends %s to %s without the attributes of SNS, as SQS moves nothing that came from a topic',
  async (queue, source) => {
    const { sqs, redrive } = createCommand({ tasks: [[]] });
    const Amount = { DataType: 'Number', StringValue: '250' };
    const error = { DataType: 'String', StringValue: 'x' };
    sqs.put(`${queue}Url`, 'a', { Amount, RequestID: error, ErrorCode: error, ErrorMessage: error });

    await redrive(['--queue', queue, '--confirm']);

    expect(sqs.queue(`${source}Url`)).toMatchObject([{ Body: 'a' }]);
    expect(sqs.queue(`${source}Url`)[0]?.MessageAttributes).toEqual({ Amount });
    expect(sqs.called('StartMessageMoveTask')).toEqual([]);
  },
);

test('resends everything, batch by batch', async () => {
  const { sqs, bodies, redrive, printed } = createCommand({ deadLetters: 23 });

  await redrive(MOVE_ORDER_DLQ);

  expect(sqs.bodies('OrderQueueUrl')).toEqual(bodies);
  expect(sqs.bodies('OrderDLQUrl')).toEqual([]);
  expect(printed.stdout.match(/^\d+(?= of about 23 moved to OrderQueue$)/gm)).toEqual(['10', '20', '23']);
});

test('moves no more messages than waited at the start', async () => {
  const { sqs, bodies, redrive } = createCommand({ deadLetters: 12 });
  sqs.onArrival = () => void sqs.put('OrderDLQUrl', 'new');

  await redrive(MOVE_ORDER_DLQ);

  expect(sqs.bodies('OrderQueueUrl')).toEqual(bodies);
});

test.each([
  ['sent', 'SendMessageBatch', ['1'], /could not be sent \(InternalError: No\)\.\nThey are still in/],
  ['deleted', 'DeleteMessageBatch', ['1', '2'], /not be deleted \(InternalError: No\)\.\nThey were sent/],
])('fails when a message could not be %s, and keeps it', async (_what, call, sent, expected) => {
  const { sqs, redrive, printed } = createCommand({ deadLetters: 2 });
  sqs.refuses = (name, body) => name === call && body === '2';

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed.stderr).toMatch(expected);
  expect(sqs.bodies('OrderDLQUrl')).toEqual(['2']);
  expect(sqs.bodies('OrderQueueUrl')).toEqual(sent);
});

test('a message missing from the answer counts as not sent, and is not deleted', async () => {
  const { sqs, bodies, redrive, printed } = createCommand({ deadLetters: 3 });
  sqs.intercept = (call) => (call === 'SendMessageBatch' ? {} : undefined);

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed.stderr).toMatch(/^Done: 0 of 3 .*\n3 messages could not be sent \(SQS did not say why\)\./);
  expect(sqs.bodies('OrderDLQUrl')).toEqual(bodies);
  expect(sqs.called('DeleteMessageBatch')).toEqual([]);
});

test('does not send a message twice that it could not delete', async () => {
  const { sqs, bodies, redrive } = createCommand({ deadLetters: 3 });
  sqs.put('OrderDLQUrl', 'in flight').visible = false;
  sqs.refuses = (name, body) => {
    for (const message of sqs.queue('OrderDLQUrl').slice(0, 3)) message.visible = true;
    return name === 'DeleteMessageBatch' && bodies.includes(body);
  };

  await redrive(MOVE_ORDER_DLQ);

  expect(sqs.bodies('OrderQueueUrl')).toEqual(bodies);
});

test('moves a message that fails again only once, and says how to see why it came back', async () => {
  const { sqs, redrive, printed } = createCommand({ deadLetters: 12 });
  sqs.put('OrderDLQUrl', 'in flight').visible = false;
  sqs.onArrival = () => void sqs.queue('OrderDLQUrl').push(...sqs.queue('OrderQueueUrl').splice(0));

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toMatch(
    /Done: 12 of 13 .*\n12 messages failed again and came back\..*\n {2}npm run redrive -- --stage local/,
  );
  expect(sqs.bodies('OrderDLQUrl')).toHaveLength(13);
});

const tooLong = () => new BatchRequestTooLong({ message: 'Too long', $metadata: {} });

test('sends messages that are too long for one batch in smaller ones', async () => {
  const { sqs, bodies, redrive } = createCommand({ deadLetters: 10 });
  sqs.intercept = (call, { Entries = [] }) =>
    call === 'SendMessageBatch' && Entries.length > 3 ? tooLong() : undefined;

  await redrive(MOVE_ORDER_DLQ);

  expect(sqs.bodies('OrderQueueUrl')).toEqual(bodies);
});

test.each([
  ['SendMessageBatch', tooLong()],
  ['SendMessageBatch', new Error('No network')],
  ['DeleteMessageBatch', new Error('No network')],
])('loses nothing when %s fails: %s', async (call, error) => {
  const { sqs, bodies, redrive, printed } = createCommand({ deadLetters: 3 });
  sqs.intercept = (name) => (name === call ? error : undefined);

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed.stderr).toContain(error.message);
  expect(sqs.bodies('OrderDLQUrl')).toEqual(bodies);
});

test('waits for messages that were just looked at, so that they move too', async () => {
  const { sqs, redrive, slept } = createCommand();
  sqs.put('OrderDLQUrl', 'a').visible = false;

  await redrive(MOVE_ORDER_DLQ);

  expect(slept).toEqual([5000]);
});

test('moves nothing when interrupted before the start', async () => {
  const { sqs, redrive, printed, interruption } = createCommand({ tasks: [[]] });
  sqs.put('OrderDLQUrl', 'a').visible = false;
  interruption.abort();

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(130);
  expect(printed.stderr).toBe('Interrupted: nothing was moved.\n');
  expect(sqs.calls).toEqual([]);
});

test('an interruption between two batches leaves the rest', async () => {
  const { sqs, redrive, printed, interruption } = createCommand({ deadLetters: 23 });
  sqs.onArrival = () => interruption.abort();

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(130);
  expect(printed.stderr).toMatch(/^Interrupted: 10 of 23 messages moved.*\nThe rest is still in OrderDLQ/);
});
