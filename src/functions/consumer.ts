import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { parseAnnouncement } from '../orders/high-value.ts';
import { createOrdersTable, type OrdersTable } from '../orders/orders-table.ts';
import { createDynamoDBClient } from '../platform/clients.ts';
import { loadConfig } from '../platform/config.ts';
import { type Log, lambdaHandler, logger, type Meter, meter } from '../platform/observability.ts';
import { processBatch, readMessage } from '../platform/sqs-batch.ts';

type Dependencies = {
  ordersTable: OrdersTable;
  log: Log;
  meter: Meter;
  now: () => Date;
};

/**
 * Acknowledges each announced order once. The place to put your own reaction to a high-value order.
 *
 * Answers the records that failed; after `maxReceiveCount` receives SQS moves a record to HighValueDLQ.
 */
export function createConsumer({ ordersTable, log, meter, now }: Dependencies) {
  return (batch: SQSEvent): Promise<SQSBatchResponse> => processBatch(batch, acknowledge, reportFailure);

  async function acknowledge(message: unknown): Promise<void> {
    const announcement = parseAnnouncement(message);
    const { OrderId, Amount, ReceivedAt } = announcement;
    const notifiedAt = now();

    const outcome = await ordersTable.acknowledge(announcement, notifiedAt);

    if (outcome === 'acknowledged') {
      meter.count('OrdersNotified');
      meter.milliseconds('NotifyLatency', Math.max(0, notifiedAt.getTime() - Date.parse(ReceivedAt)));
    } else {
      meter.count('DuplicateNotifications');
    }
    log.info(`Order ${outcome}`, { OrderId, Amount, Outcome: outcome });
  }

  function reportFailure({ messageId, body }: SQSRecord, error: unknown): void {
    const of = { MessageId: messageId, OrderId: orderIdOf(body) };
    meter.count('NotificationsFailed');
    log.error('Announcement not acknowledged', { ...of, Outcome: 'failed', error: error as Error });
  }
}

/** The OrderId that a record announces; none where it is no announcement. */
function orderIdOf(body: string): string | undefined {
  try {
    return parseAnnouncement(readMessage(body)).OrderId;
  } catch {
    return undefined;
  }
}

const config = loadConfig(process.env, ['ORDERS_TABLE_NAME', 'AWS_REQUEST_TIMEOUT_MS']);

export const handler = lambdaHandler(
  createConsumer({
    ordersTable: createOrdersTable({
      client: createDynamoDBClient(config),
      tableName: config.ORDERS_TABLE_NAME,
    }),
    log: logger,
    meter,
    now: () => new Date(),
  }),
);
