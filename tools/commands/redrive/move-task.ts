import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { count, wrap } from '../../service/text.ts';

/** What is printed at the end. */
export type Report = { exitCode: number; lines: string[] };

export type Move = {
  sqs: SQSClient;
  /** Names of the dead-letter queue and of the queue its messages go back to. */
  queue: string;
  source: string;
  /** URLs of the two. */
  from: string;
  to: string;
  /** Messages at the start. */
  total: number;
  /** The command line that looks into the dead-letter queue. */
  command: string;
  /** Waits, but no longer than until `interrupted`. */
  sleep(milliseconds: number): Promise<void>;
  interrupted: AbortSignal;
  showProgress(moved: number, of?: number): void;
};

export const INTERRUPTED = 130;
const POLL_MS = 1000;
/** Polls after which a started task that is not listed is given up. */
const MAX_UNLISTED = 30;
const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];

/**
 * Has SQS move everything in a dead-letter queue back to its source, and follows the move to its end. If the queue is
 * being moved already, it follows that move. Interrupting does not stop the move.
 *
 * @returns undefined if the endpoint does not support message move tasks. Nothing was moved then.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export async function moveByTask(move: Move): Promise<Report | undefined> {
  const { sqs, queue, source, from, command, sleep, interrupted, showProgress } = move;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: from, AttributeNames: ['QueueArn'] }),
  );
  const SourceArn = Attributes?.QueueArn;
  const start = await startOrJoin(sqs, SourceArn).catch((error) => {
    if (!isUnknownAction(error)) throw error;
  });
  if (start === undefined) return undefined;

  for (let unlisted = 0; unlisted < MAX_UNLISTED; ) {
    const task = await latestTask(sqs, SourceArn).catch((error: Error) => error);
    if (task instanceof Error) return lost(task.message || task.name);
    if (task.start < start) {
      unlisted += 1;
    } else {
      showProgress(task.moved, task.total);
      if (task.status === 'COMPLETED') {
        return { exitCode: 0, lines: [`Done: ${count(task.moved, 'message')} moved to ${source}.`] };
      }
      if (ENDED.includes(task.status)) return endedEarly(task);
    }
    await sleep(POLL_MS);
    if (interrupted.aborted) return continues(INTERRUPTED, 'Interrupted.');
  }
  return lost('SQS does not list it');

  function lost(reason: string): Report {
    return continues(1, wrap(`SQS does not report on the move any more (${reason}).`));
  }

  function continues(exitCode: number, what: string): Report {
    const lines = [
      what,
      'SQS continues the move. To see what still waits:',
      `  ${command}`,
      'To follow the move again while it runs:',
      `  ${command} --confirm`,
    ];
    return { exitCode, lines };
  }

  function endedEarly({ status, moved, total, reason }: Task): Report {
    const [what, next] =
      status === 'FAILED' ? ['failed', 'fix the cause, then run'] : ['was cancelled', 'to move it, run'];
    const progress = total === undefined ? `${moved}` : `${moved} of about ${total}`;
    const lines = [
      wrap(`The move ${what} after ${progress}${reason ? ` (${reason})` : ''}.`),
      wrap(`The rest is still in ${queue}: ${next} the same command again.`),
    ];
    return { exitCode: 1, lines };
  }
}

type Task = Awaited<ReturnType<typeof latestTask>>;

/** @returns when the task to follow starts, at the earliest: only a running task has a handle to know it by. */
async function startOrJoin(sqs: SQSClient, SourceArn: string | undefined): Promise<number> {
  const last = await latestTask(sqs, SourceArn);
  if (last.start > 0 && !ENDED.includes(last.status)) return last.start;
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  return last.start + 1;
}

/** The task that started last. If there is none, its start is 0. */
async function latestTask(sqs: SQSClient, SourceArn: string | undefined) {
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }));
  const tasks = Results.map((task) => ({
    start: task.StartedTimestamp ?? 0,
    status: task.Status ?? '',
    /** Approximate, as is the total, which is missing until SQS reports it. */
    moved: task.ApproximateNumberOfMessagesMoved ?? 0,
    total: task.ApproximateNumberOfMessagesToMove,
    reason: task.FailureReason,
  }));
  const none = { start: 0, status: '', moved: 0, total: undefined, reason: undefined };
  return tasks.toSorted((a, b) => b.start - a.start)[0] ?? none;
}

function isUnknownAction({ name, message }: Error): boolean {
  const known =
    /^(InvalidAction|UnsupportedOperation|UnknownOperation(Exception)?|NotImplemented(Exception)?)$/;
  return (
    known.test(name.replace(/^AWS\.SimpleQueueService\./, '')) || /unknown (action|operation)/i.test(message)
  );
}
