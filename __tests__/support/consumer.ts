import type { SQSEvent } from 'aws-lambda';
import { handleBatch } from '../../src/aws/sqs-batch.ts';
import { createAcknowledgeAll } from '../../src/orders/acknowledge.ts';
import { type OrdersTable, UnknownOrderError } from '../../src/orders/ports.ts';
import { fakeOrdersTable, recordingLog, recordingMeter } from './fakes.ts';

export const NOW = new Date('2025-05-03T12:00:05.000Z');

/** A consumer at the time of NOW over a table that acknowledges in this way, and what it works with. */
export function consumerOver(acknowledge: OrdersTable['acknowledge']) {
  const ordersTable = fakeOrdersTable({ acknowledge });
  const log = recordingLog();
  const meter = recordingMeter();
  const acknowledgeAll = createAcknowledgeAll({ ordersTable, log, meter, now: () => NOW });
  return {
    consumer: (event: SQSEvent) => handleBatch(event, acknowledgeAll),
    ordersTable,
    log,
    meter,
  };
}

/** The ways in which a table acknowledges an order. */
export const first = async () => 'acknowledged' as const;
export const again = async () => 'duplicate' as const;
export const unknown: OrdersTable['acknowledge'] = async ({ OrderId, Timestamp }) => {
  throw new UnknownOrderError(OrderId, Timestamp);
};
