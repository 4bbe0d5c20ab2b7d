import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { DEAD_LETTER_QUEUES, type DeadLetterQueue } from '../../service/dead-letter-queues.ts';
import type { Journal } from './journal.ts';
import type { Content, Letter, LookOptions } from './letters.ts';
import { openQueue } from './receive.ts';

/** What is done with messages of one queue: they are sent to its source and then deleted, or only deleted. */
export type Change = {
  queue: DeadLetterQueue;
  sends: boolean;
  letters: Letter[];
  /** What is sent instead of a message, by its id. */
  replacements?: Map<string, Content>;
};

export type Failure = { letter: Letter; error: Error };

/** What became of the messages of a change. Each is in one of these lists, except those left by an interruption. */
export type Outcome = {
  done: Letter[];
  notSent: Failure[];
  /** Sent if the change sends, but still in the queue. */
  notDeleted: Failure[];
  /** Not reached: still in the queue, or taken out of it by somebody else. */
  left: Letter[];
};

/**
 * Carries out a change, batch by batch. Whenever it is ended, no message is lost, and the journal tells what was done: a
 * line is durable before each step, and a message is deleted only after its copy was sent.
 */
export async function carryOut(
  { queue, sends, letters, replacements }: Change,
  journal: Journal,
  { service, visibilityTimeout, signal, progress }: LookOptions,
): Promise<Outcome> {
  const open = await openQueue({ service, queue, visibilityTimeout, signal });
  const QueueUrl = await service.output(`${sends ? DEAD_LETTER_QUEUES[queue].source : queue}Url`);
  const pending = new Map(letters.map((letter) => [letter.id, letter]));
  const outcome: Outcome = { done: [], notSent: [], notDeleted: [], left: [] };
  try {
    for await (const messages of open.batches(() => true)) {
      const batch = messages.flatMap(({ MessageId = '' }) => pending.get(MessageId) ?? []);
      for (const { id } of batch) pending.delete(id);
      const sent = sends ? await sendAll(batch) : batch;
      await deleteAll(sent);
      progress(`${queue}: ${letters.length - pending.size} of ${letters.length} messages`);
      // Nothing can be sent now, such as without permission.
      if (pending.size === 0 || (batch.length > 0 && sent.length === 0)) break;
    }
  } finally {
    await open.release();
  }
  return { ...outcome, left: [...pending.values()] };

  /** @returns those that were certainly sent, now or by an earlier run. */
  async function sendAll(batch: Letter[]): Promise<Letter[]> {
    const unsent = batch.filter(({ id }) => !journal.isDone(id));
    journal.append('sending', unsent);
    const sent = await settle(unsent, outcome.notSent, (letter) => {
      const { body, attributes } = replacements?.get(letter.id) ?? letter;
      return service.sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes: attributes }),
      );
    });
    journal.append('sent', sent);
    return batch.filter((letter) => sent.includes(letter) || !unsent.includes(letter));
  }

  async function deleteAll(batch: Letter[]): Promise<void> {
    if (!sends) journal.append('deleting', batch);
    const deleted = await settle(batch, outcome.notDeleted, ({ id }) => open.remove(id));
    journal.append('deleted', deleted);
    outcome.done.push(...deleted);
  }
}

/** Does something with every letter at once. @returns those with which it succeeded. */
async function settle(
  letters: Letter[],
  failures: Failure[],
  act: (letter: Letter) => Promise<unknown>,
): Promise<Letter[]> {
  const results = await Promise.allSettled(letters.map(act));
  return letters.filter((letter, index) => {
    const result = results[index];
    if (result?.status === 'rejected') failures.push({ letter, error: result.reason });
    return result?.status === 'fulfilled';
  });
}
