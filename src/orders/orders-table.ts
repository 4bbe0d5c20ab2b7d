import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { HighValueOrder } from './high-value.ts';
import { conflictingFields, type Order, type ReceivedOrder, receive } from './order.ts';

// Several partitions for what is pending, as one takes no more than 1,000 writes a second.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
const PENDING = 'PENDING#';
const NOTIFIED = 'NOTIFIED#';

/** What the table holds after a {@link OrdersTable.put}; for a high-value order, where its announcement stands. */
export type PutResult = { outcome: 'stored' | 'duplicate' } & (
  | { order: ReceivedOrder; notification: 'not-needed' }
  | { order: HighValueOrder; notification: 'pending' | 'notified' }
);

/** OrdersTable: one item an order, under the rule that an item's order never changes. */
export type OrdersTable = {
  /**
   * Stores `order`, received at `now`, unless its OrderId is taken; a high-value one is pending from the same
   * write on. A repeat of the stored order is a `duplicate`, answered with the order as it is stored; so is the
   * client's own retry of a put whose answer got lost.
   *
   * @throws OrderConflictError where the OrderId is taken by an order with other content.
   */
  put(order: Order, highValue: boolean, now: Date): Promise<PutResult>;

  /**
   * Marks a pending order as notified at `now`, once: every later call is a `duplicate` and changes nothing.
   *
   * @throws UnknownOrderError where no high-value order with this OrderId and Timestamp is stored.
   */
  acknowledge(
    order: Pick<ReceivedOrder, 'OrderId' | 'Timestamp'>,
    now: Date,
  ): Promise<'acknowledged' | 'duplicate'>;
};

/** The OrderId is taken by an order with other content, which stays as it is. Sending it again never helps. */
export class OrderConflictError extends Error {
  override readonly name = 'OrderConflictError';
  readonly orderId: string;

  constructor(orderId: string, fields: readonly string[]) {
    super(
      `Order ${orderId} is already stored with another ${fields.join(', ')}; the stored order stays. ` +
        'Send a new order under a new OrderId.',
    );
    this.orderId = orderId;
  }
}

/** An announcement names an order that is not stored, or not as a high-value one with that time. */
export class UnknownOrderError extends Error {
  override readonly name = 'UnknownOrderError';
  readonly orderId: string;

  constructor(orderId: string, timestamp: string) {
    super(`No high-value order ${orderId} of ${timestamp} is stored`);
    this.orderId = orderId;
  }
}

/** The partitions of NotificationIndex for orders still to be notified: `PENDING#<shard>`. */
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
  return `${NOTIFIED}${timestamp.slice(0, 'yyyy-mm-dd'.length)}`;
}

type StoredItem = ReceivedOrder & {
  NotificationStatus?: string;
  NotifiedAt?: string;
  /** Which call set NotifiedAt: two calls of the same millisecond are not the same. */
  AcknowledgementId?: string;
};

export function createOrdersTable(deps: {
  client: DynamoDBDocumentClient;
  tableName: string;
  newId?: () => string;
}): OrdersTable {
  const { client, tableName: TableName, newId = randomUUID } = deps;

  return {
    async put(order, highValue, now) {
      const received = receive(order, now);
      const item: StoredItem = highValue
        ? { ...received, NotificationStatus: pendingStatus(order.OrderId) }
        : received;
      try {
        await client.send(
          new PutCommand({
            TableName,
            Item: item,
            ConditionExpression: 'attribute_not_exists(OrderId)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return { outcome: 'stored', ...standing(item) };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const stored = itemInTheWay(error);
        if (stored === undefined) throw error;
        const conflicts = conflictingFields(order, stored);
        if (conflicts.length > 0) throw new OrderConflictError(order.OrderId, conflicts);
        return { outcome: 'duplicate', ...standing(stored) };
      }
    },

    async acknowledge({ OrderId, Timestamp }, now) {
      const acknowledgementId = newId();
      try {
        await client.send(
          new UpdateCommand({
            TableName,
            Key: { OrderId },
            UpdateExpression:
              'SET NotificationStatus = :notified, NotifiedAt = :now, AcknowledgementId = :id',
            ConditionExpression: 'begins_with(NotificationStatus, :pending) AND #Timestamp = :timestamp',
            ExpressionAttributeNames: { '#Timestamp': 'Timestamp' },
            ExpressionAttributeValues: {
              ':notified': notifiedStatus(Timestamp),
              ':now': now.toISOString(),
              ':id': acknowledgementId,
              ':pending': PENDING,
              ':timestamp': Timestamp,
            },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return 'acknowledged';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const stored = itemInTheWay(error);
        if (stored?.NotifiedAt === undefined || stored.Timestamp !== Timestamp) {
          throw new UnknownOrderError(OrderId, Timestamp);
        }
        // The client's own retry meets its earlier attempt, whose answer got lost: the work is this call's.
        return stored.AcknowledgementId === acknowledgementId ? 'acknowledged' : 'duplicate';
      }
    },
  };
}

/** The item that made a condition fail, as DynamoDB sends it along. */
function itemInTheWay(error: ConditionalCheckFailedException): StoredItem | undefined {
  return error.Item && (unmarshall(error.Item) as StoredItem);
}

/** The table's invariant, in types: only a high-value order has a NotificationStatus. */
function standing(item: StoredItem) {
  if (item.NotificationStatus === undefined) return { order: item, notification: 'not-needed' } as const;
  const order = item as StoredItem & HighValueOrder;
  return { order, notification: item.NotifiedAt === undefined ? 'pending' : 'notified' } as const;
}
