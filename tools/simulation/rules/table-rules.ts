import { notifiedStatus, pendingStatus } from '../../../src/orders/notification-status.ts';
import type { Invocation } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import { FIELDS } from '../order-fields.ts';
import { THRESHOLD } from '../settings.ts';
import { type History, type Violation, violationOf } from './history.ts';
import { agrees, isContentOf, isHighValue, isSameOrder } from './orders.ts';

/** Checks every write to the table. */
export function checkWrite(
  history: History,
  before: Item | undefined,
  after: Item,
  by: Invocation,
): Violation | undefined {
  if (before === undefined) return checkNewItem(history, after);
  if (!isSameOrder(before, after)) {
    return violationOf('a stored order never changes', `it was ${show(before)}, now ${show(after)}`);
  }
  const { OrderId, NotifiedAt } = after;
  if (before.NotifiedAt !== undefined && before.NotifiedAt !== NotifiedAt) {
    const details = `${OrderId} was notified at ${before.NotifiedAt}, now at ${NotifiedAt}`;
    return violationOf('NotifiedAt never changes', details);
  }
  if (before.NotifiedAt !== NotifiedAt) history.notifiedBy.set(String(OrderId), by);
  return checkStatus(after);
}

function checkNewItem(history: History, item: Item): Violation | undefined {
  const wasSent = [...history.inputs.values()].some(({ order }) => order && isContentOf(order, item));
  if (!wasSent) return violationOf('a stored order is as it was sent', show(item));
  if (item.NotifiedAt !== undefined) return violationOf('a new order is not yet notified', show(item));
  return checkStatus(item);
}

function checkStatus(item: Item): Violation | undefined {
  const { OrderId, Timestamp, NotifiedAt, NotificationStatus } = item;
  const isNotified = NotifiedAt !== undefined;
  const status = isNotified ? notifiedStatus(String(Timestamp)) : pendingStatus(String(OrderId));
  const isRight = isHighValue(item)
    ? NotificationStatus === status
    : NotificationStatus === undefined && !isNotified;
  return isRight
    ? undefined
    : violationOf('a high-value order is pending or notified, any other is neither', show(item));
}

/** Checks every message that is published to HighValueOrderTopic. */
export function checkAnnouncement(history: History, body: string): Violation | undefined {
  const { Type, Version, Threshold, ReceivedAt, ...order } = JSON.parse(body);
  history.announced.add(order.OrderId);
  const item = history.item(order.OrderId);
  const isRight =
    item !== undefined &&
    isHighValue(item) &&
    Type === 'HighValueOrder' &&
    Version === 1 &&
    Threshold === THRESHOLD &&
    ReceivedAt === item.ReceivedAt &&
    order.Amount === item.Amount &&
    order.Timestamp === item.Timestamp &&
    agrees(order, item);
  return isRight ? undefined : violationOf('an announcement is a stored high-value order', body);
}

/** Other attributes may differ from run to run. */
const SHOWN = [...FIELDS, 'ReceivedAt', 'NotificationStatus', 'NotifiedAt'];

function show(item: Item): string {
  return JSON.stringify(item, SHOWN);
}
