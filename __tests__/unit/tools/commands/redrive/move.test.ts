import { expect, test } from '@jest/globals';
import { createCommand } from './redrive-in-memory.ts';

const MOVE_ORDER_DLQ = ['--stage', 'local', '--queue', 'OrderDLQ', '--confirm'];
const running = { Status: 'RUNNING', StartedTimestamp: 2, ApproximateNumberOfMessagesToMove: 3 };

test('has SQS move the messages, with a line for every change in progress', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', 'a');
  const one = { ...running, ApproximateNumberOfMessagesMoved: 1 };
  const done = { ...running, Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 };
  sqs.tasks = [[], [one], [one], [done]];

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
  const { sqs, redrive, printed } = createCommand({ isTTY: true });
  sqs.put('OrderDLQUrl', 'a');
  sqs.tasks = [[], [running], [{ ...running, Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 }]];

  await redrive(MOVE_ORDER_DLQ);

  expect(printed.stdout).toBe(
    '\r0 of about 3 moved to OrderQueue\u001b[K\r3 of about 3 moved to OrderQueue\u001b[K\n' +
      'Done: 3 messages moved to OrderQueue.\n',
  );
});

const task = (Status: string, moved: number, StartedTimestamp = 2) => ({
  ...running,
  Status,
  StartedTimestamp,
  ApproximateNumberOfMessagesMoved: moved,
});
const earlier = task('COMPLETED', 9, 1);
const denied = { ...task('FAILED', 1), FailureReason: 'AccessDenied' };

test.each([
  ['fails', [[], [denied]], 1, /move failed after 1 of about 3 \(AccessDenied\)\..*run the same\scommand/s],
  ['is cancelled', [[], [task('CANCELLING', 1)], [task('CANCELLED', 2)]], 1, /cancelled after 2 of about 3/],
  ['comes after another', [[earlier], [earlier], [earlier, task('COMPLETED', 3)]], 0, /Done: 3 messages/],
  [
    'is not listed',
    [[]],
    1,
    /^SQS does not report on the move any more \(SQS does not list it\)\.\nSQS continues/,
  ],
])('follows a move that %s to its end', async (_what, tasks, expectedCode, expected) => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', 'a');
  sqs.tasks = tasks;

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(expectedCode);
  expect(expectedCode === 0 ? printed.stdout : printed.stderr).toMatch(expected);
});

test('follows a running move instead of starting another', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', 'a');
  sqs.tasks = [[task('RUNNING', 1)], [task('COMPLETED', 3)]];

  await redrive(MOVE_ORDER_DLQ);

  expect(printed.stdout).toContain('Done: 3 messages');
  expect(sqs.called('StartMessageMoveTask')).toEqual([]);
});

test('fails when the move can no longer be listed, with how far it was', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', 'a');
  sqs.tasks = [[], [task('RUNNING', 1)]];
  sqs.failCall = () => (sqs.called('ListMessageMoveTasks').length > 2 ? new Error('No network') : undefined);

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed.stdout).toContain('1 of about 3 moved');
  expect(printed.stderr).toContain('(No network)');
});

test('an interruption leaves the move alone, and explains that SQS continues and how to look again', async () => {
  const { sqs, redrive, printed, interruption } = createCommand();
  sqs.put('OrderDLQUrl', 'a');
  sqs.tasks = [[], [running]];
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
  sqs.failCall = (call) =>
    call === 'ListMessageMoveTasks' ? Object.assign(new Error(message), { name }) : undefined;

  const exitCode = await redrive(['--queue', 'HighValueDLQ', '--confirm']);

  expect(exitCode).toBe(0);
  expect(sqs.bodies('HighValueQueueUrl')).toEqual(['a']);
  expect(printed.stdout).toContain('Done: 1 of 1 message moved to HighValueQueue.');
});

test('fails with any other error of SQS, and resends nothing', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', 'a');
  sqs.tasks = [[]];
  sqs.failCall = (call) =>
    call === 'StartMessageMoveTask' ? Object.assign(new Error('No'), { name: 'AccessDenied' }) : undefined;

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed.stderr).toContain('These credentials are not allowed to do that (No)');
  expect(sqs.bodies('OrderDLQUrl')).toEqual(['a']);
});

test.each([
  ['OrderSubscriptionDLQ', 'OrderQueue'],
  ['HighValueSubscriptionDLQ', 'HighValueQueue'],
])('resends %s to %s, as SQS moves nothing that came from a topic', async (queue, source) => {
  const { sqs, redrive } = createCommand();
  sqs.tasks = [[]];
  sqs.put(`${queue}Url`, 'a');

  await redrive(['--queue', queue, '--confirm']);

  expect(sqs.bodies(`${source}Url`)).toEqual(['a']);
  expect(sqs.called('StartMessageMoveTask')).toEqual([]);
});

test.each([
  ['sent', 'refuseToSend', ['a'], /could not be sent \(InternalError: No\)\.\nThey are still in/],
  ['deleted', 'refuseToDelete', ['a', 'b'], /could not be deleted \(InternalError: No\)\.\nThey were sent/],
] as const)('fails when a message could not be %s, and keeps it', async (_what, refusal, sent, expected) => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', 'a');
  sqs.put('OrderDLQUrl', 'b');
  sqs[refusal] = (body) => (body === 'b' ? { Code: 'InternalError', Message: 'No' } : undefined);

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed.stderr).toMatch(expected);
  expect(sqs.bodies('OrderDLQUrl')).toEqual(['b']);
  expect(sqs.bodies('OrderQueueUrl')).toEqual(sent);
});

test('waits for messages that were just looked at, so that they move too', async () => {
  const { sqs, redrive, slept } = createCommand();
  sqs.put('OrderDLQUrl', 'a').visible = false;

  await redrive(MOVE_ORDER_DLQ);

  expect(slept).toEqual([5000]);
});

test('moves nothing when interrupted before the start', async () => {
  const { sqs, redrive, printed, interruption } = createCommand();
  sqs.put('OrderDLQUrl', 'a').visible = false;
  sqs.tasks = [[]];
  interruption.abort();

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(130);
  expect(printed.stderr).toBe('Interrupted: nothing was moved.\n');
  expect(sqs.calls).toEqual([]);
});

test('reports what came back, and how to see why', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', 'a');
  sqs.onArrival = () => {
    sqs.queue('OrderDLQUrl').push(...sqs.queue('OrderQueueUrl').splice(0));
    sqs.put('OrderDLQUrl', 'b');
  };
  sqs.put('OrderDLQUrl', 'c').visible = false;

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toMatch(
    /1 message failed again and came back\..*\n {2}npm run redrive -- --stage local/,
  );
});

test('an interruption between two batches leaves the rest', async () => {
  const { sqs, redrive, printed, interruption } = createCommand();
  for (let index = 0; index < 23; index++) sqs.put('OrderDLQUrl', 'a');
  sqs.onArrival = () => interruption.abort();

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(130);
  expect(printed.stderr).toMatch(/^Interrupted: 10 of 23 messages moved.*\nThe rest is still in OrderDLQ/);
});
