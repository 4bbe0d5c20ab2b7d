import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { IndexedOrder, NotificationIndex } from '../orders/ports.ts';

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
