import type { Invocation } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import type { Books } from './books.ts';
import { FIELDS, isContentOf, isOverThreshold, isSameOrder } from './content.ts';
import { broken, type Violation } from './violation.ts';

/** What always holds of the table: checked at every write. */
export function checkWrite(
  books: Books,
  before: Item | undefined,
  after: Item,
  by: Invocation,
): Violation | undefined {
  if (before === undefined) return checkFirst(books, after);

  const { OrderId, NotifiedAt } = after;
  if (!isSameOrder(before, after)) {
    return broken('a stored order never changes', `it was ${inWords(before)}, now ${inWords(after)}`);
  }
  if (before.NotifiedAt !== undefined && before.NotifiedAt !== NotifiedAt) {
    const what = `${OrderId} was notified at ${before.NotifiedAt}, now ${NotifiedAt ?? 'not at all'}`;
    return broken('NotifiedAt never changes', what);
  }
  if (before.NotifiedAt !== NotifiedAt) books.markedBy.set(String(OrderId), by);
  return checkStatus(after);
}

function checkFirst(books: Books, item: Item): Violation | undefined {
  const isKnown = [...books.inputs.values()].some(({ order }) => order && isContentOf(order, item));
  if (!isKnown) return broken('what is stored is what was sent', inWords(item));
  if (item.NotifiedAt !== undefined) return broken('no order is notified before it is stored', inWords(item));
  return checkStatus(item);
}

function checkStatus(item: Item): Violation | undefined {
  if (expectedStatus(item).test(String(item.NotificationStatus))) return undefined;
  return broken('every high-value order is owed or notified, and no other is', inWords(item));
}

function expectedStatus(item: Item): RegExp {
  const { NotifiedAt, Timestamp } = item;
  if (!isOverThreshold(item)) return NotifiedAt === undefined ? /^undefined$/ : NEVER;
  return NotifiedAt === undefined
    ? /^PENDING#[0-7]$/
    : new RegExp(`^NOTIFIED#${String(Timestamp).slice(0, 10)}$`);
}

const NEVER = /(?!)/;
/** What the rules are about. Anything else may differ from run to run. */
const KNOWN = [...FIELDS, 'ReceivedAt', 'NotificationStatus', 'NotifiedAt'];

function inWords(item: Item): string {
  return JSON.stringify(item, KNOWN);
}
