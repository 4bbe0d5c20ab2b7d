import type { Books } from './books.ts';
import { agrees, isOverThreshold } from './content.ts';
import { broken, type Violation } from './violation.ts';

/** What always holds of HighValueOrderTopic: checked at every message that ingest or sweep publishes there. */
export function checkAnnouncement(books: Books, body: string): Violation | undefined {
  const { Type, Version, Threshold, ReceivedAt, ...order } = JSON.parse(body);
  books.announced.add(order.OrderId);
  const item = books.item(order.OrderId);
  const isRight =
    item !== undefined &&
    isOverThreshold(item) &&
    Type === 'HighValueOrder' &&
    Version === 1 &&
    Threshold === 100 &&
    ReceivedAt === item.ReceivedAt &&
    order.Amount === item.Amount &&
    order.Timestamp === item.Timestamp &&
    agrees(order, item);
  return isRight
    ? undefined
    : broken('only stored orders over the threshold are announced, as they are stored', body);
}
