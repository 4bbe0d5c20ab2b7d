import type { Item } from '../models/expressions.ts';
import { type History, type Violation, violationOf } from './history.ts';
import { agrees, isHighValue, unwrap } from './orders.ts';

export type QueueName = 'OrderQueue' | 'HighValueQueue';
type Message = { messageId: string; body: string };

const REFUSED = 'an invalid message becomes a dead letter';
const DONE = 'a handled message has taken effect';

/** Checks every message that a function reports as handled, so that it is deleted. */
export function checkHandled(
  history: History,
  queue: QueueName,
  { messageId, body }: Message,
): Violation | undefined {
  history.handled.add(messageId);
  return queue === 'OrderQueue' ? checkIngested(history, body) : checkAcknowledged(history, body);
}

function checkIngested(history: History, body: string): Violation | undefined {
  const order = orderIn(history, body);
  const item = order && history.item(order.OrderId);
  if (order === undefined) return violationOf(REFUSED, `ingest accepted ${body}`);
  if (item === undefined) return violationOf(DONE, `ingest accepted ${body}, which is not stored`);
  if (!agrees(order, item)) return violationOf(REFUSED, `ingest accepted ${body}`);
  const isDone = !isHighValue(item) || item.NotifiedAt !== undefined || history.announced.has(order.OrderId);
  return isDone ? undefined : violationOf(DONE, `ingest accepted ${body}, which is not announced`);
}

function checkAcknowledged(history: History, body: string): Violation | undefined {
  if (history.inputs.has(body)) return violationOf(REFUSED, `consumer accepted ${body}`);
  const { OrderId } = JSON.parse(unwrap(body));
  return history.item(OrderId)?.NotifiedAt === undefined
    ? violationOf(DONE, `consumer accepted the announcement of ${OrderId}, which is not notified`)
    : undefined;
}

/** Checks every message that becomes a dead letter. */
export function checkDeadLetter(
  history: History,
  queue: QueueName,
  { messageId, body }: Message,
): Violation | undefined {
  history.deadLetters.add(messageId);
  if ((history.failedReceives.get(messageId) ?? 0) >= history.maxReceiveCount) return undefined;
  const isValid = queue === 'OrderQueue' ? isValidOrder(history, body) : !history.inputs.has(body);
  return isValid
    ? violationOf('a valid message becomes a dead letter only through faults', `${queue}: ${body}`)
    : undefined;
}

function isValidOrder(history: History, body: string): boolean {
  const order = orderIn(history, body);
  const item = order && history.item(order.OrderId);
  return order !== undefined && (item === undefined || agrees(order, item));
}

/** The order that was sent under this text, if it was one. */
function orderIn(history: History, body: string) {
  return (history.inputs.get(body) ?? history.inputs.get(unwrap(body)))?.order;
}

/** Checks the end of a schedule: every order is stored, every high-value order notified, and no message is lost. */
export function checkEnd(
  history: History,
  items: readonly Item[],
  waiting: readonly string[],
): Violation | undefined {
  if (waiting.length > 0) return violationOf('the queues drain', `${waiting.join(', ')} still waiting`);

  const lost = [...history.sent].find((id) => !history.handled.has(id) && !history.deadLetters.has(id));
  if (lost !== undefined) return violationOf('no message is lost', lost);

  const highValue = items.filter(isHighValue);
  const pending = highValue.find(({ NotifiedAt }) => NotifiedAt === undefined);
  if (pending !== undefined) {
    const details = `${pending.OrderId} is still pending, hours later`;
    return violationOf('every high-value order is eventually notified', details);
  }
  const missed = highValue.find(({ OrderId }) => !isLogged(history, String(OrderId)));
  return (
    missed && violationOf('every notified order is logged as acknowledged', `${missed.OrderId} is not logged`)
  );
}

/** An invocation that crashed, or whose update only seemed to fail, cannot log it. */
function isLogged({ acknowledged, notifiedBy }: History, orderId: string): boolean {
  const by = notifiedBy.get(orderId);
  return acknowledged.has(orderId) || by?.hasCrashed === true || by?.maybeUpdated.has(orderId) === true;
}
