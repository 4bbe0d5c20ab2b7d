import type { Order } from '../../../src/orders/order.ts';
import type { Item } from '../models/expressions.ts';
import { THRESHOLD } from '../settings.ts';

// Said here once more, and not taken from src, so that a fault there is not a fault here too.
export const FIELDS = ['OrderId', 'Amount', 'Timestamp', 'UserId', 'ItemName', 'Status', 'Quantity'] as const;

/** Whether everything that the order says is what is stored. */
export function agrees(order: Order, item: Item): boolean {
  return FIELDS.every((field) => order[field] === undefined || order[field] === item[field]);
}

/** Whether the item is the order as it came: no more, no less. */
export function isContentOf(order: Order, item: Item): boolean {
  const expected: Record<string, unknown> = { ...order, Timestamp: order.Timestamp ?? item.ReceivedAt };
  return FIELDS.every((field) => expected[field] === item[field]);
}

/** Whether two items are the same order, received at the same time. */
export function isSameOrder(one: Item, other: Item): boolean {
  return one.ReceivedAt === other.ReceivedAt && FIELDS.every((field) => one[field] === other[field]);
}

export function isOverThreshold(item: Item): boolean {
  return typeof item.Amount === 'number' && item.Amount > THRESHOLD;
}

/** A message's text without the envelope that SNS may have put around it. */
export function unwrapped(body: string): string {
  if (!body.startsWith('{"Type":"Notification"')) return body;
  return JSON.parse(body).Message;
}
