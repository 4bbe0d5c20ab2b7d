import { type Item, until } from '../../tools/service/service-client.ts';
import { freshOrderId, service } from './service.ts';

/** Waits until the consumer acknowledged an order. */
export function acknowledged(orderId: string): Promise<Item> {
  return until(`the consumer to acknowledge ${orderId}`, async () => {
    const item = await service.order(orderId);
    return item?.NotifiedAt === undefined ? undefined : item;
  });
}

/** Waits until an order is stored and nothing about it is pending. */
export function settled(orderId: string): Promise<Item> {
  return until(`${orderId} to be stored, and acknowledged if it is high-value`, async () => {
    const item = await service.order(orderId);
    return String(item?.NotificationStatus ?? '').startsWith('PENDING') ? undefined : item;
  });
}

/** What ingest leaves behind when it ends between its write and its announcement, some minutes ago. */
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
