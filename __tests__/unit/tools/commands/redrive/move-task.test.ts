import type { ListMessageMoveTasksResultEntry } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { moveByTask, type Progress } from '../../../../../tools/commands/redrive/move-task.ts';
import { createInMemorySqs } from './in-memory-sqs.ts';

const ARN = 'arn:aws:sqs:us-east-1:000000000000:dead-letters';

function task(Status: string, moved: number, StartedTimestamp = 2): ListMessageMoveTasksResultEntry {
  return {
    Status,
    StartedTimestamp,
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: 3,
  };
}

/** A queue whose move tasks are listed so, one answer after the other: the first before anything is started. */
function following(...lists: ListMessageMoveTasksResultEntry[][]) {
  const sqs = createInMemorySqs();
  sqs.tasks = lists;
  const interruption = new AbortController();
  const progress: Progress[] = [];
  const slept: number[] = [];
  const surroundings = {
    sqs: sqs.client,
    interrupted: interruption.signal,
    onProgress: (step: Progress) => void progress.push(step),
    sleep: async (milliseconds: number) => void slept.push(milliseconds),
  };
  return { sqs, interruption, progress, slept, surroundings };
}

test('has SQS move everything to where it came from', async () => {
  const { sqs, surroundings } = following([], [task('COMPLETED', 3)]);

  const end = await moveByTask(surroundings, ARN);

  expect(end).toEqual({ outcome: 'completed', moved: 3, total: 3 });
  expect(sqs.called('StartMessageMoveTask')).toEqual([{ SourceArn: ARN }]);
});

test('follows the move until it is complete', async () => {
  const { progress, slept, surroundings } = following(
    [],
    [task('RUNNING', 0)],
    [task('RUNNING', 2)],
    [task('COMPLETED', 3)],
  );

  await moveByTask(surroundings, ARN);

  expect(progress.map(({ moved }) => moved)).toEqual([0, 2, 3]);
  expect(slept).toEqual([1000, 1000]);
});

test('says why the move failed, and how far it came', async () => {
  const failed = { ...task('FAILED', 1), FailureReason: 'AccessDenied' };
  const { surroundings } = following([], [failed]);

  const end = await moveByTask(surroundings, ARN);

  expect(end).toEqual({ outcome: 'failed', moved: 1, total: 3, reason: 'AccessDenied' });
});

test('waits for the end of a move that is being cancelled', async () => {
  const { surroundings } = following([], [task('CANCELLING', 1)], [task('CANCELLED', 2)]);

  const end = await moveByTask(surroundings, ARN);

  expect(end).toEqual({ outcome: 'cancelled', moved: 2, total: 3 });
});

test('does not take the end of an earlier move for its own', async () => {
  const earlier = task('COMPLETED', 9, 1);
  const { surroundings } = following([earlier], [earlier], [earlier, task('COMPLETED', 3)]);

  const end = await moveByTask(surroundings, ARN);

  expect(end).toMatchObject({ outcome: 'completed', moved: 3 });
});

test('follows a move that is under way already, instead of starting another', async () => {
  const { sqs, surroundings } = following([task('RUNNING', 1)], [task('COMPLETED', 3)]);

  const end = await moveByTask(surroundings, ARN);

  expect(end).toMatchObject({ outcome: 'completed', moved: 3 });
  expect(sqs.called('StartMessageMoveTask')).toEqual([]);
});

test('stops following when it is interrupted, and leaves the move alone', async () => {
  const { sqs, surroundings, interruption } = following([], [task('RUNNING', 1)]);
  const sleep = async () => interruption.abort();

  const end = await moveByTask({ ...surroundings, sleep }, ARN);

  expect(end).toMatchObject({ outcome: 'interrupted', moved: 1 });
  expect(new Set(sqs.calls.map(({ name }) => name))).toEqual(
    new Set(['ListMessageMoveTasks', 'StartMessageMoveTask']),
  );
});

test('does not wait for ever for a move that is not listed', async () => {
  const { surroundings } = following([]);

  const end = await moveByTask(surroundings, ARN);

  expect(end).toEqual({ outcome: 'lost', moved: 0, reason: 'SQS does not list it' });
});

test('says that it lost a move which it cannot follow any more', async () => {
  const { sqs, surroundings } = following([], [task('RUNNING', 1)]);
  sqs.failCall = () => (sqs.called('ListMessageMoveTasks').length > 2 ? new Error('No network') : undefined);

  const end = await moveByTask(surroundings, ARN);

  expect(end).toEqual({ outcome: 'lost', moved: 1, total: 3, reason: 'No network' });
});

test.each([
  ['InvalidAction', 'The action is not valid for this endpoint.'],
  ['AWS.SimpleQueueService.UnsupportedOperation', 'Not here'],
  ['UnknownOperationException', ''],
  ['NotImplemented', ''],
  ['Error', 'Unknown action: ListMessageMoveTasks'],
])('tells apart an endpoint that knows no move tasks: %s %s', async (name, message) => {
  const { sqs, surroundings } = following([]);
  sqs.failCall = () => Object.assign(new Error(message), { name });

  const end = moveByTask(surroundings, ARN);

  await expect(end).rejects.toMatchObject({ name: 'NoMoveTasksError' });
});

test('fails as SQS does for any other reason', async () => {
  const { sqs, surroundings } = following([]);
  sqs.failCall = (name) =>
    name === 'StartMessageMoveTask' ? Object.assign(new Error('No'), { name: 'AccessDenied' }) : undefined;

  const end = moveByTask(surroundings, ARN);

  await expect(end).rejects.toMatchObject({ name: 'AccessDenied' });
});
