/** What the use cases need from outside, in their own terms. `src/aws` has what stands behind each of it on AWS. */
import type { Announcement, HighValueOrder } from './announcement.ts';
import type { Order, ReceivedOrder } from './order.ts';

/** OrdersTable: one item an order, under the rule that an item's order never changes. */
export type OrdersTable = {
  /**
   * Stores `order`, received at `now`, unless its OrderId is taken; a high-value one is pending from the same
   * write on. A repeat of the stored order is a `duplicate`, answered with the order as it is stored; so is the
   * client's own retry of a put whose answer got lost.
   *
   * @throws OrderConflictError where the OrderId is taken by an order with other content.
   */
  put(order: Order, highValue: boolean, now: Date): Promise<PutResult>;

  /**
   * Marks a pending order as notified at `now`, once: every later call is a `duplicate` and changes nothing.
   *
   * @throws UnknownOrderError where no high-value order with this OrderId and Timestamp is stored.
   */
  acknowledge(
    order: Pick<ReceivedOrder, 'OrderId' | 'Timestamp'>,
    now: Date,
  ): Promise<'acknowledged' | 'duplicate'>;
};

/** What the table holds after a {@link OrdersTable.put}; for a high-value order, how far its announcement is. */
export type PutResult = { outcome: 'stored' | 'duplicate' } & (
  | { order: ReceivedOrder; notification: 'not-needed' }
  | { order: HighValueOrder; notification: 'pending' | 'notified' }
);

/** The OrderId is taken by an order with other content, which stays as it is. Sending it again never helps. */
export class OrderConflictError extends Error {
  override readonly name = 'OrderConflictError';
  readonly orderId: string;

  constructor(orderId: string, fields: readonly string[]) {
    super(
      `Order ${orderId} is already stored with another ${fields.join(', ')}; the stored order stays. ` +
        'Send a new order under a new OrderId.',
    );
    this.orderId = orderId;
  }
}

/** An announcement names an order that is not stored, or not as a high-value one with that time. */
export class UnknownOrderError extends Error {
  override readonly name = 'UnknownOrderError';
  readonly orderId: string;

  constructor(orderId: string, timestamp: string) {
    super(`No high-value order ${orderId} of ${timestamp} is stored`);
    this.orderId = orderId;
  }
}

/** NotificationIndex: the high-value orders, pending or notified, by time. A read may lag behind the table a little. */
export type NotificationIndex = {
  /** The orders of one partition, oldest Timestamp first, page by page; a page may be empty. */
  pages(query: PartitionQuery): AsyncGenerator<IndexedOrder[], void, undefined>;
};

export type PartitionQuery = {
  /** The partition: see notification-status.ts. */
  status: string;
  /** First and last Timestamp, both included: ISO 8601, UTC, with milliseconds. All of them when left out. */
  between?: readonly [from: string, to: string];
  /** Goes on right after this order. It need not be there any more. */
  after?: { OrderId: string; Timestamp: string };
  /** The most orders that one page reads. */
  pageSize?: number;
};

/** A high-value order as the index has it; `NotifiedAt` once the consumer acknowledged it. */
export type IndexedOrder = HighValueOrder & { NotificationStatus: string; NotifiedAt?: string };

/** HighValueOrderTopic: where high-value orders are announced to whoever subscribes. */
export type HighValueOrderTopic = {
  /**
   * Publishes one announcement, with the message attributes `Type` (String) and `Amount` (Number) for filters.
   *
   * @throws AnnouncementFailedError when it may not have been published. Trying again helps and does no harm.
   */
  publish(announcement: Announcement): Promise<void>;

  /** Publishes many, ten a call. Gives an error for each that may not have been published, and never throws. */
  publishAll(announcements: readonly Announcement[]): Promise<AnnouncementFailedError[]>;
};

/** The order is stored, but its announcement may not be out. It stays pending until it is acknowledged. */
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

/** OrderTopic: where orders come in. */
export type OrderTopic = {
  /** Publishes orders, ten a call. Gives those that may not have been published, by position, and never throws. */
  publishAll(orders: readonly Order[]): Promise<PublishFailure[]>;
};

/** @param position in the list that was to be published, from 0. */
export type PublishFailure = { position: number; reason: string };

/** One message of a queue. */
export type Message = {
  id: string;
  /** What it says. @throws MalformedMessageError */
  read(): unknown;
};

/** A message is not JSON. Receiving it again never helps: it belongs in the dead-letter queue. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
}

type WriteLine = (message: string, facts: Record<string, unknown>) => void;

/** The log: one line a decision, with its facts. An `error` among them is logged with its stack trace. */
export type Log = { info: WriteLine; warn: WriteLine; error: WriteLine };

export type Meter = {
  count(name: string, value?: number): void;
  milliseconds(name: string, value: number): void;
  seconds(name: string, value: number): void;
  /** A sum of money, in whatever currency the orders are. */
  amount(name: string, value: number): void;
};
