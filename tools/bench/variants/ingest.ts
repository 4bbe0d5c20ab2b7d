/** ingest as it is deployed, but for the network. */

import { createDynamoDBClient, createSNSClient } from '../../../src/aws/clients.ts';
import { createObservability } from '../../../src/aws/observability.ts';
import { createOrdersTable } from '../../../src/aws/orders-table.ts';
import { handleBatchOrOne } from '../../../src/aws/sqs-batch.ts';
import { createHighValueOrderTopic } from '../../../src/aws/topics.ts';
import { createIngest } from '../../../src/orders/ingest.ts';
import { NAMES } from '../workload.ts';
import { offTheNetwork } from './in-process-network.ts';

const settings = { AWS_REQUEST_TIMEOUT_MS: 1500 };

const { log, meter, lambdaHandler } = createObservability();

const { ingest, ingestAll } = createIngest({
  ordersTable: createOrdersTable({
    client: offTheNetwork(createDynamoDBClient(settings)),
    tableName: NAMES.ORDERS_TABLE_NAME,
  }),
  highValueOrderTopic: createHighValueOrderTopic({
    client: offTheNetwork(createSNSClient(settings)),
    topicArn: NAMES.HIGH_VALUE_ORDER_TOPIC_ARN,
  }),
  threshold: 100,
  log,
  meter,
  now: () => new Date(),
});

export const handler = lambdaHandler(handleBatchOrOne(ingestAll, ingest));
