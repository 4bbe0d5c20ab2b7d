import type { Announcement } from '../../src/orders/announcement.ts';
import { conflictingFields, type Order, receive } from '../../src/orders/order.ts';
import {
  AnnouncementFailedError,
  type Log,
  type Meter,
  OrderConflictError,
  type OrdersTable,
  type PublishFailure,
  type PutResult,
} from '../../src/orders/ports.ts';

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
  return newlyStored(order, highValue, now);
}

/** A table that is empty at first and remembers what is put. Nothing in it is acknowledged. */
export function putIntoTableThatRemembers(): OrdersTable['put'] {
  const items = new Map<string, PutResult>();
  return async (order, highValue, now) => {
    const item = items.get(order.OrderId);
    if (item === undefined) {
      const result = newlyStored(order, highValue, now);
      items.set(order.OrderId, result);
      return result;
    }
    const conflicts = conflictingFields(order, item.order);
    if (conflicts.length > 0) throw new OrderConflictError(order.OrderId, conflicts);
    return { ...item, outcome: 'duplicate' };
  };
}

function newlyStored(order: Order, highValue: boolean, now: Date): PutResult {
  const received = receive(order, now);
  if (!highValue) return { outcome: 'stored', order: received, notification: 'not-needed' };
  if (order.Amount === undefined) throw new Error('An order without an amount is never high-value');
  return { outcome: 'stored', order: { ...received, Amount: order.Amount }, notification: 'pending' };
}

/** A topic that notes what is published, or fails with `failure`. Nothing is published by the batch. */
export function fakeHighValueOrderTopic(failure?: Error) {
  const published: Announcement[] = [];
  return {
    published,
    async publish(announcement: Announcement): Promise<void> {
      if (failure !== undefined) throw failure;
      published.push(announcement);
    },
    async publishAll(): Promise<never> {
      throw new Error('Unexpected publishAll');
    },
  };
}

/**
 * A topic that notes each list that is published, and gives an error for every announcement in it of an OrderId in
 * `failing`. Nothing is published alone.
 */
export function fakeTopicForLists(failing: readonly string[] = []) {
  const lists: Announcement[][] = [];
  return {
    lists,
    async publish(): Promise<never> {
      throw new Error('Unexpected publish');
    },
    async publishAll(announcements: readonly Announcement[]): Promise<AnnouncementFailedError[]> {
      lists.push([...announcements]);
      return announcements
        .filter(({ OrderId }) => failing.includes(OrderId))
        .map(({ OrderId }) => new AnnouncementFailedError(OrderId, 'Rate exceeded'));
    },
  };
}

/** A topic for orders that notes each list that is published, and answers `failures`. */
export function fakeOrderTopic(failures: PublishFailure[] = []) {
  const lists: Order[][] = [];
  return {
    lists,
    async publishAll(orders: readonly Order[]): Promise<PublishFailure[]> {
      lists.push([...orders]);
      return failures;
    },
  };
}

/** A log that keeps its lines: the level, the message, and what was logged with it. */
export function recordingLog() {
  const lines: [level: keyof Log, message: string, facts: Record<string, unknown>][] = [];
  const log: Log = {
    info: (message, facts) => void lines.push(['info', message, facts]),
    warn: (message, facts) => void lines.push(['warn', message, facts]),
    error: (message, facts) => void lines.push(['error', message, facts]),
  };
  return { ...log, lines };
}

/** A meter that keeps its metrics, as `name value unit`, in the order they came. */
export function recordingMeter() {
  const metrics: string[] = [];
  const meter: Meter = {
    count: (name, value = 1) => void metrics.push(`${name} ${value}`),
    milliseconds: (name, value) => void metrics.push(`${name} ${value} ms`),
    seconds: (name, value) => void metrics.push(`${name} ${value} s`),
    amount: (name, value) => void metrics.push(`${name} ${value}`),
  };
  return { ...meter, metrics };
}
