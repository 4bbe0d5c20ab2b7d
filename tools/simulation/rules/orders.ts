import type { Order } from '../../../src/orders/order.ts';
import { FIELDS } from '../../service/order-fields.ts';
import type { Item } from '../models/expressions.ts';
import { THRESHOLD } from '../settings.ts';

/** Whether every field that the order has is stored as it is. */
export function agrees(order: Order, item: Item): boolean {
  return FIELDS.every((field) => order[field] === undefined || order[field] === item[field]);
}

/** Whether the item is the order as it was sent, no more and no less. */
export function isContentOf(order: Order, item: Item): boolean {
  const expected: Order = { Timestamp: String(item.ReceivedAt), ...order };
  return FIELDS.every((field) => expected[field] === item[field]);
}

/** Whether two items are the same order, received at the same time. */
export function isSameOrder(one: Item, other: Item): boolean {
  return one.ReceivedAt === other.ReceivedAt && FIELDS.every((field) => one[field] === other[field]);
}

export function isHighValue(item: Item): boolean {
  return typeof item.Amount === 'number' && item.Amount > THRESHOLD;
}

/** Whether the order is high-value and not acknowledged. */
export function isOwed(item: Item): boolean {
  return isHighValue(item) && item.NotifiedAt === undefined;
}

/** A message's text without SNS's envelope, if it has one. */
export function unwrap(body: string): string {
  return body.startsWith('{"Type":"Notification"') ? JSON.parse(body).Message : body;
}
