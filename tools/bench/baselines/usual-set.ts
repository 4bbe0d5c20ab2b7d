/** What most projects ship: both clients, the document client, zod, and Powertools' logger, metrics and tracer. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';

const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();
const dynamoDB = DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({})));
const sns = tracer.captureAWSv3Client(new SNSClient({}));

const orderSchema = z.object({
  OrderId: z.string().min(1).max(256),
  Amount: z.number().nonnegative().optional(),
  Timestamp: z.iso.datetime().optional(),
});

type Event = { order: unknown; tableName: string; publish: PublishCommandInput };

export async function handler({ order, tableName, publish }: Event) {
  const item = orderSchema.parse(order);
  await dynamoDB.send(new PutCommand({ TableName: tableName, Item: item }));
  await sns.send(new PublishCommand(publish));
  metrics.addMetric('OrdersStored', MetricUnit.Count, 1);
  logger.info('Order stored', item);
  metrics.publishStoredMetrics();
  return {};
}
