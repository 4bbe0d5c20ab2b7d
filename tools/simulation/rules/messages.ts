import { MAX_RECEIVES } from '../settings.ts';
import type { Books } from './books.ts';
import { agrees, isOverThreshold, unwrapped } from './content.ts';
import { broken, type Violation } from './violation.ts';

export type QueueName = 'OrderQueue' | 'HighValueQueue';
export type Message = { messageId: string; body: string };

const REFUSED = 'what is refused becomes a dead letter';
const DONE = 'a message that a function vouches for is done';

/** Checked whenever a function vouches for a message, so that it is deleted. */
export function checkVouched(books: Books, queue: QueueName, message: Message): Violation | undefined {
  books.vouched.add(message.messageId);
  return queue === 'OrderQueue' ? checkTakenIn(books, message.body) : checkAcknowledged(books, message.body);
}

/** Checked whenever a message becomes a dead letter. */
export function checkDeadLetter(
  books: Books,
  queue: QueueName,
  { messageId, body }: Message,
): Violation | undefined {
  books.deadLetters.add(messageId);
  if ((books.excuses.get(messageId) ?? 0) >= MAX_RECEIVES) return undefined;
  const isSound = queue === 'OrderQueue' ? isSoundOrder(books, body) : !books.inputs.has(body);
  return isSound
    ? broken('only what is refused, or met faults, becomes a dead letter', `${queue}: ${body}`)
    : undefined;
}

function checkTakenIn(books: Books, body: string): Violation | undefined {
  const order = orderIn(books, body);
  const item = order && books.item(order.OrderId);
  if (order !== undefined && item === undefined)
    return broken(DONE, `ingest took ${body}, which is not stored`);
  if (order === undefined || item === undefined || !agrees(order, item)) {
    return broken(REFUSED, `ingest took ${body}`);
  }
  const isDone =
    !isOverThreshold(item) || item.NotifiedAt !== undefined || books.announced.has(order.OrderId);
  return isDone ? undefined : broken(DONE, `ingest took ${body}, which is not announced`);
}

function checkAcknowledged(books: Books, body: string): Violation | undefined {
  if (books.inputs.has(body)) return broken(REFUSED, `consumer took ${body}`);
  const { OrderId } = JSON.parse(unwrapped(body));
  return books.item(OrderId)?.NotifiedAt === undefined
    ? broken(DONE, `consumer took the announcement of ${OrderId}, which is not notified`)
    : undefined;
}

function isSoundOrder(books: Books, body: string): boolean {
  const order = orderIn(books, body);
  const item = order && books.item(order.OrderId);
  return order !== undefined && (item === undefined || agrees(order, item));
}

/** The order that was sent in these words; none where they are no order. */
function orderIn(books: Books, body: string) {
  return (books.inputs.get(body) ?? books.inputs.get(unwrapped(body)))?.order;
}
