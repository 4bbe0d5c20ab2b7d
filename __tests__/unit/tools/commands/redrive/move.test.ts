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

test('fails with the reason when SQS could not move everything', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', 'a');
  sqs.tasks = [[], [{ ...running, Status: 'FAILED', FailureReason: 'AccessDenied' }]];

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed.stderr).toMatch(
    /The move failed after 0 of about 3 \(AccessDenied\)\..*run the same\scommand/s,
  );
});

test('an interruption explains that SQS continues, and how to look again', async () => {
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

test('resends the messages on an endpoint without move tasks', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('HighValueDLQUrl', 'a');

  const exitCode = await redrive(['--queue', 'HighValueDLQ', '--confirm']);

  expect(exitCode).toBe(0);
  expect(sqs.bodies('HighValueQueueUrl')).toEqual(['a']);
  expect(printed.stdout).toContain('Done: 1 of 1 message moved to HighValueQueue.');
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
  ['sent', 'refuseToSend', ['a'], /could not be sent \(InternalError: No\)\.\nWhat was not sent is still in/],
  ['removed', 'refuseToDelete', ['a', 'b'], /could not be removed \(InternalError: No\)\.\nThey were sent/],
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
  expect(printed.stderr).toMatch(/^Interrupted: 10 of 23 messages moved.*\nThe others are still in OrderDLQ/);
});

test('fails when SQS does not list the move, and explains that SQS continues', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', 'a');
  sqs.tasks = [[]];

  const exitCode = await redrive(MOVE_ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed.stderr).toMatch(
    /^SQS does not report on the move any more \(SQS does not list it\)\.\nSQS continues the move/,
  );
});
