import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, type PutCommand } from '@aws-sdk/lib-dynamodb';
import { until } from '../../tools/service/service-client.ts';
import { endpoint, service } from '../support/service.ts';
import type { Answer, Subject } from './contract-subject.ts';
import { createTemporaryMessaging } from './temporary-messaging.ts';

const DEADLINE_MS = 30_000;

/** The running service: a table, queues and topics of its own there, for as long as the suite runs. */
export async function createServiceSubject(): Promise<Subject> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const region = process.env.AWS_REGION || 'us-east-1';
  const client = new DynamoDBClient(endpoint === undefined ? {} : { endpoint, region, credentials });
  const dynamoDB = DynamoDBDocumentClient.from(client);
  const TableName = `contract-${randomUUID()}`;
  await createTable(client, TableName);
  const messaging = createTemporaryMessaging();

  return {
    table: {
      name: TableName,
      // A document client's send has a signature for each command, and none for all of them.
      send: (command): Promise<Answer> => dynamoDB.send(command as PutCommand) as Promise<Answer>,
      item: async (OrderId) =>
        (await dynamoDB.send(new GetCommand({ TableName, Key: { OrderId }, ConsistentRead: true }))).Item,
    },
    publish: (command): Promise<Answer> => service.sns.send(command as never) as Promise<Answer>,
    createTopic: messaging.createTopic,
    createQueue: messaging.createQueue,
    createQueueWithDeadLetters: messaging.createQueueWithDeadLetters,
    until: (what, ask) => until(what, ask, DEADLINE_MS),
    async remove() {
      await client.send(new DeleteTableCommand({ TableName }));
      await messaging.remove();
    },
  };
}

/** The keys of resources/orders-table.yml. */
async function createTable(client: DynamoDBClient, TableName: string): Promise<void> {
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
  const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['OrderId', 'NotificationStatus', 'Timestamp'].map(attribute),
      KeySchema: [key('OrderId', 'HASH')],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'NotificationIndex',
          KeySchema: [key('NotificationStatus', 'HASH'), key('Timestamp', 'RANGE')],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: DEADLINE_MS / 1000, minDelay: 1 }, { TableName });
}
