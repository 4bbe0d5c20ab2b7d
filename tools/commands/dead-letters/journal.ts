import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DeadLetterQueue } from '../../service/dead-letter-queues.ts';
import { appendDurably, syncFolder } from './durable-file.ts';

/** What is about to be done with a message, or was done. */
type Step = 'sending' | 'sent' | 'deleting' | 'deleted';

/** A line of the journal. */
type Entry = { At: string; Queue: string; MessageId: string; OrderId?: string | undefined; Step: Step };

type Subject = { queue: DeadLetterQueue; id: string; orderId: string | undefined };

/** No message is older: 4 days in a queue and 14 in a dead-letter queue. */
const LONGEST_LIFE_MS = 18 * 24 * 60 * 60 * 1000;

/** What earlier runs did, and this one. Sending a message and deleting the original are two calls: the journal tells what is between. */
export type Journal = ReturnType<typeof openJournal>;

/**
 * A journal in a file of JSON lines, to which lines are only added. A line is on the disk before the next step begins, so
 * that a run that is killed leaves behind what it was doing.
 */
export function openJournal(path: string, now: () => number) {
  const steps = new Map<string, Set<Step>>();
  const entries: Entry[] = [];
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  text.split('\n').flatMap(parse).forEach(remember);
  // The last line of a run that was killed while it wrote.
  let separator = text === '' || text.endsWith('\n') ? '' : '\n';

  function remember(entry: Entry): void {
    entries.push(entry);
    steps.set(entry.MessageId, (steps.get(entry.MessageId) ?? new Set()).add(entry.Step));
  }

  const has = (id: string, ...any: Step[]) => any.some((step) => steps.get(id)?.has(step));

  return {
    path,

    /** @throws if it cannot be written: then nothing may be sent or deleted. */
    append(step: Step, subjects: readonly Subject[]): void {
      if (subjects.length === 0) return;
      const added = subjects.map(({ queue: Queue, id: MessageId, orderId: OrderId }) => ({
        ...{ At: new Date(now()).toISOString(), Queue, MessageId, OrderId, Step: step },
      }));
      const isNew = !existsSync(path);
      if (isNew) mkdirSync(dirname(path), { recursive: true });
      appendDurably(path, separator + added.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      if (isNew) syncFolder(path);
      separator = '';
      added.forEach(remember);
    },

    /** Whether its copy was sent, or it was deleted: if it is still in the queue, it only has to be deleted. */
    isDone: (id: string) => has(id, 'sent', 'deleted'),

    /** Whether a copy may have been sent, by a run that was killed before it knew. */
    mayBeSent: (id: string) => has(id, 'sending') && !has(id, 'sent'),

    /** Whether a message that is not in the queue was taken out of it by this command. @param name an OrderId or a MessageId. */
    wasTaken: (queue: DeadLetterQueue, name: string) =>
      entries.some(
        ({ Queue, MessageId, OrderId }) =>
          Queue === queue &&
          [MessageId, OrderId].includes(name) &&
          has(MessageId, 'sent', 'deleting', 'deleted'),
      ),

    /** Whether a run was killed while it sent messages of a queue back. */
    hasUnfinished: (queue: DeadLetterQueue) =>
      entries.some(
        ({ At, Queue, MessageId }) =>
          Queue === queue &&
          has(MessageId, 'sending') &&
          !has(MessageId, 'deleted') &&
          now() - Date.parse(At) < LONGEST_LIFE_MS,
      ),
  };
}

function parse(line: string): Entry[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
