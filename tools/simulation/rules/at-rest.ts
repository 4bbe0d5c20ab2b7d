import type { Item } from '../models/expressions.ts';
import type { Books } from './books.ts';
import { isOverThreshold } from './content.ts';
import { broken, type Violation } from './violation.ts';

/** What has to hold once everything has come to rest: all is stored, notified, or a dead letter. */
export function checkAtRest(
  books: Books,
  items: readonly Item[],
  waiting: readonly string[],
): Violation | undefined {
  if (waiting.length > 0) return broken('the service comes to rest', `${waiting.join(', ')} still waiting`);

  const lost = [...books.sent].find((id) => !books.vouched.has(id) && !books.deadLetters.has(id));
  if (lost !== undefined) return broken('no message gets lost', lost);

  const highValue = items.filter(isOverThreshold);
  const owed = highValue.find(({ NotifiedAt }) => NotifiedAt === undefined);
  if (owed !== undefined) {
    return broken(
      'every high-value order is notified in the end',
      `${owed.OrderId} is still owed, hours later`,
    );
  }
  const missed = highValue.find(({ OrderId }) => !isAcknowledged(books, String(OrderId)));
  return missed && broken('every order is acknowledged once', `nobody acknowledged ${missed.OrderId}`);
}

/** Nobody can tell of it who crashed, or never heard that his call was applied. */
function isAcknowledged({ acknowledged, markedBy }: Books, orderId: string): boolean {
  const marker = markedBy.get(orderId);
  const isUnheard = marker?.crashed || marker?.unheard.has(orderId);
  return acknowledged.has(orderId) || isUnheard === true;
}
