import { notifiedStatus, pendingStatus } from '../../../src/orders/notification-status.ts';
import { FIELDS } from '../../service/order-fields.ts';
import type { Invocation } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import { THRESHOLD } from '../settings.ts';
import type { History } from './history.ts';
import { agrees, isContentOf, isHighValue, isSameOrder } from './orders.ts';

/** Checks the table and what is announced of it. */
export function createTableRules({ inputs, item, announced, notifiedBy, broken }: History) {
  return {
    /** The table got a write. */
    written(before: Item | undefined, after: Item, by: Invocation): void {
      if (before === undefined) checkNewItem(after);
      else checkChange(before, after, by);
      checkStatus(after);
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
  }

  function checkChange(before: Item, after: Item, by: Invocation): void {
    const change = `it was ${show(before)}, now ${show(after)}`;
    if (!isSameOrder(before, after)) broken('a stored order never changes', change);
    if (before.NotifiedAt === after.NotifiedAt) return;
    if (before.NotifiedAt !== undefined) broken('NotifiedAt never changes', change);
    notifiedBy.set(String(after.OrderId), by);
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
}

/** Other attributes may differ from run to run. */
const SHOWN = [...FIELDS, 'ReceivedAt', 'NotificationStatus', 'NotifiedAt'];

function show(item: Item): string {
  return JSON.stringify(item, SHOWN);
}
