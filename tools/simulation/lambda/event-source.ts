import { unguardedAnswer } from '../guards.ts';
import type { ReceivedMessage } from '../models/queue.ts';
import type { QueueName } from '../rules/messages.ts';
import { BATCH_SIZE, VISIBILITY_MS } from '../settings.ts';
import type { World } from '../world.ts';
import { failedIn } from './batch-answer.ts';
import { type Invocation, invoke, type Result } from './invocation.ts';

export type EventSource = {
  /** Tells that a message will be visible, in milliseconds from now; `name` is no other's. */
  wake(inMs: number, name: string): void;
};

type Parts = {
  queueName: QueueName;
  functionName: 'ingest' | 'consumer';
  receive(max: number): ReceivedMessage[];
  remove(receiptHandle: string): void;
  run(by: Invocation, event: unknown): Promise<unknown>;
};

const MAX_WAIT_MS = 800;
/** A receive may give fewer messages than there are. Every third one gives all it can. */
const LARGEST_SIZE = BATCH_SIZE * 1.5;
/** The batch is held back until its messages are about to be visible again, or just were. */
const HELD_MS = [VISIBILITY_MS - 100, VISIBILITY_MS + 1_000] as const;

/** Feeds a queue to a function by batches, as Lambda does. */
export function createEventSource(world: World, parts: Parts): EventSource {
  const { timeline, faults, timing, draws, trace, rules } = world;
  const { queueName, functionName } = parts;
  /** How many invocations are at work on a message. */
  const atWork = new Map<string, number>();

  function wake(inMs: number, name: string): void {
    const wait = timing.between(`wait for ${name} in ${queueName}`, 0, MAX_WAIT_MS);
    timeline.after(Math.max(0, inMs) + wait, () => poll(name));
  }

  function poll(woken: string): void {
    const size = timing.whole(`size for ${woken} in ${queueName}`, 1, LARGEST_SIZE);
    const batch = parts.receive(Math.min(BATCH_SIZE, size));
    const [first] = batch;
    if (first === undefined) return;
    const name = `${functionName} of ${first.receiptHandle}`;
    wake(0, `what ${name} left`);
    const isHeld = faults.threatens('visibility expires in mid batch', name);
    if (trace.on) {
      const ids = batch.map(
        ({ messageId, receives }) => `${messageId}${receives > 1 ? `, receive ${receives}` : ''}`,
      );
      trace.say(queueName, `gives ${ids.join('; ')} to ${name}${isHeld ? ', which is held back' : ''}`);
    }
    if (isHeld) for (const { messageId } of batch) rules.excused(messageId);
    const delay = isHeld ? draws.between(`held ${name}`, ...HELD_MS) : timing.between(`start ${name}`, 1, 20);
    timeline.after(delay, () => start(name, batch, isHeld));
  }

  function start(name: string, batch: ReceivedMessage[], isHeld: boolean): void {
    const Records = batch.map(({ messageId, receiptHandle, body }) => ({
      ...{ messageId, receiptHandle, body },
      eventSource: 'aws:sqs',
    }));
    if (begin(batch)) faults.count('visibility expires in mid batch');
    invoke(
      world,
      functionName,
      name,
      (by) => parts.run(by, { Records }),
      (result, by) => {
        for (const message of batch) atWork.set(nameOf(message), (atWork.get(nameOf(message)) ?? 1) - 1);
        finish(name, batch, result, { isHeld, troubled: by.troubled });
      },
    );
  }

  /** Whether another invocation is at work on one of the messages already. */
  function begin(batch: ReceivedMessage[]): boolean {
    let isShared = false;
    for (const message of batch) {
      const others = atWork.get(nameOf(message)) ?? 0;
      isShared ||= others > 0;
      atWork.set(nameOf(message), others + 1);
    }
    return isShared;
  }

  function finish(
    name: string,
    batch: ReceivedMessage[],
    result: Result<unknown>,
    why: { isHeld: boolean; troubled: boolean },
  ): void {
    const ids = batch.map(({ messageId }) => messageId);
    const isLost = 'answer' in result && faults.strikes('batch answer lost', name);
    const answer = 'answer' in result && unguardedAnswer(world.guard, functionName, result.answer);
    const failed = 'answer' in result && !isLost ? failedIn(answer, ids) : ids;
    if (trace.on) {
      const words = isLost
        ? 'its answer gets lost'
        : 'answer' in result
          ? `answers, with ${failed.length} failed`
          : 'fails';
      trace.say(name, words);
    }
    for (const { messageId, receiptHandle, body } of batch) {
      if (failed.includes(messageId)) {
        if (!why.isHeld && (why.troubled || isLost)) rules.excused(messageId);
      } else {
        rules.vouchedFor(queueName, { messageId, body });
        parts.remove(receiptHandle);
      }
    }
  }

  return { wake };
}

/** The same for every receive of a message, and another one for its copy. */
function nameOf({ receiptHandle }: ReceivedMessage): string {
  return receiptHandle.slice(0, receiptHandle.lastIndexOf('/'));
}
