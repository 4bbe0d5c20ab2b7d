import type { IngestAnswer } from '../../../src/orders/ingest.ts';
import type { ProducerAnswer } from '../../../src/orders/publish.ts';
import type { Invocation, Result } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import type { Input } from '../workload/inputs.ts';
import { type History, type Violation, violationOf } from './history.ts';
import { agrees, isHighValue } from './orders.ts';

const ERROR = 'an error names its cause';
const REFUSED = 'invalid input is answered with an error';

/** Checks what ingest answers when it is invoked with one order. */
export function checkIngestAnswer(
  history: History,
  { order, text }: Input,
  result: Result<unknown>,
  by: Invocation,
): Violation | undefined {
  if ('crashed' in result) return undefined;
  const item = order && history.item(order.OrderId);
  const isConflict = order !== undefined && item !== undefined && !agrees(order, item);
  if ('error' in result) {
    const conflict = isConflict ? 'OrderConflictError' : undefined;
    const expected = order === undefined ? 'InvalidOrderError' : conflict;
    return isExpectedError(result.error.name, expected, by)
      ? undefined
      : violationOf(ERROR, `${text}: ${result.error}`);
  }
  if (order === undefined || isConflict) return violationOf(REFUSED, `ingest accepted ${text}`);
  const answer = result.answer as IngestAnswer;
  return item !== undefined && isTrue(history, answer, item)
    ? undefined
    : violationOf(
        'an accepted order is stored, and announced if it is high-value',
        `${text}: ${JSON.stringify(answer)}`,
      );
}

/** Faults may hide a conflict. Only they may make a valid order fail. */
function isExpectedError(name: string, expected: string | undefined, by: Invocation): boolean {
  if (name === expected) return true;
  const isRefusal = name === 'InvalidOrderError' || name === 'OrderConflictError';
  return !isRefusal && expected !== 'InvalidOrderError' && by.hadFault;
}

function isTrue(history: History, { OrderId, HighValue, Notification }: IngestAnswer, item: Item): boolean {
  if (OrderId !== item.OrderId || HighValue !== isHighValue(item)) return false;
  if (Notification === 'published') return history.announced.has(OrderId);
  return Notification === 'already-notified' ? item.NotifiedAt !== undefined : !HighValue;
}

/** Checks what producer answers to a list. */
export function checkProducerAnswer(
  history: History,
  inputs: readonly Input[],
  result: Result<ProducerAnswer>,
  by: Invocation,
): Violation | undefined {
  const published = history.publishedBy.get(by) ?? [];
  const isValid = inputs.every(({ order }) => order !== undefined);
  if (!isValid && published.length > 0)
    return violationOf('a list with an invalid order is not published', by.name);
  if ('crashed' in result) return undefined;
  if ('error' in result) {
    const isExpected = !isValid && result.error.name === 'InvalidOrderError';
    return isExpected ? undefined : violationOf(ERROR, `${by.name}: ${result.error}`);
  }
  if (!isValid) return violationOf(REFUSED, `${by.name}: ${show(inputs)}`);

  const { Published, Failed } = result.answer;
  const failed = Failed.map(({ Position }) => Position);
  const missing = inputs.filter(
    ({ order }, position) => !failed.includes(position) && !published.includes(JSON.stringify(order)),
  );
  if (missing.length > 0)
    return violationOf('what producer reports as published is published', show(missing));

  const isTrue = Published === inputs.length - failed.length && (failed.length === 0 || by.hadFault);
  return isTrue ? undefined : violationOf('producer counts what it published', JSON.stringify(result.answer));
}

function show(inputs: readonly Input[]): string {
  return inputs.map(({ text }) => text).join(', ');
}
