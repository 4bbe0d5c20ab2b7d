import { failedIn } from '../../stack/batch-response.ts';
import { withoutBatchAnswerGuard } from '../guards.ts';
import type { ReceivedMessage } from '../models/queue.ts';
import type { QueueName } from '../rules/message-rules.ts';
import { BATCH_SIZE, VISIBILITY_TIMEOUT_MS } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import type { Invocation, Result } from './invocation.ts';
import { invoke } from './invoke.ts';

type Parts = {
  queueName: QueueName;
  functionName: 'ingest' | 'consumer';
  receive(max: number): ReceivedMessage[];
  remove(receiptHandle: string): void;
  run(by: Invocation, event: unknown): Promise<unknown>;
};

const MAX_WAIT_MS = 800;
/** A receive may give fewer messages than there are. Every third asks for a full batch. */
const MAX_DRAWN_SIZE = BATCH_SIZE * 1.5;
/** Delays a batch until its messages are about to become visible again, or have just done so. */
const DELAY_MS = [VISIBILITY_TIMEOUT_MS - 100, VISIBILITY_TIMEOUT_MS + 1_000] as const;

/**
 * Polls a queue and invokes a function with its batches, as Lambda's event source mapping does.
 *
 * @returns `onVisible`, to be called with the milliseconds until a message is visible, and a unique name for that.
 */
export function createQueuePoller(simulation: Simulation, parts: Parts) {
  const { timeline, faults, random, trace, rules, guard } = simulation;
  const { queueName, functionName } = parts;
  /** How many invocations have a message at the moment. */
  const inFlight = new Map<string, number>();

  return onVisible;

  function onVisible(inMs: number, name: string): void {
    const wait = random.between(`wait for ${name} in ${queueName}`, 0, MAX_WAIT_MS);
    timeline.after(Math.max(0, inMs) + wait, () => poll(name));
  }

  function poll(cause: string): void {
    const size = random.integer(`size for ${cause} in ${queueName}`, 1, MAX_DRAWN_SIZE);
    const batch = parts.receive(Math.min(BATCH_SIZE, size));
    const [first] = batch;
    if (first === undefined) return;
    const name = `${functionName} of ${first.receiptHandle}`;
    onVisible(0, `the rest after ${name}`);
    const isDelayed = faults.prepare('visibility timeout expires mid-batch', name);
    if (isDelayed) for (const { messageId } of batch) rules.receiveFailed(messageId);
    trace?.(queueName, `delivers ${describeBatch(batch)} to ${name}${isDelayed ? ', which is delayed' : ''}`);
    const delay = isDelayed
      ? random.between(`delay of ${name}`, ...DELAY_MS)
      : random.between(`start of ${name}`, 1, 20);
    timeline.after(delay, () => start(name, batch, isDelayed));
  }

  function start(name: string, batch: ReceivedMessage[], isDelayed: boolean): void {
    const Records = batch.map(({ messageId, receiptHandle, body }) => ({
      ...{ messageId, receiptHandle, body },
      eventSource: 'aws:sqs',
    }));
    if (batch.some((message) => inFlightOf(message) > 0)) {
      faults.confirm('visibility timeout expires mid-batch');
    }
    for (const message of batch) inFlight.set(nameOf(message), inFlightOf(message) + 1);
    invoke(
      simulation,
      functionName,
      name,
      (by) => parts.run(by, { Records }),
      (result, { hadFault }) => {
        for (const message of batch) inFlight.set(nameOf(message), inFlightOf(message) - 1);
        finish(name, batch, result, { isDelayed, hadFault });
      },
    );
  }

  function finish(
    name: string,
    batch: ReceivedMessage[],
    result: Result<unknown>,
    { isDelayed, hadFault }: { isDelayed: boolean; hadFault: boolean },
  ): void {
    const ids = batch.map(({ messageId }) => messageId);
    const isLost = 'answer' in result && faults.inject('batch response lost', name);
    const failed =
      'answer' in result && !isLost
        ? failedIn(withoutBatchAnswerGuard(guard, functionName, result.answer), ids)
        : ids;
    if (isLost) trace?.(name, 'its response is lost');
    else trace?.(name, 'answer' in result ? `responds, ${failed.length} failed` : 'fails');
    for (const { messageId, receiptHandle, body } of batch) {
      if (failed.includes(messageId)) {
        if (!isDelayed && (hadFault || isLost)) rules.receiveFailed(messageId);
      } else {
        rules.handled(queueName, { messageId, body });
        parts.remove(receiptHandle);
      }
    }
  }

  function inFlightOf(message: ReceivedMessage): number {
    return inFlight.get(nameOf(message)) ?? 0;
  }
}

/** The same for every receive of a message; its duplicate has another. */
function nameOf({ receiptHandle }: ReceivedMessage): string {
  return receiptHandle.slice(0, receiptHandle.lastIndexOf('/'));
}

function describeBatch(batch: readonly ReceivedMessage[]): string {
  const describe = ({ messageId, receives }: ReceivedMessage) =>
    receives > 1 ? `${messageId}, receive ${receives}` : messageId;
  return batch.map(describe).join('; ');
}
