import type { SQSEvent } from 'aws-lambda';
import { createDynamoDBClient } from '../aws/clients.ts';
import { createObservability } from '../aws/observability.ts';
import { createOrdersTable } from '../aws/orders-table.ts';
import { loadSettings } from '../aws/settings.ts';
import { handleBatch } from '../aws/sqs-batch.ts';
import { createAcknowledgeAll } from '../orders/acknowledge.ts';

const settings = loadSettings(process.env, [
  'ORDERS_TABLE_NAME',
  'ORDER_RETENTION_DAYS',
  'AWS_REQUEST_TIMEOUT_MS',
]);
const { log, meter, lambdaHandler } = createObservability();

const acknowledgeAll = createAcknowledgeAll({
  ordersTable: createOrdersTable({
    client: createDynamoDBClient(settings),
    tableName: settings.ORDERS_TABLE_NAME,
    retentionDays: settings.ORDER_RETENTION_DAYS,
  }),
  log,
  meter,
  now: () => new Date(),
});

/** Acknowledges the orders announced in a batch of HighValueQueue. */
export const handler = lambdaHandler((event: SQSEvent) => handleBatch(event, acknowledgeAll));
