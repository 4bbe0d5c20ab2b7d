import { failedIn } from '../../stack/batch-response.ts';
import { withoutBatchAnswerGuard } from '../guards.ts';
import type { Queue, ReceivedMessage } from '../models/queue.ts';
import type { QueueName } from '../rules/message-rules.ts';
import { createFaultyQueue } from '../service/messaging.ts';
import { BATCH_SIZE, VISIBILITY_TIMEOUT_MS } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import type { Invocation, Result } from './invocation.ts';
import { invoke } from './invoke.ts';

type Batch = { name: string; messages: readonly ReceivedMessage[]; isDelayed: boolean };

const MAX_WAIT_MS = 800;
/** A receive may give fewer messages than there are. Every third asks for a full batch. */
const MAX_DRAWN_SIZE = BATCH_SIZE * 1.5;
/** Delays a batch until its messages are about to become visible again, or have just done so. */
const DELAY_MS = [VISIBILITY_TIMEOUT_MS - 100, VISIBILITY_TIMEOUT_MS + 1_000] as const;

/** A queue that is polled, and whose batches are given to a function, as Lambda's event source mapping does. */
export function createPolledQueue(
  simulation: Simulation,
  queueName: QueueName,
  functionName: 'ingest' | 'consumer',
  run: (by: Invocation, event: unknown) => Promise<unknown>,
): Queue {
  const { timeline, faults, random, trace, rules, guard } = simulation;
  /** The batches that invocations have at the moment. */
  const inFlight = new Set<Batch>();
  const queue = createFaultyQueue(simulation, queueName, (inMs, messageId, receives) =>
    pollIn(inMs, `${messageId}, receive ${receives + 1}`),
  );
  return queue;

  function pollIn(ms: number, cause: string): void {
    const wait = random.between(`wait for ${cause} in ${queueName}`, 0, MAX_WAIT_MS);
    timeline.after(ms + wait, () => poll(cause));
  }

  function poll(cause: string): void {
    const size = random.integer(`size for ${cause} in ${queueName}`, 1, MAX_DRAWN_SIZE);
    const messages = queue.receive(Math.min(BATCH_SIZE, size));
    const [first] = messages;
    if (first === undefined) return;
    const name = `${functionName} of ${first.receiptHandle}`;
    pollIn(0, `the rest after ${name}`);
    const isDelayed = faults.prepare('visibility timeout expires mid-batch', name);
    if (isDelayed) for (const { messageId } of messages) rules.receiveFailed(messageId);
    const texts = messages.map(({ messageId, receives }) =>
      receives > 1 ? `${messageId}, receive ${receives}` : messageId,
    );
    trace?.(queueName, `delivers ${texts.join('; ')} to ${name}${isDelayed ? ', which is delayed' : ''}`);
    const delay = isDelayed
      ? random.between(`delay of ${name}`, ...DELAY_MS)
      : random.between(`start of ${name}`, 1, 20);
    timeline.after(delay, () => start({ name, messages, isDelayed }));
  }

  function start(batch: Batch): void {
    const Records = batch.messages.map(({ messageId, receiptHandle, body }) => ({
      ...{ messageId, receiptHandle, body },
      eventSource: 'aws:sqs',
    }));
    const handle = (by: Invocation) => run(by, { Records });
    const others = new Set([...inFlight].flatMap(namesIn));
    if (namesIn(batch).some((name) => others.has(name))) {
      faults.confirm('visibility timeout expires mid-batch');
    }
    inFlight.add(batch);
    invoke(simulation, functionName, batch.name, handle, (result, by) => {
      inFlight.delete(batch);
      finish(batch, result, by);
    });
  }

  function finish({ name, messages, isDelayed }: Batch, result: Result<unknown>, by: Invocation): void {
    const ids = messages.map(({ messageId }) => messageId);
    const isLost = 'answer' in result && faults.inject('batch response lost', name);
    const failed =
      'answer' in result && !isLost
        ? failedIn(withoutBatchAnswerGuard(guard, functionName, result.answer), ids)
        : ids;
    if (isLost) trace?.(name, 'its response is lost');
    else trace?.(name, 'answer' in result ? `responds, ${failed.length} failed` : 'fails');
    for (const { messageId, receiptHandle, body } of messages) {
      if (failed.includes(messageId)) {
        if (!isDelayed && (by.hadFault || isLost)) rules.receiveFailed(messageId);
      } else {
        rules.handled(queueName, { messageId, body }, by);
        queue.delete(receiptHandle);
      }
    }
  }
}

/** A name for each message, the same for every receive of it; its duplicate has another. */
function namesIn({ messages }: Batch): string[] {
  return messages.map(({ receiptHandle }) => receiptHandle.slice(0, receiptHandle.lastIndexOf('/')));
}
