import { type Item, settled as settledIn, until } from '../../tools/service/service-client.ts';
import { freshOrderId, service } from './service.ts';

/** Waits until the consumer has acknowledged an order. */
export function acknowledged(orderId: string): Promise<Item> {
  return until(`the consumer to acknowledge ${orderId}`, async () => {
    const item = await service.order(orderId);
    return item?.NotifiedAt === undefined ? undefined : item;
  });
}

/** Waits until an order is stored and, if it is high-value, acknowledged. */
export const settled = (orderId: string): Promise<Item> => settledIn(service, orderId);

/** Stores an order as if ingest had ended before announcing it. */
export async function storedButNotAnnounced(minutesAgo = 0) {
  const then = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const order = { OrderId: freshOrderId(), Amount: 500, Timestamp: then, ReceivedAt: then };
  await service.put({ ...order, NotificationStatus: 'PENDING#0' });
  return order;
}

/** The announcement of a stored order, as ingest would publish it. */
export function announcementOf({ OrderId, Amount, Timestamp, ReceivedAt }: Item): Item {
  return { Type: 'HighValueOrder', Version: 1, OrderId, Amount, Timestamp, ReceivedAt, Threshold: 100 };
}
