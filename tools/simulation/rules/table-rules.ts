import { notifiedStatus, pendingStatus } from '../../../src/orders/notification-status.ts';
import { FIELDS } from '../../service/order-fields.ts';
import type { Invocation } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import { DAY_MS, MAX_SKEW_MS, MESSAGE_LIFE_MS, SHORTEST_RETENTION_DAYS, THRESHOLD } from '../settings.ts';
import type { History } from './history.ts';
import { agrees, isContentOf, isHighValue, isSameOrder } from './orders.ts';

/** An order that is sent again before that, counted from when it was finished, is known as a duplicate whenever it arrives. */
const KNOWN_FOR_MS = SHORTEST_RETENTION_DAYS * DAY_MS - MESSAGE_LIFE_MS - MAX_SKEW_MS;

/** Checks the table and what is announced of it. */
export function createTableRules(history: History) {
  const { inputs, item, announced, notifiedBy, finishedAt, retentionDays, now, broken } = history;

  return {
    /** The table got a write. */
    written(before: Item | undefined, after: Item, by: Invocation): void {
      if (before === undefined) checkNewItem(after);
      else checkChange(before, after, by);
      checkStatus(after);
      checkExpiry(after);
    },

    /** Nothing is left to do, and every item that expires is removed. */
    expired(items: readonly Item[]): void {
      const [left] = items;
      if (retentionDays > 0 && left !== undefined)
        broken('every finished order is removed some days after its retention', show(left));
    },

    /** A message was published to HighValueOrderTopic. */
    announced(body: string): void {
      const { Type, Version, Threshold, ReceivedAt, ...order } = JSON.parse(body);
      announced.add(order.OrderId);
      const stored = item(order.OrderId);
      const isRight =
        stored !== undefined &&
        isHighValue(stored) &&
        Type === 'HighValueOrder' &&
        Version === 1 &&
        Threshold === THRESHOLD &&
        ReceivedAt === stored.ReceivedAt &&
        order.Amount === stored.Amount &&
        order.Timestamp === stored.Timestamp &&
        agrees(order, stored);
      if (!isRight) broken('an announcement is a stored high-value order', body);
    },
  };

  function checkNewItem(after: Item): void {
    const wasSent = [...inputs.values()].some(({ order }) => order && isContentOf(order, after));
    if (!wasSent) broken('a stored order is as it was sent', show(after));
    if (after.NotifiedAt !== undefined) broken('a new order is not yet notified', show(after));
    const id = String(after.OrderId);
    const earlier = finishedAt.get(id);
    if (earlier !== undefined && (history.requestedAt.get(id) ?? 0) < earlier + KNOWN_FOR_MS)
      broken('no message stores an order that another message stored before', show(after));
    if (!isHighValue(after)) finishedAt.set(id, now());
  }

  function checkChange(before: Item, after: Item, by: Invocation): void {
    const change = `it was ${show(before)}, now ${show(after)}`;
    if (!isSameOrder(before, after)) broken('a stored order never changes', change);
    if (before.NotifiedAt === after.NotifiedAt) return;
    if (before.NotifiedAt !== undefined) broken('NotifiedAt never changes', change);
    notifiedBy.set(String(after.OrderId), by);
    finishedAt.set(String(after.OrderId), now());
  }

  function checkStatus(after: Item): void {
    const { OrderId, Timestamp, NotifiedAt, NotificationStatus } = after;
    const isNotified = NotifiedAt !== undefined;
    const status = isNotified ? notifiedStatus(String(Timestamp)) : pendingStatus(String(OrderId));
    const isRight = isHighValue(after)
      ? NotificationStatus === status
      : NotificationStatus === undefined && !isNotified;
    if (!isRight) broken('a high-value order is pending or notified, any other is neither', show(after));
  }

  function checkExpiry(after: Item): void {
    const finished = isHighValue(after) ? after.NotifiedAt : after.ReceivedAt;
    const isKept = retentionDays === 0 || finished === undefined;
    const expiry = Math.ceil((Date.parse(String(finished)) + retentionDays * DAY_MS) / 1_000);
    if (after.ExpiresAt !== (isKept ? undefined : expiry))
      broken('an order expires once it is finished, after its retention', show(after));
  }
}

/** Other attributes may differ from run to run. */
const SHOWN = [...FIELDS, 'ReceivedAt', 'NotificationStatus', 'NotifiedAt', 'ExpiresAt'];

function show(item: Item): string {
  return JSON.stringify(item, SHOWN);
}
