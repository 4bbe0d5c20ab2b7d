/** consumer as it is deployed, but for the network. */

import type { SQSEvent } from 'aws-lambda';
import { createDynamoDBClient } from '../../../src/aws/clients.ts';
import { createObservability } from '../../../src/aws/observability.ts';
import { createOrdersTable } from '../../../src/aws/orders-table.ts';
import { handleBatch } from '../../../src/aws/sqs-batch.ts';
import { createAcknowledgeAll } from '../../../src/orders/acknowledge.ts';
import { NAMES } from '../workload.ts';
import { offTheNetwork } from './in-process-network.ts';

const { log, meter, lambdaHandler } = createObservability();

const acknowledgeAll = createAcknowledgeAll({
  ordersTable: createOrdersTable({
    client: offTheNetwork(createDynamoDBClient({ AWS_REQUEST_TIMEOUT_MS: 1500 })),
    tableName: NAMES.ORDERS_TABLE_NAME,
  }),
  log,
  meter,
  now: () => new Date(),
});

export const handler = lambdaHandler((event: SQSEvent) => handleBatch(event, acknowledgeAll));
