import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { HighValueOrder } from './high-value.ts';

/** A high-value order as the index has it; `NotifiedAt` once the consumer acknowledged it. */
export type IndexedOrder = HighValueOrder & { NotificationStatus: string; NotifiedAt?: string };

export type PartitionQuery = {
  /** The partition: `pendingStatus` or `notifiedStatus` of orders-table.ts. */
  status: string;
  /** First and last Timestamp, both included: ISO 8601, UTC, with milliseconds. All of them when left out. */
  between?: readonly [from: string, to: string];
  /** Goes on right after this order. It needs not be there any more. */
  after?: { OrderId: string; Timestamp: string };
  /** The most orders that one page reads. */
  pageSize?: number;
};

/** NotificationIndex: the high-value orders, pending or notified, by time. A read may lag behind the table a little. */
export type NotificationIndex = {
  /** The orders of one partition, oldest Timestamp first, page by page; a page may be empty. */
  pages(query: PartitionQuery): AsyncGenerator<IndexedOrder[], void, undefined>;
};

export function createNotificationIndex(deps: {
  client: DynamoDBDocumentClient;
  tableName: string;
}): NotificationIndex {
  const { client, tableName: TableName } = deps;

  return {
    async *pages({ status, between, after, pageSize }) {
      let start: Record<string, unknown> | undefined = after && {
        NotificationStatus: status,
        Timestamp: after.Timestamp,
        OrderId: after.OrderId,
      };
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName,
            IndexName: 'NotificationIndex',
            KeyConditionExpression:
              between === undefined
                ? 'NotificationStatus = :status'
                : 'NotificationStatus = :status AND #Timestamp BETWEEN :from AND :to',
            ...(between && { ExpressionAttributeNames: { '#Timestamp': 'Timestamp' } }),
            ExpressionAttributeValues: {
              ':status': status,
              ...(between && { ':from': between[0], ':to': between[1] }),
            },
            ExclusiveStartKey: start,
            Limit: pageSize,
          }),
        );
        yield Items as IndexedOrder[];
        start = LastEvaluatedKey;
      } while (start !== undefined);
    },
  };
}
