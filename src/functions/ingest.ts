import { createDynamoDBClient, createSNSClient } from '../aws/clients.ts';
import { createObservability } from '../aws/observability.ts';
import { createOrdersTable } from '../aws/orders-table.ts';
import { loadSettings } from '../aws/settings.ts';
import { handleBatchOrOne } from '../aws/sqs-batch.ts';
import { createHighValueOrderTopic } from '../aws/topics.ts';
import { createIngest } from '../orders/ingest.ts';

const settings = loadSettings(process.env, [
  'ORDERS_TABLE_NAME',
  'HIGH_VALUE_ORDER_TOPIC_ARN',
  'HIGH_VALUE_THRESHOLD',
  'ORDER_RETENTION_DAYS',
  'AWS_REQUEST_TIMEOUT_MS',
]);
const { log, meter, lambdaHandler } = createObservability();

const { ingest, ingestAll } = createIngest({
  ordersTable: createOrdersTable({
    client: createDynamoDBClient(settings),
    tableName: settings.ORDERS_TABLE_NAME,
    retentionDays: settings.ORDER_RETENTION_DAYS,
  }),
  highValueOrderTopic: createHighValueOrderTopic({
    client: createSNSClient(settings),
    topicArn: settings.HIGH_VALUE_ORDER_TOPIC_ARN,
  }),
  threshold: settings.HIGH_VALUE_THRESHOLD,
  log,
  meter,
  now: () => new Date(),
});

/** Stores and announces one order from a direct invocation, or a batch from OrderQueue. */
export const handler = lambdaHandler(handleBatchOrOne(ingestAll, ingest));
