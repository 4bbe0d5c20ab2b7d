import type { Item } from '../models/expressions.ts';
import type { History } from './history.ts';
import { agrees, isHighValue, unwrap } from './orders.ts';

export type QueueName = 'OrderQueue' | 'HighValueQueue';
type Message = { messageId: string; body: string };

const REFUSED = 'an invalid message becomes a dead letter';
const DONE = 'a handled message has taken effect';

/** Checks what becomes of every message. */
export function createMessageRules(history: History) {
  const { inputs, sent, done, failedReceives, maxReceiveCount, broken } = history;

  return {
    sent: (messageId: string) => void sent.add(messageId),

    /** SNS moved the message to the dead-letter queue of its subscription. */
    notDelivered: (messageId: string) => void done.add(messageId),

    /** A receive of the message failed through a fault. */
    receiveFailed: (messageId: string) =>
      void failedReceives.set(messageId, (failedReceives.get(messageId) ?? 0) + 1),

    /** The duplicate of a message may become a dead letter although the message was handled. */
    duplicated: (messageId: string) => void failedReceives.set(messageId, Number.POSITIVE_INFINITY),

    /** A function reported the message as handled, so that it is deleted. */
    handled(queue: QueueName, { messageId, body }: Message): void {
      done.add(messageId);
      if (queue === 'OrderQueue') checkIngested(body);
      else checkAcknowledged(body);
    },

    deadLetter(queue: QueueName, { messageId, body }: Message): void {
      done.add(messageId);
      if ((failedReceives.get(messageId) ?? 0) >= maxReceiveCount) return;
      const isValid = queue === 'OrderQueue' ? isValidOrder(body) : !inputs.has(body);
      if (isValid) broken('a valid message becomes a dead letter only through faults', `${queue}: ${body}`);
    },

    /** Nothing is left to do. */
    ended(items: readonly Item[], waiting: readonly string[]): void {
      if (waiting.length > 0) broken('the queues drain', `${waiting.join(', ')} still waiting`);
      const lost = [...sent].find((id) => !done.has(id));
      if (lost !== undefined) broken('no message is lost', lost);
      for (const { OrderId, NotifiedAt } of items.filter(isHighValue)) {
        if (NotifiedAt === undefined)
          broken('every high-value order is eventually notified', `${OrderId} is still pending, hours later`);
        else if (!isLogged(String(OrderId)))
          broken('every notified order is logged as acknowledged', `${OrderId} is not logged`);
      }
    },
  };

  function checkIngested(body: string): void {
    const { order, item } = storedOrderIn(body);
    if (order === undefined || (item && !agrees(order, item))) broken(REFUSED, `ingest accepted ${body}`);
    else if (item === undefined) broken(DONE, `ingest accepted ${body}, which is not stored`);
    else if (isHighValue(item) && item.NotifiedAt === undefined && !history.announced.has(order.OrderId))
      broken(DONE, `ingest accepted ${body}, which is not announced`);
  }

  function checkAcknowledged(body: string): void {
    const { OrderId } = inputs.has(body) ? {} : JSON.parse(unwrap(body));
    if (OrderId === undefined) broken(REFUSED, `consumer accepted ${body}`);
    else if (history.item(OrderId)?.NotifiedAt === undefined)
      broken(DONE, `consumer accepted the announcement of ${OrderId}, which is not notified`);
  }

  function isValidOrder(body: string): boolean {
    const { order, item } = storedOrderIn(body);
    return order !== undefined && (item === undefined || agrees(order, item));
  }

  /** The order that was sent under this text, if it was one, and what is stored under its id. */
  function storedOrderIn(body: string) {
    const order = (inputs.get(body) ?? inputs.get(unwrap(body)))?.order;
    return { order, item: order && history.item(order.OrderId) };
  }

  /** An invocation that crashed, or whose update only seemed to fail, cannot log it. */
  function isLogged(orderId: string): boolean {
    const by = history.notifiedBy.get(orderId);
    const cannotLog = by?.hasCrashed || by?.maybeUpdated.has(orderId);
    return history.acknowledged.has(orderId) || cannotLog === true;
  }
}
