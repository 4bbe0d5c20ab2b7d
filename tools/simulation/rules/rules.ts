import type { ProducerAnswer } from '../../../src/orders/publish.ts';
import type { Invocation, Result } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import type { Input } from '../workload/inputs.ts';
import type { Sending } from '../workload/workload.ts';
import { checkAnnouncement } from './announcements.ts';
import { checkAtRest } from './at-rest.ts';
import { countOne, createBooks } from './books.ts';
import { checkIngestAnswer } from './ingest-answers.ts';
import { checkDeadLetter, checkVouched, type Message, type QueueName } from './messages.ts';
import { checkProducerAnswer } from './producer-answers.ts';
import { broken, type Violation } from './violation.ts';
import { checkWrite } from './writes.ts';

export type Rules = ReturnType<typeof createRules>;

/**
 * Watches over the promises of the service. Told of everything that happens, it keeps the first promise broken.
 *
 * @param item gives an item of the table as it is.
 */
export function createRules(sendings: readonly Sending[], item: (orderId: string) => Item | undefined) {
  const books = createBooks(sendings, item);
  let violation: Violation | undefined;

  function keep(found: Violation | undefined): void {
    violation ??= found;
  }

  return {
    violation: () => violation,

    wrote: (before: Item | undefined, after: Item, by: Invocation) =>
      keep(checkWrite(books, before, after, by)),

    announced: (body: string) => keep(checkAnnouncement(books, body)),

    publishedOrder(body: string, by: Invocation): void {
      books.publishedBy.set(by, [...(books.publishedBy.get(by) ?? []), body]);
    },

    /** A line that a function logged: it tells the outcome of an order. */
    logged(by: Invocation, orderId: string, outcome: string): void {
      if (outcome !== 'stored' && outcome !== 'acknowledged') return;
      if (countOne(books[outcome], orderId) === 1) return;
      const what = `${by.name} logs it of ${orderId}, which was ${outcome} before`;
      keep(broken(`an order is ${outcome} once`, what));
    },

    ingestAnswered: (input: Input, result: Result<unknown>, by: Invocation) =>
      keep(checkIngestAnswer(books, input, result, by)),

    producerAnswered: (inputs: readonly Input[], result: Result<ProducerAnswer>, by: Invocation) =>
      keep(checkProducerAnswer(books, inputs, result, by)),

    sent: (messageId: string) => void books.sent.add(messageId),

    /** The message is in the dead-letter queue of its subscription. */
    notDelivered: (messageId: string) => void books.deadLetters.add(messageId),

    /** A fault keeps one receive of a message from being handled. */
    excused: (messageId: string) => void countOne(books.excuses, messageId),

    /** The message comes twice, so it may become a dead letter although it was handled. */
    cameTwice: (messageId: string) => void books.excuses.set(messageId, Number.POSITIVE_INFINITY),

    vouchedFor: (queue: QueueName, message: Message) => keep(checkVouched(books, queue, message)),

    deadLetter: (queue: QueueName, message: Message) => keep(checkDeadLetter(books, queue, message)),

    atRest: (items: readonly Item[], waiting: readonly string[]) => keep(checkAtRest(books, items, waiting)),
  };
}
