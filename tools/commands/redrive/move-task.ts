import {
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';

/** How far a move is; `total` is approximate, and missing until SQS reports it. */
export type Progress = { moved: number; total?: number };

export type MoveOptions = {
  sqs: SQSClient;
  /** Waits, but no longer than until `interrupted`. */
  sleep(milliseconds: number): Promise<void>;
  interrupted: AbortSignal;
  onProgress(progress: Progress): void;
};

export type TaskEnd = Progress & {
  /** A move whose state is `unknown`, or that is `interrupted` here, continues in SQS. */
  outcome: 'completed' | 'failed' | 'cancelled' | 'interrupted' | 'unknown';
  /** Why it failed, as SQS says, or why its state is unknown. */
  reason?: string;
};

const POLL_MS = 1000;
/** Polls after which a started task that is not listed is given up. */
const MAX_UNLISTED = 30;
const OUTCOMES = { COMPLETED: 'completed', FAILED: 'failed', CANCELLED: 'cancelled' } as const;

/** The endpoint does not support message move tasks; nothing was moved. */
export class NoMoveTasksError extends Error {
  override readonly name = 'NoMoveTasksError';
}

/**
 * Has SQS move everything in a dead-letter queue back to its source, and follows the move to its end. If the queue is
 * being moved already, it follows that move. Interrupting does not stop the move.
 *
 * @throws NoMoveTasksError if the endpoint has no such call.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export async function moveByTask(options: MoveOptions, queueArn: string): Promise<TaskEnd> {
  const { sqs, sleep, interrupted, onProgress } = options;
  const isOurs = await startOrJoin(sqs, queueArn);
  let progress: Progress = { moved: 0 };

  for (let unlisted = 0; unlisted < MAX_UNLISTED; ) {
    const task = await latestTask(sqs, queueArn).catch(asError);
    if (task instanceof Error) return { ...progress, outcome: 'unknown', reason: task.message || task.name };
    if (task === undefined || !isOurs(task)) {
      unlisted += 1;
    } else {
      progress = progressOf(task);
      onProgress(progress);
      const outcome = outcomeOf(task);
      if (outcome !== undefined) {
        return { ...progress, outcome, ...(task.FailureReason && { reason: task.FailureReason }) };
      }
    }
    await sleep(POLL_MS);
    if (interrupted.aborted) return { ...progress, outcome: 'interrupted' };
  }
  return { ...progress, outcome: 'unknown', reason: 'SQS does not list it' };
}

/** @returns whether a task is the one to follow: only a running task has a handle that would tell. */
async function startOrJoin(sqs: SQSClient, SourceArn: string) {
  try {
    const last = await latestTask(sqs, SourceArn);
    const lastStart = last?.StartedTimestamp ?? 0;
    if (last !== undefined && outcomeOf(last) === undefined) {
      return (task: ListMessageMoveTasksResultEntry) => startOf(task) >= lastStart;
    }
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
    return (task: ListMessageMoveTasksResultEntry) => startOf(task) > lastStart;
  } catch (error) {
    if (isUnknownAction(error)) throw new NoMoveTasksError('No message move tasks here', { cause: error });
    throw error;
  }
}

async function latestTask(sqs: SQSClient, SourceArn: string) {
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }));
  return Results.toSorted((a, b) => startOf(b) - startOf(a))[0];
}

function startOf({ StartedTimestamp = 0 }: ListMessageMoveTasksResultEntry): number {
  return StartedTimestamp;
}

function progressOf(task: ListMessageMoveTasksResultEntry): Progress {
  const { ApproximateNumberOfMessagesMoved: moved = 0, ApproximateNumberOfMessagesToMove: total } = task;
  return { moved, ...(total !== undefined && { total }) };
}

/** How a task ended; undefined while it runs or is being cancelled. */
function outcomeOf({ Status = '' }: ListMessageMoveTasksResultEntry) {
  return Object.hasOwn(OUTCOMES, Status) ? OUTCOMES[Status as keyof typeof OUTCOMES] : undefined;
}

function isUnknownAction(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /^(InvalidAction|UnsupportedOperation|UnknownOperation(Exception)?|NotImplemented(Exception)?)$/.test(
      error.name.replace(/^AWS\.SimpleQueueService\./, ''),
    ) || /unknown (action|operation)/i.test(error.message)
  );
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
