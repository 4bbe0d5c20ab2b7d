import { crc32 } from 'node:zlib';

/** The prefix of {@link PENDING_STATUSES}. */
export const PENDING = 'PENDING#';

/**
 * The partitions of NotificationIndex for pending orders: `PENDING#<shard>`. There are several, because one partition
 * takes at most 1,000 writes per second.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const PENDING_STATUSES: readonly string[] = Array.from(
  { length: 8 },
  (_, shard) => `${PENDING}${shard}`,
);

/** The one of {@link PENDING_STATUSES} for an OrderId. */
export function pendingStatus(orderId: string): string {
  return `${PENDING}${crc32(orderId) % PENDING_STATUSES.length}`;
}

/** `NOTIFIED#<yyyy-mm-dd>`: the partition of NotificationIndex for notified orders, by the UTC day of their Timestamp. */
export function notifiedStatus(timestamp: string): string {
  return `NOTIFIED#${timestamp.slice(0, 'yyyy-mm-dd'.length)}`;
}
