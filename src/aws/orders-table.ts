import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { HighValueOrder } from '../orders/announcement.ts';
import { notifiedStatus, PENDING, pendingStatus } from '../orders/notification-status.ts';
import { conflictingFields, type ReceivedOrder, receive } from '../orders/order.ts';
import { OrderConflictError, type OrdersTable, UnknownOrderError } from '../orders/ports.ts';
import { expiryOf } from '../orders/retention.ts';

type StoredItem = ReceivedOrder & {
  NotificationStatus?: string;
  NotifiedAt?: string;
  /** Identifies the call that set NotifiedAt. NotifiedAt does not: two calls can share a millisecond. */
  AcknowledgementId?: string;
  /**
   * When DynamoDB may delete the item, in seconds since 1970. Until it has, some days later, the order is stored.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
   */
  ExpiresAt?: number;
};

export function createOrdersTable(deps: {
  client: DynamoDBDocumentClient;
  tableName: string;
  /** Days after which a finished order expires; 0 for never. */
  retentionDays?: number;
  newId?: () => string;
}): OrdersTable {
  const { client, tableName: TableName, retentionDays = 0, newId = randomUUID } = deps;

  return {
    async put(order, highValue, now) {
      const received = receive(order, now);
      const item: StoredItem = highValue
        ? { ...received, NotificationStatus: pendingStatus(order.OrderId) }
        : { ...received, ...expiryAfter(now) };
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
      const { ExpiresAt } = expiryAfter(now);
      try {
        await client.send(
          new UpdateCommand({
            TableName,
            Key: { OrderId },
            UpdateExpression:
              'SET NotificationStatus = :notified, NotifiedAt = :now, AcknowledgementId = :id' +
              (ExpiresAt === undefined ? '' : ', ExpiresAt = :expiry'),
            ConditionExpression: 'begins_with(NotificationStatus, :pending) AND #Timestamp = :timestamp',
            ExpressionAttributeNames: { '#Timestamp': 'Timestamp' },
            ExpressionAttributeValues: {
              ':notified': notifiedStatus(Timestamp),
              ':now': now.toISOString(),
              ':id': acknowledgementId,
              ...(ExpiresAt !== undefined && { ':expiry': ExpiresAt }),
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
        // If the response to an earlier attempt was lost, the SDK's retry finds this call's own acknowledgement.
        return stored.AcknowledgementId === acknowledgementId ? 'acknowledged' : 'duplicate';
      }
    },
  };

  /** The expiry of an order that is finished now, if there is one; rounded up, so that it is never early. */
  function expiryAfter(finishedAt: Date): Pick<StoredItem, 'ExpiresAt'> {
    const expiry = expiryOf(finishedAt, retentionDays);
    return expiry === undefined ? {} : { ExpiresAt: Math.ceil(expiry.getTime() / 1000) };
  }
}

/** The stored item, which DynamoDB returns when a condition fails. */
function itemInTheWay(error: ConditionalCheckFailedException): StoredItem | undefined {
  return error.Item && (unmarshall(error.Item) as StoredItem);
}

/** Types the invariant of the table: only a high-value order has a NotificationStatus. */
function standing(item: StoredItem) {
  if (item.NotificationStatus === undefined) return { order: item, notification: 'not-needed' } as const;
  const order = item as StoredItem & HighValueOrder;
  return { order, notification: item.NotifiedAt === undefined ? 'pending' : 'notified' } as const;
}
