import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, type PutCommand } from '@aws-sdk/lib-dynamodb';
import { accessTo, until } from '../../tools/service/service-client.ts';
import { ORDERS_TABLE } from '../../tools/simulation/settings.ts';
import { endpoint, service } from '../support/service.ts';
import { topicsMaySend } from '../support/topic-probe.ts';
import type { Answer, Queue, Subject } from './subject.ts';

/** A running service: a table, queues and topics of the suite's own, until they are removed. */
export async function createServiceSubject(): Promise<Subject> {
  const client = new DynamoDBClient(endpoint === undefined ? {} : accessTo(endpoint));
  const dynamoDB = DynamoDBDocumentClient.from(client);
  const TableName = uniqueName();
  await createTable(client, TableName);
  const messaging = createMessaging();

  return {
    table: {
      name: TableName,
      // A document client's send has a signature for each command, but none for all of them.
      send: (command): Promise<Answer> => dynamoDB.send(command as PutCommand) as Promise<Answer>,
      item: async (OrderId) =>
        (await dynamoDB.send(new GetCommand({ TableName, Key: { OrderId }, ConsistentRead: true }))).Item,
    },
    ...messaging,
    publish: (command): Promise<Answer> => service.sns.send(command as never) as Promise<Answer>,
    until,
    async remove() {
      await client.send(new DeleteTableCommand({ TableName }));
      await messaging.remove();
    },
  };
}

const uniqueName = () => `contract-${randomUUID()}`;

async function createTable(client: DynamoDBClient, TableName: string): Promise<void> {
  const { key, index } = ORDERS_TABLE;
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
  const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' }) as const;
  const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' }) as const;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [key, index.partition, index.range].map(attribute),
      KeySchema: [hash(key)],
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: [hash(index.partition), range(index.range)],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
}

/** The topics of this suite, by name: a queue is created before its topic. */
const TOPICS_OF_THE_SUITE = { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:contract-*' } };

function createMessaging({ sqs, sns } = service) {
  const arns = new Map<Queue, string>();
  const removals: (() => Promise<unknown>)[] = [];

  async function createQueue(deadLetterQueue?: Queue): Promise<Queue> {
    const redrive = deadLetterQueue && { deadLetterTargetArn: arns.get(deadLetterQueue), maxReceiveCount: 3 };
    const Attributes = {
      VisibilityTimeout: '1',
      Policy: topicsMaySend('*', TOPICS_OF_THE_SUITE),
      ...(redrive && { RedrivePolicy: JSON.stringify(redrive) }),
    };
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: uniqueName(), Attributes }));
    removals.push(() => sqs.send(new DeleteQueueCommand({ QueueUrl })));
    const created = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const queue: Queue = {
      send: async (MessageBody) => void (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))),
      delete: async (ReceiptHandle) =>
        void (await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))),
      async receive(MaxNumberOfMessages = 10) {
        const MessageSystemAttributeNames = ['ApproximateReceiveCount' as const];
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages, MessageSystemAttributeNames }),
        );
        return Messages.map(({ Body = '', ReceiptHandle = '', Attributes: system }) => ({
          body: Body,
          receiptHandle: ReceiptHandle,
          receives: Number(system?.ApproximateReceiveCount),
        }));
      },
    };
    arns.set(queue, created.Attributes?.QueueArn ?? '');
    return queue;
  }

  return {
    createQueue,

    async createTopic(...subscriptions: { queue: Queue; raw: boolean }[]) {
      const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: uniqueName() }));
      removals.push(() => sns.send(new DeleteTopicCommand({ TopicArn })));
      for (const { queue, raw } of subscriptions) {
        const { SubscriptionArn } = await sns.send(
          new SubscribeCommand({
            ...{ TopicArn, Protocol: 'sqs', Endpoint: arns.get(queue) },
            Attributes: { RawMessageDelivery: String(raw) },
            ReturnSubscriptionArn: true,
          }),
        );
        removals.push(() => sns.send(new UnsubscribeCommand({ SubscriptionArn })));
      }
      return TopicArn;
    },

    async remove() {
      for (const remove of removals.reverse()) await remove();
    },
  };
}
