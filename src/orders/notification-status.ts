import { crc32 } from 'node:zlib';

/** What every one of {@link PENDING_STATUSES} begins with. */
export const PENDING = 'PENDING#';

/**
 * The partitions of NotificationIndex for orders still to be notified: `PENDING#<shard>`. They are several, as one
 * partition takes no more than 1,000 writes a second.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const PENDING_STATUSES: readonly string[] = Array.from(
  { length: 8 },
  (_, shard) => `${PENDING}${shard}`,
);

/** The one of {@link PENDING_STATUSES} that an order is written under. */
export function pendingStatus(orderId: string): string {
  return `${PENDING}${crc32(orderId) % PENDING_STATUSES.length}`;
}

/** `NOTIFIED#<yyyy-mm-dd>`: the partition of NotificationIndex for the notified orders of a day (of Timestamp, UTC). */
export function notifiedStatus(timestamp: string): string {
  return `NOTIFIED#${timestamp.slice(0, 'yyyy-mm-dd'.length)}`;
}
