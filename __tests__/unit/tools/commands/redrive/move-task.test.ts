import type { ListMessageMoveTasksResultEntry } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { moveByTask, type Progress } from '../../../../../tools/commands/redrive/move-task.ts';
import { createInMemorySqs } from './redrive-in-memory.ts';

const ARN = 'arn:aws:sqs:us-east-1:000000000000:dead-letters';

function task(Status: string, moved: number, StartedTimestamp = 2): ListMessageMoveTasksResultEntry {
  return {
    Status,
    StartedTimestamp,
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: 3,
  };
}

/** A queue whose move tasks are listed with these answers in turn, the first before a task is started. */
function following(...lists: ListMessageMoveTasksResultEntry[][]) {
  const sqs = createInMemorySqs();
  sqs.tasks = lists;
  const interruption = new AbortController();
  const progress: Progress[] = [];
  const slept: number[] = [];
  const options = {
    sqs: sqs.client,
    interrupted: interruption.signal,
    onProgress: (step: Progress) => void progress.push(step),
    sleep: async (milliseconds: number) => void slept.push(milliseconds),
  };
  return { sqs, interruption, progress, slept, options };
}

test('waits for the end of a move that is being cancelled', async () => {
  const { options } = following([], [task('CANCELLING', 1)], [task('CANCELLED', 2)]);

  const end = await moveByTask(options, ARN);

  expect(end).toEqual({ outcome: 'cancelled', moved: 2, total: 3 });
});

test('does not mistake the end of an earlier move for its own', async () => {
  const earlier = task('COMPLETED', 9, 1);
  const { options } = following([earlier], [earlier], [earlier, task('COMPLETED', 3)]);

  const end = await moveByTask(options, ARN);

  expect(end).toMatchObject({ outcome: 'completed', moved: 3 });
});

test('follows a running move instead of starting another', async () => {
  const { sqs, options } = following([task('RUNNING', 1)], [task('COMPLETED', 3)]);

  const end = await moveByTask(options, ARN);

  expect(end).toMatchObject({ outcome: 'completed', moved: 3 });
  expect(sqs.called('StartMessageMoveTask')).toEqual([]);
});

test('the state of a move that can no longer be listed is unknown', async () => {
  const { sqs, options } = following([], [task('RUNNING', 1)]);
  sqs.failCall = () => (sqs.called('ListMessageMoveTasks').length > 2 ? new Error('No network') : undefined);

  const end = await moveByTask(options, ARN);

  expect(end).toEqual({ outcome: 'unknown', moved: 1, total: 3, reason: 'No network' });
});

test.each([
  ['InvalidAction', 'The action is not valid for this endpoint.'],
  ['AWS.SimpleQueueService.UnsupportedOperation', 'Not here'],
  ['UnknownOperationException', ''],
  ['NotImplemented', ''],
  ['Error', 'Unknown action: ListMessageMoveTasks'],
])('recognizes an endpoint without move tasks by %s %s', async (name, message) => {
  const { sqs, options } = following([]);
  sqs.failCall = () => Object.assign(new Error(message), { name });

  const end = moveByTask(options, ARN);

  await expect(end).rejects.toMatchObject({ name: 'NoMoveTasksError' });
});

test('fails with any other error of SQS', async () => {
  const { sqs, options } = following([]);
  sqs.failCall = (name) =>
    name === 'StartMessageMoveTask' ? Object.assign(new Error('No'), { name: 'AccessDenied' }) : undefined;

  const end = moveByTask(options, ARN);

  await expect(end).rejects.toMatchObject({ name: 'AccessDenied' });
});
