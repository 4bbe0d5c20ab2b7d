/** consumer as it is deployed, but for the network. */
import { createConsumer } from '../../src/functions/consumer.ts';
import { createOrdersTable } from '../../src/orders/orders-table.ts';
import { createDynamoDBClient } from '../../src/platform/clients.ts';
import { lambdaHandler, logger, meter } from '../../src/platform/observability.ts';
import { NAMES } from '../workload.ts';
import { offTheNetwork } from './in-process-network.ts';

export const handler = lambdaHandler(
  createConsumer({
    ordersTable: createOrdersTable({
      client: offTheNetwork(createDynamoDBClient({ AWS_REQUEST_TIMEOUT_MS: 1500 })),
      tableName: NAMES.ORDERS_TABLE_NAME,
    }),
    log: logger,
    meter,
    now: () => new Date(),
  }),
);
