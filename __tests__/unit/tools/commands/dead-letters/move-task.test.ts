import type { ListMessageMoveTasksResultEntry } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { createCommand } from './dead-letters-in-memory.ts';

const REDRIVE = ['--stage', 'local', '--queue', 'OrderDLQ', '--redrive', '--yes'];

const task = (Status: string, moved: number, StartedTimestamp = 2): ListMessageMoveTasksResultEntry => ({
  Status,
  StartedTimestamp,
  ApproximateNumberOfMessagesToMove: 3,
  ApproximateNumberOfMessagesMoved: moved,
});

test('has SQS move a whole queue, and shows how far it is', async () => {
  const { sqs, deadLetters, printed, passTime } = createCommand({
    orders: 3,
    tasks: [[], [task('RUNNING', 1)], [task('RUNNING', 1)], [task('COMPLETED', 3)]],
  });
  sqs.intercept = (name) => void (name === 'StartMessageMoveTask' && passTime());

  const exitCode = await deadLetters(REDRIVE);

  expect(exitCode).toBe(0);
  expect(
    printed.stdout,
  ).toBe(`Redrive all messages of OrderDLQ, about 3, to OrderQueue. SQS moves them itself.
Done: 3 messages moved to OrderQueue.
`);
  expect(printed.stderr).toBe(
    '1 of about 3 messages moved to OrderQueue\n3 of about 3 messages moved to OrderQueue\n',
  );
  expect(sqs.called('StartMessageMoveTask')).toEqual([
    { SourceArn: 'arn:aws:sqs:us-east-1:000000000000:OrderDLQUrl' },
  ]);
  expect(sqs.called('ReceiveMessage')).toEqual([]);
});

const earlier = task('COMPLETED', 9, 1);
const denied = { ...task('FAILED', 1), FailureReason: 'AccessDenied' };

test.each([
  ['fails', [[], [denied]], 1, /move failed after 1 of about 3 \(AccessDenied\)\..*run the same command/],
  ['is cancelled', [[], [task('CANCELLING', 1)], [task('CANCELLED', 2)]], 1, /cancelled after 2 of about 3/],
  ['comes after another', [[earlier], [earlier], [earlier, task('COMPLETED', 3)]], 0, /Done: 3 messages/],
  ['is not listed', [[]], 1, /SQS does not report.* \(SQS does not list it\)\. SQS continues/],
])('follows a move that %s to its end', async (_what, tasks, expectedCode, expected) => {
  const { deadLetters, text } = createCommand({ orders: 1, tasks });

  const exitCode = await deadLetters(REDRIVE);

  expect(exitCode).toBe(expectedCode);
  expect(text()).toMatch(expected);
});

test('follows a running move instead of starting another, without asking', async () => {
  const { sqs, deadLetters, printed } = createCommand({
    orders: 1,
    tasks: [[task('RUNNING', 1)], [task('COMPLETED', 3)]],
  });

  await deadLetters(REDRIVE.filter((arg) => arg !== '--yes'));

  expect(printed.stdout).toBe('Done: 3 messages moved to OrderQueue.\n');
  expect(sqs.called('StartMessageMoveTask')).toEqual([]);
});

test('asks before SQS moves anything', async () => {
  const { sqs, deadLetters, printed } = createCommand({ orders: 1, tasks: [[]], typed: ['n'] });

  const exitCode = await deadLetters(REDRIVE.filter((arg) => arg !== '--yes'));

  expect(exitCode).toBe(1);
  expect(printed.stdout).toMatch(/^Redrive all messages.*\nNothing was changed\.\n$/);
  expect(sqs.called('StartMessageMoveTask')).toEqual([]);
});

test('fails when the move can no longer be listed', async () => {
  const { sqs, deadLetters, text } = createCommand({ orders: 1, tasks: [[], [task('RUNNING', 1)]] });
  sqs.intercept = () => (sqs.called('ListMessageMoveTasks').length > 2 ? new Error('No network') : undefined);

  const exitCode = await deadLetters(REDRIVE);

  expect(exitCode).toBe(1);
  expect(text()).toContain('(No network)');
});

test('an interruption leaves the move alone, and explains that SQS continues and how to look again', async () => {
  const { sqs, deadLetters, text, interrupt } = createCommand({
    orders: 1,
    tasks: [[], [task('RUNNING', 0)]],
  });
  sqs.intercept = (name) => void (name === 'StartMessageMoveTask' && interrupt());

  const exitCode = await deadLetters(REDRIVE);

  expect(exitCode).toBe(130);
  expect(text()).toMatch(
    /Interrupted\. SQS continues.* npm run dead-letters -- --stage local --queue OrderDLQ --redrive/,
  );
});

test.each([
  ['InvalidAction', 'The action is not valid for this endpoint.'],
  ['AWS.SimpleQueueService.UnsupportedOperation', 'Not here'],
  ['UnknownOperationException', ''],
  ['NotImplemented', ''],
  ['Error', 'Unknown action: ListMessageMoveTasks'],
])(
  'sends and deletes the messages itself on an endpoint without move tasks: %s %s',
  async (name, message) => {
    const { sqs, deadLetters, text } = createCommand({ orders: 1 });
    sqs.intercept = (call) =>
      call === 'ListMessageMoveTasks' ? Object.assign(new Error(message), { name }) : undefined;

    const exitCode = await deadLetters(REDRIVE);

    expect(exitCode).toBe(0);
    expect(sqs.bodies('OrderQueueUrl')).toEqual(['{"OrderId":"ORD-1"}']);
    expect(text()).toContain('Done: 1 of 1 message redriven.');
  },
);

test('fails with any other error of SQS, and sends nothing', async () => {
  const { sqs, deadLetters, text } = createCommand({ orders: 1, tasks: [[]] });
  sqs.intercept = (call) =>
    call === 'StartMessageMoveTask' ? Object.assign(new Error('No'), { name: 'AccessDenied' }) : undefined;

  const exitCode = await deadLetters(REDRIVE);

  expect(exitCode).toBe(1);
  expect(text()).toContain('These credentials are not allowed to do that (No)');
  expect(sqs.bodies('OrderQueueUrl')).toEqual([]);
});

test.each([
  ['OrderSubscriptionDLQ', []],
  ['OrderDLQ', ['--only', 'ORD-1']],
  ['OrderDLQ', ['--reason', 'valid']],
])('SQS cannot move %s %j itself', async (queue, selection) => {
  const { sqs, deadLetters } = createCommand({ tasks: [[]] });
  sqs.put(`${queue}Url`, { OrderId: 'ORD-1' });

  await deadLetters(['--queue', queue, '--redrive', '--yes', ...selection]);

  expect(sqs.called('StartMessageMoveTask')).toEqual([]);
  expect(sqs.bodies('OrderQueueUrl')).toEqual(['{"OrderId":"ORD-1"}']);
});

test('waits for messages that somebody else has received, as SQS would leave them behind', async () => {
  const { sqs, slept, deadLetters } = createCommand({ tasks: [[], [task('COMPLETED', 1)]] });
  sqs.receiveElsewhere(sqs.put('OrderDLQUrl', 'a'), 60);
  sqs.intercept = (name) => {
    if (name === 'GetQueueAttributes') sqs.time += 20_000;
    return undefined;
  };

  await deadLetters(REDRIVE);

  expect(slept).toEqual([1000, 1000]);
  expect(sqs.called('StartMessageMoveTask')).toHaveLength(1);
});

test('names what somebody else has received for long', async () => {
  const { sqs, deadLetters, text } = createCommand({ orders: 1, tasks: [[], [task('COMPLETED', 1)]] });
  sqs.receiveElsewhere(sqs.put('OrderDLQUrl', 'a'), 3600);

  await deadLetters(REDRIVE);

  expect(text()).toContain('Left out, as somebody else has received them: 1 message of OrderDLQ in flight.');
  expect(text()).toContain('Done: 1 message moved');
});

test('moves nothing when it is interrupted while it waits', async () => {
  const { sqs, slept, interrupt, deadLetters, text } = createCommand({ tasks: [[]] });
  sqs.receiveElsewhere(sqs.put('OrderDLQUrl', 'a'), 60);
  slept.push = () => interrupt() as unknown as number;

  const exitCode = await deadLetters(REDRIVE);

  expect(exitCode).toBe(130);
  expect(text()).toContain('Interrupted.');
  expect(sqs.called('StartMessageMoveTask')).toEqual([]);
});

test('finishes at once when the queue is empty', async () => {
  const { sqs, deadLetters, printed } = createCommand({ tasks: [[]] });

  const exitCode = await deadLetters(REDRIVE);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toBe('OrderDLQ is empty: there is nothing to redrive.\n');
  expect(sqs.called('StartMessageMoveTask')).toEqual([]);
});
