/** The ports: what the use cases need from outside. `src/aws` implements them on AWS. */
import type { Announcement, HighValueOrder } from './announcement.ts';
import type { Order, ReceivedOrder } from './order.ts';

/** OrdersTable: one item per order. The order in an item never changes. A finished order may expire: see retention.ts. */
export type OrdersTable = {
  /**
   * Stores `order`, received at `now`, if its OrderId is not taken. The same write makes a high-value order pending. The
   * stored order sent again is a `duplicate`, returned as it is stored; so is the SDK's retry of a put whose response was
   * lost.
   *
   * @throws OrderConflictError if a different order has the OrderId. Any other error can be retried.
   */
  put(order: Order, highValue: boolean, now: Date): Promise<PutResult>;

  /**
   * Marks a pending order as notified at `now`, once. Every later call is a `duplicate` and changes nothing.
   *
   * @throws UnknownOrderError if no high-value order with this OrderId and Timestamp is stored. Any other error can be
   * retried.
   */
  acknowledge(
    order: Pick<ReceivedOrder, 'OrderId' | 'Timestamp'>,
    now: Date,
  ): Promise<'acknowledged' | 'duplicate'>;
};

/** The stored order after a {@link OrdersTable.put}, and whether it is pending or notified if it is high-value. */
export type PutResult = { outcome: 'stored' | 'duplicate' } & (
  | { order: ReceivedOrder; notification: 'not-needed' }
  | { order: HighValueOrder; notification: 'pending' | 'notified' }
);

/** A different order has the OrderId; it does not change. A retry fails again. */
export class OrderConflictError extends Error {
  override readonly name = 'OrderConflictError';
  readonly orderId: string;

  constructor(orderId: string, fields: readonly string[]) {
    super(
      `Order ${orderId} is already stored with another ${fields.join(', ')}; the stored order is unchanged. ` +
        'Send a new order with a new OrderId.',
    );
    this.orderId = orderId;
  }
}

/** An announcement names an order that is not stored as a high-value order with that time. A retry fails again. */
export class UnknownOrderError extends Error {
  override readonly name = 'UnknownOrderError';
  readonly orderId: string;

  constructor(orderId: string, timestamp: string) {
    super(`No high-value order ${orderId} of ${timestamp} is stored`);
    this.orderId = orderId;
  }
}

/** NotificationIndex: the high-value orders, pending or notified, by time. Reads are eventually consistent. */
export type NotificationIndex = {
  /** The orders of one partition, oldest Timestamp first, page by page. A page can be empty. */
  pages(query: PartitionQuery): AsyncGenerator<IndexedOrder[], void, undefined>;
};

export type PartitionQuery = {
  /** The partition: see notification-status.ts. */
  status: string;
  /** First and last Timestamp, inclusive: ISO 8601, UTC, with milliseconds. Without it, all orders. */
  between?: readonly [from: string, to: string];
  /** Starts after this order, which may no longer be in the partition. */
  after?: { OrderId: string; Timestamp: string };
  /** The most orders on one page. */
  pageSize?: number;
};

/** A high-value order in the index. It has `NotifiedAt` once consumer has acknowledged it. */
export type IndexedOrder = HighValueOrder & { NotificationStatus: string; NotifiedAt?: string };

/** HighValueOrderTopic: announces high-value orders to its subscribers. */
export type HighValueOrderTopic = {
  /**
   * Publishes one announcement, with the message attributes `Type` (String) and `Amount` (Number) for filters.
   *
   * @throws AnnouncementFailedError if it may not have been published. A retry is safe and can help.
   */
  publish(announcement: Announcement): Promise<void>;

  /** Publishes many, ten per call. Returns an error for each that may not have been published; never throws. */
  publishAll(announcements: readonly Announcement[]): Promise<AnnouncementFailedError[]>;
};

/** The order is stored and pending, but its announcement may not have been published. A retry is safe and can help. */
export class AnnouncementFailedError extends Error {
  override readonly name = 'AnnouncementFailedError';
  readonly orderId: string;

  constructor(orderId: string, reason: string, cause?: unknown) {
    super(
      `Order ${orderId} is stored, but announcing it failed (${reason}). ` +
        'It stays pending: sweep announces it again, and so does sending the same order again.',
      { cause },
    );
    this.orderId = orderId;
  }
}

/** OrderTopic: delivers orders to OrderQueue. */
export type OrderTopic = {
  /** Publishes orders, ten per call. Returns those that may not have been published, by position; never throws. */
  publishAll(orders: readonly Order[]): Promise<PublishFailure[]>;
};

/** `position` counts from 0 in the list to publish. */
export type PublishFailure = { position: number; reason: string };

/** One message of a queue. */
export type Message = {
  id: string;
  /** How often it was received, this time included: approximate. */
  receives: number;
  /** Parses the content. @throws MalformedMessageError */
  read(): unknown;
};

/** A message is not JSON. A retry fails again: it belongs in the dead-letter queue. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
}

type WriteLine = (message: string, facts: Record<string, unknown>) => void;

/** The log: one line per decision, with its facts. An `error` among the facts is logged with its stack trace. */
export type Log = { info: WriteLine; warn: WriteLine; error: WriteLine };

export type Meter = {
  count(name: string, value?: number): void;
  milliseconds(name: string, value: number): void;
  seconds(name: string, value: number): void;
  /** A sum of money, in the currency of the orders. */
  amount(name: string, value: number): void;
};
