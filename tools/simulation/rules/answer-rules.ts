import type { IngestAnswer } from '../../../src/orders/ingest.ts';
import type { ProducerAnswer } from '../../../src/orders/publish.ts';
import type { Invocation, Result } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import type { Input } from '../workload/inputs.ts';
import type { History } from './history.ts';
import { agrees, isHighValue } from './orders.ts';

const ERROR = 'an error names its cause';
const REFUSED = 'invalid input is answered with an error';

/** Checks what functions answer and log. */
export function createAnswerRules(history: History) {
  const { publishedBy, broken } = history;

  return {
    /** A function logged the outcome of an order. */
    logged(by: Invocation, orderId: string, outcome: string): void {
      if (outcome !== 'stored' && outcome !== 'acknowledged') return;
      if (history[outcome].has(orderId)) {
        broken(`an order is logged as ${outcome} once`, `${by.name} logs ${orderId} again`);
      }
      history[outcome].add(orderId);
    },

    /** ingest answered an invocation with one order. */
    ingestAnswered({ order, text }: Input, result: Result<unknown>, by: Invocation): void {
      if ('crashed' in result) return;
      const items = order === undefined ? [] : history.itemsSince(order.OrderId, by.startedAt);
      const agreeing = items.filter((item) => order && agrees(order, item));
      const isConflict = agreeing.length < items.length;
      if ('error' in result) {
        const conflict = isConflict ? 'OrderConflictError' : undefined;
        const expected = order === undefined ? 'InvalidOrderError' : conflict;
        if (!isExpected(result.error.name, expected, by)) broken(ERROR, `${text}: ${result.error}`);
      } else if (order === undefined || (isConflict && agreeing.length === 0)) {
        broken(REFUSED, `ingest accepted ${text}`);
      } else if (!agreeing.some((item) => isTrue(result.answer as IngestAnswer, item))) {
        const details = `${text}: ${JSON.stringify(result.answer)}`;
        broken('an accepted order is stored, and announced if it is high-value', details);
      }
    },

    orderPublished: (body: string, by: Invocation) =>
      void publishedBy.set(by, [...(publishedBy.get(by) ?? []), body]),

    producerAnswered(inputs: readonly Input[], result: Result<ProducerAnswer>, by: Invocation): void {
      const published = publishedBy.get(by) ?? [];
      const isValid = inputs.every(({ order }) => order !== undefined);
      if (!isValid && published.length > 0) broken('a list with an invalid order is not published', by.name);
      if ('crashed' in result) return;
      if ('error' in result) {
        if (isValid || result.error.name !== 'InvalidOrderError')
          broken(ERROR, `${by.name}: ${result.error}`);
        return;
      }
      if (!isValid) broken(REFUSED, `${by.name}: ${show(inputs)}`);
      const { Published, Failed } = result.answer;
      const failed = Failed.map(({ Position }) => Position);
      const missing = inputs.filter(
        ({ order }, position) => !failed.includes(position) && !published.includes(JSON.stringify(order)),
      );
      if (missing.length > 0) broken('what producer reports as published is published', show(missing));
      const isRight = Published === inputs.length - failed.length && (failed.length === 0 || by.hadFault);
      if (!isRight) broken('producer counts what it published', JSON.stringify(result.answer));
    },
  };

  function isTrue({ OrderId, HighValue, Notification }: IngestAnswer, item: Item): boolean {
    if (OrderId !== item.OrderId || HighValue !== isHighValue(item)) return false;
    if (Notification === 'published') return history.announced.has(OrderId);
    return Notification === 'already-notified' ? item.NotifiedAt !== undefined : !HighValue;
  }
}

/** Faults may hide a conflict. Only they may make a valid order fail. */
function isExpected(name: string, expected: string | undefined, by: Invocation): boolean {
  if (name === expected) return true;
  const isRefusal = name === 'InvalidOrderError' || name === 'OrderConflictError';
  return !isRefusal && expected !== 'InvalidOrderError' && by.hadFault;
}

function show(inputs: readonly Input[]): string {
  return inputs.map(({ text }) => text).join(', ');
}
