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

/** A table that records its calls and behaves as told; any other call fails. */
export function fakeOrdersTable(behaviour: Partial<OrdersTable>) {
  const puts: { order: Order; highValue: boolean; now: Date }[] = [];
  const acknowledgements: { OrderId: string; Timestamp: string; now: Date }[] = [];
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

/** A table that is empty at first and remembers what is put. Nothing in it is acknowledged. */
export function putIntoTableThatRemembers(): OrdersTable['put'] {
  const items = new Map<string, PutResult>();
  return async (order, highValue, now) => {
    const item = items.get(order.OrderId);
    if (item === undefined) {
      const received = receive(order, now);
      const stored: PutResult = highValue
        ? { outcome: 'stored', order: { ...received, Amount: order.Amount ?? 0 }, notification: 'pending' }
        : { outcome: 'stored', order: received, notification: 'not-needed' };
      items.set(order.OrderId, stored);
      return stored;
    }
    const conflicts = conflictingFields(order, item.order);
    if (conflicts.length > 0) throw new OrderConflictError(order.OrderId, conflicts);
    return { ...item, outcome: 'duplicate' };
  };
}

/**
 * A topic that records what is published alone, and in which lists. Announcements of the OrderIds in `failing` fail.
 */
export function fakeHighValueOrderTopic(failing: readonly string[] = []) {
  const published: Announcement[] = [];
  const lists: Announcement[][] = [];
  const failuresAmong = (announcements: readonly Announcement[]) =>
    announcements
      .filter(({ OrderId }) => failing.includes(OrderId))
      .map(({ OrderId }) => new AnnouncementFailedError(OrderId, 'Rate exceeded'));
  return {
    published,
    lists,
    async publish(announcement: Announcement): Promise<void> {
      for (const failure of failuresAmong([announcement])) throw failure;
      published.push(announcement);
    },
    async publishAll(announcements: readonly Announcement[]): Promise<AnnouncementFailedError[]> {
      lists.push([...announcements]);
      return failuresAmong(announcements);
    },
  };
}

/** A topic for orders that records each list that is published, and answers `failures`. */
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

/** A meter that keeps its metrics, as `name value unit`, in the sequence of the calls. */
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
