import type { IngestAnswer } from '../../../src/orders/ingest.ts';
import type { Invocation, Result } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import type { Input } from '../workload/inputs.ts';
import type { Books } from './books.ts';
import { agrees, isOverThreshold } from './content.ts';
import { broken, type Violation } from './violation.ts';

/** What ingest may answer to whoever invokes it with one order. */
export function checkIngestAnswer(
  books: Books,
  { order, text }: Input,
  result: Result<unknown>,
  by: Invocation,
): Violation | undefined {
  if ('crashed' in result) return undefined;
  const item = order && books.item(order.OrderId);
  const isConflict = order !== undefined && item !== undefined && !agrees(order, item);
  if ('error' in result) {
    const expected =
      order === undefined ? 'InvalidOrderError' : isConflict ? 'OrderConflictError' : undefined;
    return isRightError(result.error.name, expected, by)
      ? undefined
      : broken('an error tells what is wrong', `${text} got ${result.error}`);
  }
  if (order === undefined || isConflict) {
    return broken('what is refused is an error to its sender', `ingest took ${text}`);
  }
  const answer = result.answer as IngestAnswer;
  return item !== undefined && isRightAnswer(books, answer, item)
    ? undefined
    : broken(
        'what is accepted is stored, and announced if it is high-value',
        `${text}: ${JSON.stringify(answer)}`,
      );
}

/** Faults can keep a conflict from being noticed. Only they can make what is sound fail. */
function isRightError(name: string, expected: string | undefined, by: Invocation): boolean {
  if (name === expected) return true;
  const isRefusal = name === 'InvalidOrderError' || name === 'OrderConflictError';
  return !isRefusal && expected !== 'InvalidOrderError' && by.troubled;
}

function isRightAnswer(books: Books, answer: IngestAnswer, item: Item): boolean {
  const { OrderId, HighValue, Notification } = answer;
  if (OrderId !== item.OrderId || HighValue !== isOverThreshold(item)) return false;
  if (Notification === 'published') return books.announced.has(OrderId);
  return Notification === 'already-notified' ? item.NotifiedAt !== undefined : !HighValue;
}
