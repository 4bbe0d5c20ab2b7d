import { announcementOf, isHighValue } from '../orders/high-value.ts';
import { InvalidOrderError, type Order, parseOrder } from '../orders/order.ts';
import { createHighValueOrderTopic, type HighValueOrderTopic } from '../orders/order-topics.ts';
import {
  createOrdersTable,
  OrderConflictError,
  type OrdersTable,
  type PutResult,
} from '../orders/orders-table.ts';
import { createDynamoDBClient, createSNSClient } from '../platform/clients.ts';
import { loadConfig } from '../platform/config.ts';
import { type Log, lambdaHandler, logger, type Meter, meter } from '../platform/observability.ts';

/** What ingest answers about one order. */
export type IngestAnswer = {
  OrderId: string;
  Outcome: 'stored' | 'duplicate';
  HighValue: boolean;
  Notification: 'published' | 'already-notified' | 'not-needed';
};

type Dependencies = {
  ordersTable: OrdersTable;
  highValueOrderTopic: HighValueOrderTopic;
  /** An amount strictly over it makes an order high-value. */
  threshold: number;
  log: Log;
  meter: Meter;
  now: () => Date;
};

/**
 * Takes in one order: stores it once and announces it if it is high-value. Sending an order again is harmless, and
 * the remedy for every error but the two named here.
 *
 * @throws InvalidOrderError when the input is not an order; nothing is stored.
 * @throws OrderConflictError when the OrderId is taken by another order; that one stays.
 */
export function createIngest(deps: Dependencies) {
  const { ordersTable, highValueOrderTopic, threshold, log, meter, now } = deps;

  return async function ingest(event: unknown): Promise<IngestAnswer> {
    try {
      const answer = await takeIn(parseOrder(event));
      log.info(`Order ${answer.Outcome}`, answer);
      return answer;
    } catch (error) {
      reportFailure(error);
      throw error;
    }
  };

  async function takeIn(order: Order): Promise<IngestAnswer> {
    const result = await ordersTable.put(order, isHighValue(order, threshold), now());
    const { outcome: Outcome, notification } = result;
    countOrder(result);

    const answer = { OrderId: order.OrderId, Outcome, HighValue: notification !== 'not-needed' };
    if (notification === 'not-needed') return { ...answer, Notification: 'not-needed' };
    if (notification === 'notified') return { ...answer, Notification: 'already-notified' };
    await highValueOrderTopic.publish(announcementOf(result.order, threshold));
    meter.count('NotificationsPublished');
    return { ...answer, Notification: 'published' };
  }

  function countOrder({ outcome, order, notification }: PutResult): void {
    if (outcome === 'duplicate') {
      meter.count('DuplicateOrders');
      return;
    }
    meter.count('OrdersStored');
    if (order.Amount === undefined) meter.count('OrdersWithoutAmount');
    if (notification !== 'not-needed') meter.count('HighValueOrders');
  }

  function reportFailure(error: unknown): void {
    if (error instanceof InvalidOrderError) {
      meter.count('InvalidOrders');
      log.warn('Order refused: invalid', { OrderId: error.orderId, Reason: error.message });
    } else if (error instanceof OrderConflictError) {
      meter.count('ConflictingOrders');
      log.warn('Order refused: conflict', { OrderId: error.orderId, Reason: error.message });
    } else {
      log.error('Order not taken in', error as Error);
    }
  }
}

const config = loadConfig(process.env, [
  'ORDERS_TABLE_NAME',
  'HIGH_VALUE_ORDER_TOPIC_ARN',
  'HIGH_VALUE_THRESHOLD',
  'AWS_REQUEST_TIMEOUT_MS',
]);

export const handler = lambdaHandler(
  createIngest({
    ordersTable: createOrdersTable({
      client: createDynamoDBClient(config),
      tableName: config.ORDERS_TABLE_NAME,
    }),
    highValueOrderTopic: createHighValueOrderTopic({
      client: createSNSClient(config),
      topicArn: config.HIGH_VALUE_ORDER_TOPIC_ARN,
    }),
    threshold: config.HIGH_VALUE_THRESHOLD,
    log: logger,
    meter,
    now: () => new Date(),
  }),
);
