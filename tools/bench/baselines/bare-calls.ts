/** The calls of a batch made with the SDK alone, in parallel as the functions make them: the lower bound. */
import {
  DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand, type PublishBatchCommandInput, SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createOrdersTable } from '../../../src/aws/orders-table.ts';
import { createHighValueOrderTopic } from '../../../src/aws/topics.ts';
import { receive } from '../../../src/orders/order.ts';
import { announcementsOf, type BenchOrder, NOW } from '../workload.ts';

type Calls = {
  puts: PutItemCommandInput[];
  updates: UpdateItemCommandInput[];
  publishes: PublishBatchCommandInput[];
};

const dynamoDB = new DynamoDBClient({});
const sns = new SNSClient({});

export async function handler({ puts, updates, publishes }: Calls) {
  await Promise.all([
    ...puts.map((put) => dynamoDB.send(new PutItemCommand(put))),
    ...updates.map((update) => dynamoDB.send(new UpdateItemCommand(update))),
  ]);
  for (const publish of publishes) await sns.send(new PublishBatchCommand(publish));
  return {};
}

/** Prepares the calls that ingest or consumer makes for a batch, as the functions' own adapters send them. */
export async function prepare(work: 'ingest' | 'consumer', orders: readonly BenchOrder[]): Promise<Calls> {
  const inputs: object[] = [];
  const client = {
    async send({ input }: { input: object }) {
      inputs.push(input);
      return {};
    },
  };
  const ordersTable = createOrdersTable({
    client: client as unknown as DynamoDBDocumentClient,
    tableName: process.env.ORDERS_TABLE_NAME ?? '',
  });
  const received = orders.map((order) => receive(order, NOW));
  const announcements = announcementsOf(received);
  const announced = new Set(announcements.map(({ OrderId }) => OrderId));

  if (work === 'consumer') {
    for (const order of received) await ordersTable.acknowledge(order, NOW);
    return { puts: [], updates: inputs.map(marshalled) as UpdateItemCommandInput[], publishes: [] };
  }
  for (const order of orders) await ordersTable.put(order, announced.has(order.OrderId), NOW);
  const puts = inputs.splice(0).map(marshalled) as PutItemCommandInput[];
  await createHighValueOrderTopic({
    client: client as unknown as SNSClient,
    topicArn: process.env.HIGH_VALUE_ORDER_TOPIC_ARN ?? '',
  }).publishAll(announcements);
  return { puts, updates: [], publishes: inputs as PublishBatchCommandInput[] };
}

/** The input of a document client's command as the plain client takes it. */
function marshalled(input: object): object {
  const plain = ['Item', 'Key', 'ExpressionAttributeValues'];
  const entries = Object.entries(input).map(([name, value]) => [
    name,
    plain.includes(name) ? marshall(value) : value,
  ]);
  return Object.fromEntries(entries);
}
