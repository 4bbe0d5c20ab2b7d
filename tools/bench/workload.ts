import { randomUUID } from 'node:crypto';
import type { PutItemCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { PublishBatchCommandInput } from '@aws-sdk/client-sns';

export type WorkOrder = {
  OrderId: string;
  UserId: string;
  ItemName: string;
  Quantity: number;
  Status: string;
  Timestamp: string;
  Amount: number;
};

/** The calls for a batch, ready to send: what the handlers are compared with. */
export type IngestCalls = { puts: PutItemCommandInput[]; publish?: PublishBatchCommandInput };
export type ConsumerCalls = { updates: UpdateItemCommandInput[] };

export const NAMES = {
  ORDERS_TABLE_NAME: 'Orders',
  ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:OrderTopic',
  HIGH_VALUE_ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:HighValueOrderTopic',
} as const;

type Names = { readonly [Name in keyof typeof NAMES]: string };

const NOW = '2026-11-21T12:00:00.000Z';

/**
 * Orders with every field. High-value ones are spread by chance, the same at every run, so that batches hold
 * different numbers of them, as they would.
 */
export function workOrders(
  count: number,
  highValueShare: number,
  prefix: string = randomUUID(),
): WorkOrder[] {
  const random = createRandom(1);
  return Array.from({ length: count }, (_, index) => ({
    OrderId: `${prefix}-${index}`,
    UserId: `U${index % 997}`,
    ItemName: 'Laptop 14"',
    Quantity: 1 + (index % 5),
    Status: 'new',
    Timestamp: NOW,
    Amount: random() < highValueShare ? 250.5 : 49.99,
  }));
}

export function inTens<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / 10) }, (_, index) =>
    list.slice(index * 10, index * 10 + 10),
  );
}

/** A batch of OrderQueue, as Lambda hands it to ingest. */
export function orderBatch(orders: readonly WorkOrder[]) {
  return { Records: orders.map((order) => record('OrderQueue', JSON.stringify(order))) };
}

/** A batch of HighValueQueue, as Lambda hands it to consumer. */
export function announcementBatch(orders: readonly WorkOrder[]) {
  return { Records: orders.map((order) => record('HighValueQueue', announcement(order))) };
}

/** What ingest would call for a batch. */
export function ingestCalls(orders: readonly WorkOrder[], names: Names): IngestCalls {
  const highValue = orders.filter(({ Amount }) => Amount > 100);
  const entries = highValue.map((order, index) => ({
    Id: String(index),
    Message: announcement(order),
    MessageAttributes: {
      Type: { DataType: 'String', StringValue: 'HighValueOrder' },
      Amount: { DataType: 'Number', StringValue: String(order.Amount) },
    },
  }));
  return {
    puts: orders.map((order) => ({
      TableName: names.ORDERS_TABLE_NAME,
      Item: {
        OrderId: { S: order.OrderId },
        UserId: { S: order.UserId },
        ItemName: { S: order.ItemName },
        Quantity: { N: String(order.Quantity) },
        Status: { S: order.Status },
        Timestamp: { S: order.Timestamp },
        Amount: { N: String(order.Amount) },
        ReceivedAt: { S: NOW },
        ...(order.Amount > 100 && { NotificationStatus: { S: 'PENDING#0' } }),
      },
      ConditionExpression: 'attribute_not_exists(OrderId)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })),
    ...(entries.length > 0 && {
      publish: { TopicArn: names.HIGH_VALUE_ORDER_TOPIC_ARN, PublishBatchRequestEntries: entries },
    }),
  };
}

/** What consumer would call for a batch. */
export function consumerCalls(orders: readonly WorkOrder[], names: Names): ConsumerCalls {
  const updates = orders.map((order) => ({
    TableName: names.ORDERS_TABLE_NAME,
    Key: { OrderId: { S: order.OrderId } },
    UpdateExpression: 'SET NotificationStatus = :notified, NotifiedAt = :now, AcknowledgementId = :id',
    ConditionExpression: 'begins_with(NotificationStatus, :pending) AND #Timestamp = :timestamp',
    ExpressionAttributeNames: { '#Timestamp': 'Timestamp' },
    ExpressionAttributeValues: {
      ':notified': { S: 'NOTIFIED#2026-11-21' },
      ':now': { S: NOW },
      ':id': { S: order.OrderId },
      ':pending': { S: 'PENDING#' },
      ':timestamp': { S: order.Timestamp },
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  }));
  return { updates };
}

function announcement(order: WorkOrder): string {
  return JSON.stringify({ Type: 'HighValueOrder', Version: 1, ...order, ReceivedAt: NOW, Threshold: 100 });
}

function record(queue: string, body: string) {
  return {
    messageId: randomUUID(),
    receiptHandle: 'handle',
    body,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1795262400000' },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    awsRegion: 'us-east-1',
  };
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
