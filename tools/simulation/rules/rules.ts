import type { ProducerAnswer } from '../../../src/orders/publish.ts';
import type { Invocation, Result } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import type { Input } from '../workload/inputs.ts';
import { checkIngestAnswer, checkProducerAnswer } from './answer-rules.ts';
import { createHistory, type Violation, violationOf } from './history.ts';
import { checkDeadLetter, checkEnd, checkHandled, type QueueName } from './message-rules.ts';
import { checkAnnouncement, checkWrite } from './table-rules.ts';

export type Rules = ReturnType<typeof createRules>;
type Message = Parameters<typeof checkHandled>[2];

/** The promises of the service, checked at every event of a schedule. The first violation is kept. */
export function createRules(given: Parameters<typeof createHistory>[0]) {
  const history = createHistory(given);
  const { failedReceives, publishedBy } = history;
  let violation: Violation | undefined;

  function keep(found: Violation | undefined): void {
    violation ??= found;
  }

  return {
    violation: () => violation,

    written: (before: Item | undefined, after: Item, by: Invocation) =>
      keep(checkWrite(history, before, after, by)),

    announced: (body: string) => keep(checkAnnouncement(history, body)),

    orderPublished: (body: string, by: Invocation) =>
      void publishedBy.set(by, [...(publishedBy.get(by) ?? []), body]),

    /** A function logged the outcome of an order. */
    logged(by: Invocation, orderId: string, outcome: string): void {
      if (outcome !== 'stored' && outcome !== 'acknowledged') return;
      if (history[outcome].has(orderId)) {
        keep(violationOf(`an order is logged as ${outcome} once`, `${by.name} logs ${orderId} again`));
      }
      history[outcome].add(orderId);
    },

    ingestAnswered: (input: Input, result: Result<unknown>, by: Invocation) =>
      keep(checkIngestAnswer(history, input, result, by)),

    producerAnswered: (inputs: readonly Input[], result: Result<ProducerAnswer>, by: Invocation) =>
      keep(checkProducerAnswer(history, inputs, result, by)),

    sent: (messageId: string) => void history.sent.add(messageId),

    /** SNS moved the message to the dead-letter queue of its subscription. */
    notDelivered: (messageId: string) => void history.deadLetters.add(messageId),

    /** A receive of the message failed through a fault. */
    receiveFailed: (messageId: string) =>
      void failedReceives.set(messageId, (failedReceives.get(messageId) ?? 0) + 1),

    /** The duplicate of a message may become a dead letter although the message was handled. */
    duplicated: (messageId: string) => void failedReceives.set(messageId, Number.POSITIVE_INFINITY),

    handled: (queue: QueueName, message: Message) => keep(checkHandled(history, queue, message)),

    deadLetter: (queue: QueueName, message: Message) => keep(checkDeadLetter(history, queue, message)),

    ended: (items: readonly Item[], waiting: readonly string[]) => keep(checkEnd(history, items, waiting)),
  };
}
