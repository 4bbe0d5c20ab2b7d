import type { Invocation } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import type { Input } from '../workload/inputs.ts';
import type { History } from './history.ts';
import { agrees, isHighValue, isOwed, unwrap } from './orders.ts';

export type QueueName = 'OrderQueue' | 'HighValueQueue';
type Message = { messageId: string; body: string };

/** A message that is refused becomes a dead letter within that time. */
const HOUR_MS = 60 * 60_000;
const REFUSED = 'an invalid message becomes a dead letter';
const DONE = 'a handled message has taken effect';

/** Checks what becomes of every message. */
export function createMessageRules(history: History) {
  const { inputs, sent, done, failedReceives, maxReceiveCount, broken } = history;

  return {
    /** Orders are sent as new messages. */
    requested(sent: readonly Input[]): void {
      for (const { order } of sent) if (order) history.requestedAt.set(order.OrderId, history.now());
    },

    sent: (messageId: string) => void sent.add(messageId),

    /** SNS moved the message to the dead-letter queue of its subscription. */
    notDelivered: (messageId: string) => void done.add(messageId),

    /** A receive of the message failed through a fault. */
    receiveFailed: (messageId: string) =>
      void failedReceives.set(messageId, (failedReceives.get(messageId) ?? 0) + 1),

    /** The duplicate of a message may become a dead letter although the message was handled. */
    duplicated: (messageId: string) => void failedReceives.set(messageId, Number.POSITIVE_INFINITY),

    /** A function reported the message as handled, so that it is deleted. */
    handled(queue: QueueName, { messageId, body }: Message, by: Invocation): void {
      done.add(messageId);
      if (queue === 'OrderQueue') checkIngested(body, by);
      else checkAcknowledged(body, by);
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
      for (const item of items) checkNotified(item);
    },

    /** The table removed an expired item. A later order with its OrderId is another one. */
    removed(item: Item): void {
      const OrderId = String(item.OrderId);
      if (isOwed(item)) broken('no order is removed while it is owed', OrderId);
      checkNotified(item);
      history.removed.set(OrderId, { item, at: history.now() });
      for (const happened of [history.announced, history.stored, history.acknowledged])
        happened.delete(OrderId);
    },
  };

  function checkNotified(item: Item): void {
    const { OrderId, NotifiedAt } = item;
    if (!isHighValue(item)) return;
    if (NotifiedAt === undefined)
      broken('every high-value order is eventually notified', `${OrderId} is still pending, hours later`);
    else if (!isLogged(String(OrderId)))
      broken('every notified order is logged as acknowledged', `${OrderId} is not logged`);
  }

  function checkIngested(body: string, by: Invocation): void {
    const { order, items } = storedOrderIn(body, by.startedAt);
    const agreeing = items.filter((item) => order && agrees(order, item));
    if (order === undefined || (items.length > 0 && agreeing.length === 0))
      broken(REFUSED, `ingest accepted ${body}`);
    else if (agreeing.length === 0) broken(DONE, `ingest accepted ${body}, which is not stored`);
    else if (agreeing.every(isOwed) && !history.announced.has(order.OrderId))
      broken(DONE, `ingest accepted ${body}, which is not announced`);
  }

  function checkAcknowledged(body: string, by: Invocation): void {
    const { OrderId } = inputs.has(body) ? {} : JSON.parse(unwrap(body));
    if (OrderId === undefined) broken(REFUSED, `consumer accepted ${body}`);
    else if (history.itemsSince(OrderId, by.startedAt).every(({ NotifiedAt }) => NotifiedAt === undefined))
      broken(DONE, `consumer accepted the announcement of ${OrderId}, which is not notified`);
  }

  function isValidOrder(body: string): boolean {
    const { order, items } = storedOrderIn(body, history.now() - HOUR_MS);
    return order !== undefined && items.every((item) => agrees(order, item));
  }

  /** The order that was sent under this text, if it was one, and what was stored under its id since then. */
  function storedOrderIn(body: string, since: number) {
    const order = (inputs.get(body) ?? inputs.get(unwrap(body)))?.order;
    return { order, items: order === undefined ? [] : history.itemsSince(order.OrderId, since) };
  }

  /** An invocation that crashed, or whose update only seemed to fail, cannot log it. */
  function isLogged(orderId: string): boolean {
    const by = history.notifiedBy.get(orderId);
    const cannotLog = by?.hasCrashed || by?.maybeUpdated.has(orderId);
    return history.acknowledged.has(orderId) || cannotLog === true;
  }
}
