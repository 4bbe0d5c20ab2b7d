/** ingest as it is deployed, but for the network. */
import { createIngest } from '../../src/functions/ingest.ts';
import { createHighValueOrderTopic } from '../../src/orders/order-topics.ts';
import { createOrdersTable } from '../../src/orders/orders-table.ts';
import { createDynamoDBClient, createSNSClient } from '../../src/platform/clients.ts';
import { lambdaHandler, logger, meter } from '../../src/platform/observability.ts';
import { NAMES } from '../workload.ts';
import { offTheNetwork } from './in-process-network.ts';

const settings = { AWS_REQUEST_TIMEOUT_MS: 1500 };

export const handler = lambdaHandler(
  createIngest({
    ordersTable: createOrdersTable({
      client: offTheNetwork(createDynamoDBClient(settings)),
      tableName: NAMES.ORDERS_TABLE_NAME,
    }),
    highValueOrderTopic: createHighValueOrderTopic({
      client: offTheNetwork(createSNSClient(settings)),
      topicArn: NAMES.HIGH_VALUE_ORDER_TOPIC_ARN,
    }),
    threshold: 100,
    log: logger,
    meter,
    now: () => new Date(),
  }),
);
