import type { Announcement } from '../../src/orders/high-value.ts';
import { type Order, receive } from '../../src/orders/order.ts';
import type { HighValueOrderTopic } from '../../src/orders/order-topics.ts';
import type { OrdersTable, PutResult } from '../../src/orders/orders-table.ts';
import type { Log, Meter } from '../../src/platform/observability.ts';

type Acknowledgement = { OrderId: string; Timestamp: string; now: Date };

/** A table that notes its calls and behaves as told; a call it was not told about fails. */
export function fakeOrdersTable(behaviour: Partial<OrdersTable>) {
  const puts: { order: Order; highValue: boolean; now: Date }[] = [];
  const acknowledgements: Acknowledgement[] = [];
  const ordersTable: OrdersTable = {
    async put(order, highValue, now) {
      puts.push({ order, highValue, now });
      if (behaviour.put === undefined) throw new Error('Unexpected put');
      return behaviour.put(order, highValue, now);
    },
    async acknowledge(order, now) {
      acknowledgements.push({ OrderId: order.OrderId, Timestamp: order.Timestamp, now });
      if (behaviour.acknowledge === undefined) throw new Error('Unexpected acknowledge');
      return behaviour.acknowledge(order, now);
    },
  };
  return { ...ordersTable, puts, acknowledgements };
}

/** How a table that holds nothing yet takes an order. */
export async function putIntoEmptyTable(order: Order, highValue: boolean, now: Date): Promise<PutResult> {
  const received = receive(order, now);
  if (!highValue) return { outcome: 'stored', order: received, notification: 'not-needed' };
  if (order.Amount === undefined) throw new Error('An order without an amount is never high-value');
  return { outcome: 'stored', order: { ...received, Amount: order.Amount }, notification: 'pending' };
}

/** A topic that notes what is published, or fails with `failure`. */
export function fakeHighValueOrderTopic(failure?: Error) {
  const published: Announcement[] = [];
  const topic: HighValueOrderTopic = {
    async publish(announcement) {
      if (failure !== undefined) throw failure;
      published.push(announcement);
    },
  };
  return { ...topic, published };
}

/** A log that keeps its lines: the level, the message, and what was logged with it. */
export function recordingLog() {
  const lines: [level: keyof Log, message: unknown, ...extra: unknown[]][] = [];
  const log: Log = {
    info: (message, ...extra) => void lines.push(['info', message, ...extra]),
    warn: (message, ...extra) => void lines.push(['warn', message, ...extra]),
    error: (message, ...extra) => void lines.push(['error', message, ...extra]),
  };
  return { ...log, lines };
}

/** A meter that keeps its metrics, as `name value unit`, in the order they came. */
export function recordingMeter() {
  const metrics: string[] = [];
  const meter: Meter = {
    count: (name, value = 1) => void metrics.push(`${name} ${value}`),
    milliseconds: (name, value) => void metrics.push(`${name} ${value} ms`),
  };
  return { ...meter, metrics };
}
