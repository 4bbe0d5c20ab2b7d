import { type Announcement, announcementOf, isHighValue } from './announcement.ts';
import { reasonOf } from './issues.ts';
import { InvalidOrderError, type Order, parseOrder } from './order.ts';
import {
  type HighValueOrderTopic,
  type Log,
  MalformedMessageError,
  type Message,
  type Meter,
  OrderConflictError,
  type OrdersTable,
  type PutResult,
} from './ports.ts';

/** The answer of ingest for one order. */
export type IngestAnswer = {
  OrderId: string;
  Outcome: 'stored' | 'duplicate';
  HighValue: boolean;
  Notification: 'published' | 'already-notified' | 'not-needed';
};

type Stored = PutResult & { announcement?: Announcement };

/** ingest answers after it has published the announcement of a pending order. */
const NOTIFICATIONS = {
  'not-needed': 'not-needed',
  pending: 'published',
  notified: 'already-notified',
} as const;

type Dependencies = {
  ordersTable: OrdersTable;
  highValueOrderTopic: HighValueOrderTopic;
  /** An order with an amount strictly over it is high-value. */
  threshold: number;
  log: Log;
  meter: Meter;
  now: () => Date;
};

/**
 * Stores each order once, and announces those that are high-value. Sending an order again is safe as long as it is stored.
 * A retry can help after every error except those that refuse the order:
 *
 * - InvalidOrderError: the input is not an order. Nothing is stored.
 * - OrderConflictError: another order has the OrderId. The stored order does not change.
 */
export function createIngest({ ordersTable, highValueOrderTopic, threshold, log, meter, now }: Dependencies) {
  return { ingest, ingestAll };

  /** Stores and announces one order, as its sender wrote it. @throws the reason it was refused or failed */
  async function ingest(input: unknown): Promise<IngestAnswer> {
    try {
      return await storeAndAnnounce(parseOrder(input));
    } catch (error) {
      if (reportsRefusal(error, { OrderId: orderIdOf(() => input) })) meter.count('InvocationsRefused');
      throw error;
    }
  }

  /** Stores and announces the orders of a batch. Returns one result per message, in the same order. */
  async function ingestAll(messages: readonly Message[]): Promise<PromiseSettledResult<IngestAnswer>[]> {
    const results = await storeAndAnnounceAll(messages);
    for (const [index, { id, receives, read }] of messages.entries()) {
      const result = results[index];
      if (result?.status !== 'rejected') continue;
      meter.count('OrderRecordsFailed');
      reportsRefusal(result.reason, { MessageId: id, Receives: receives, OrderId: orderIdOf(read) });
    }
    return results;
  }

  async function storeAndAnnounce(order: Order): Promise<IngestAnswer> {
    const stored = await store(order);
    if (stored.announcement !== undefined) {
      await highValueOrderTopic.publish(stored.announcement);
      meter.count('NotificationsPublished');
    }
    return answer(stored);
  }

  /** Stores all orders concurrently, except orders with the same OrderId; then publishes all announcements. */
  async function storeAndAnnounceAll(
    messages: readonly Message[],
  ): Promise<PromiseSettledResult<IngestAnswer>[]> {
    const inTurn = createTurns();
    const results = await Promise.allSettled(
      messages.map(async ({ read }) => {
        const order = parseOrder(read());
        return inTurn(order.OrderId, () => store(order));
      }),
    );
    const failureOf = await announce(
      results.flatMap((result) => (result.status === 'fulfilled' ? (result.value.announcement ?? []) : [])),
    );
    return results.map((result) => {
      if (result.status === 'rejected') return result;
      const reason = result.value.announcement && failureOf.get(result.value.order.OrderId);
      return reason ? { status: 'rejected', reason } : { status: 'fulfilled', value: answer(result.value) };
    });
  }

  async function store(order: Order): Promise<Stored> {
    const result = await ordersTable.put(order, isHighValue(order, threshold), now());
    countOrder(result);
    return result.notification === 'pending'
      ? { ...result, announcement: announcementOf(result.order, threshold) }
      : result;
  }

  /** Publishes one announcement per order, and returns the failures by OrderId. */
  async function announce(announcements: Announcement[]): Promise<Map<string, Error>> {
    const once = new Map(announcements.map((announcement) => [announcement.OrderId, announcement]));
    if (once.size === 0) return new Map();
    const failures = await highValueOrderTopic.publishAll([...once.values()]);
    meter.count('NotificationsPublished', once.size - failures.length);
    return new Map(failures.map((failure) => [failure.orderId, failure]));
  }

  function answer({ outcome, order, notification }: Stored): IngestAnswer {
    const given: IngestAnswer = {
      OrderId: order.OrderId,
      Outcome: outcome,
      HighValue: notification !== 'not-needed',
      Notification: NOTIFICATIONS[notification],
    };
    log.info(`Order ${outcome}`, given);
    return given;
  }

  function countOrder({ outcome, order, notification }: PutResult): void {
    if (outcome === 'duplicate') {
      meter.count('DuplicateOrders');
      return;
    }
    meter.count('OrdersStored');
    if (order.Amount === undefined) meter.count('OrdersWithoutAmount');
    if (notification !== 'not-needed') {
      meter.count('HighValueOrders');
      meter.amount('HighValueAmount', order.Amount);
    }
  }

  /** Counts and logs an error. Returns whether the order was refused. */
  function reportsRefusal(
    error: unknown,
    of: { MessageId?: string; Receives?: number; OrderId: string | undefined },
  ): boolean {
    if (error instanceof InvalidOrderError || error instanceof MalformedMessageError) {
      meter.count('InvalidOrders');
      log.warn('Order refused: invalid', { ...of, Outcome: 'refused', Reason: reasonOf(error) });
    } else if (error instanceof OrderConflictError) {
      meter.count('ConflictingOrders');
      log.warn('Order refused: conflict', { ...of, Outcome: 'refused', Reason: reasonOf(error) });
    } else {
      log.error('Order not ingested', { ...of, Outcome: 'failed', error: error as Error });
      return false;
    }
    return true;
  }
}

/** The OrderId of the input, if that field is valid. */
function orderIdOf(read: Message['read']): string | undefined {
  try {
    return parseOrder(read()).OrderId;
  } catch (error) {
    return error instanceof InvalidOrderError ? error.orderId : undefined;
  }
}

/** Runs tasks with the same key one after the other, and others concurrently. */
function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return <T>(key: string, task: () => Promise<T>): Promise<T> => {
    const turn = (last.get(key) ?? Promise.resolve()).then(task, task);
    last.set(key, turn);
    return turn;
  };
}
