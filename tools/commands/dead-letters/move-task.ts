import {
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { INTERRUPTED } from '../../service/operator-command.ts';
import { count, wrap } from '../../service/text.ts';

/** A message move task of SQS. Numbers are approximate; the total is missing until SQS reports it. */
export type Task = {
  /** When it started, in milliseconds since 1970; 0 if there never was one. */
  start: number;
  status: string;
  moved: number;
  total: number | undefined;
  reason: string | undefined;
};

export type Move = {
  sqs: SQSClient;
  /** The ARN of the dead-letter queue. */
  SourceArn: string;
  /** The names of the dead-letter queue and of the queue that its messages go back to. */
  queue: string;
  source: string;
  /** The command line that lists the messages of the dead-letter queue. */
  command: string;
  /** Waits, but no longer than until `interrupted`. */
  sleep(milliseconds: number, interrupted: AbortSignal): Promise<void>;
  interrupted: AbortSignal;
  progress(line: string): void;
};

/** What is printed at the end, and how many messages were moved. */
export type Moved = { exitCode: number; lines: string[]; moved: number };

const POLL_MS = 1000;
/** Polls after which a started task that is not listed is given up. */
const MAX_UNLISTED = 30;
const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];

/** The task that started last. Undefined if the endpoint does not support message move tasks. */
export async function latestTask(sqs: SQSClient, SourceArn: string): Promise<Task | undefined> {
  try {
    const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }));
    const tasks = Results.map((task) => ({
      start: task.StartedTimestamp ?? 0,
      status: task.Status ?? '',
      moved: task.ApproximateNumberOfMessagesMoved ?? 0,
      total: task.ApproximateNumberOfMessagesToMove,
      reason: task.FailureReason,
    }));
    const none = { start: 0, status: '', moved: 0, total: undefined, reason: undefined };
    return tasks.toSorted((a, b) => b.start - a.start)[0] ?? none;
  } catch (error) {
    if (isUnknownAction(error as Error)) return undefined;
    throw error;
  }
}

export const isRunning = ({ start, status }: Task) => start > 0 && !ENDED.includes(status);

/**
 * Has SQS move everything in a dead-letter queue back to its source, and follows the move to its end. If the queue is
 * being moved already, it follows that move. Interrupting does not stop the move.
 *
 * @param last the task that started last.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export async function moveByTask(move: Move, last: Task): Promise<Moved> {
  const { sqs, SourceArn, queue, source, command, sleep, interrupted, progress } = move;
  if (!isRunning(last)) await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  // Only a running task has a handle to know it by.
  const start = isRunning(last) ? last.start : last.start + 1;
  let moved = 0;

  for (let unlisted = 0; unlisted < MAX_UNLISTED; ) {
    const task = await latestTask(sqs, SourceArn).catch((error: Error) => error);
    if (task === undefined || task instanceof Error) return lost(task?.message || 'no answer');
    if (task.start < start) {
      unlisted += 1;
    } else {
      moved = task.moved;
      progress(`${moved} of about ${task.total ?? 'all'} messages moved to ${source}`);
      if (task.status === 'COMPLETED') {
        return { exitCode: 0, lines: [`Done: ${count(moved, 'message')} moved to ${source}.`], moved };
      }
      if (ENDED.includes(task.status)) return endedEarly(task);
    }
    await sleep(POLL_MS, interrupted);
    if (interrupted.aborted) return continues(INTERRUPTED, 'Interrupted.');
  }
  return lost('SQS does not list it');

  function lost(reason: string): Moved {
    return continues(1, wrap(`SQS does not report on the move any more (${reason}).`));
  }

  function continues(exitCode: number, what: string): Moved {
    const lines = [
      what,
      'SQS continues the move. To see what still waits:',
      `  ${command}`,
      'To follow the move again while it runs:',
      `  ${command} --redrive`,
    ];
    return { exitCode, lines, moved };
  }

  function endedEarly({ status, total, reason }: Task): Moved {
    const [what, next] =
      status === 'FAILED' ? ['failed', 'fix the cause, then run'] : ['was cancelled', 'to move it, run'];
    const progress = total === undefined ? `${moved}` : `${moved} of about ${total}`;
    const lines = [
      wrap(`The move ${what} after ${progress}${reason ? ` (${reason})` : ''}.`),
      wrap(`The rest is still in ${queue}: ${next} the same command again.`),
    ];
    return { exitCode: 1, lines, moved };
  }
}

function isUnknownAction({ name, message }: Error): boolean {
  const known =
    /^(InvalidAction|UnsupportedOperation|UnknownOperation(Exception)?|NotImplemented(Exception)?)$/;
  return (
    known.test(name.replace(/^AWS\.SimpleQueueService\./, '')) || /unknown (action|operation)/i.test(message)
  );
}
