import type { HighValueOrder } from '../../../src/orders/announcement.ts';
import type { NotificationIndex } from '../../../src/orders/ports.ts';
import { createReport } from '../../../src/orders/report.ts';
import type { QueueMessage } from './delivery.ts';
import { MAX_SPAN_DAYS, type Request } from './request.ts';

export type Page = {
  /** The number of orders, and the messages of those whose announcement the queue gets. */
  orders: number;
  messages: QueueMessage[];
  /** The Timestamp of the last order. */
  until: string | undefined;
  /** Continues after this page, if there is more. */
  cursor: string | undefined;
};

const NO_LOG = { info() {}, warn() {}, error() {} };
const NO_METER = { count() {}, milliseconds() {}, seconds() {}, amount() {} };

/**
 * Reads the orders of a range as report does, oldest first, as the messages that they are for a queue.
 *
 * @param limit the most orders of a page.
 */
export async function* readPast(
  notificationIndex: NotificationIndex,
  deliver: (order: HighValueOrder) => QueueMessage | undefined,
  { from: From, to: To, cursor: first }: Pick<Request, 'from' | 'to' | 'cursor'>,
  limit: number,
): AsyncGenerator<Page, void, undefined> {
  const report = createReport({
    notificationIndex,
    log: NO_LOG,
    meter: NO_METER,
    maxSpanDays: MAX_SPAN_DAYS,
  });
  let cursor = first;
  do {
    const { Orders, Cursor } = await report({ From, To, Limit: limit, ...(cursor && { Cursor: cursor }) });
    cursor = Cursor;
    const messages = Orders.map(deliver).filter((message) => message !== undefined);
    yield { orders: Orders.length, messages, until: Orders.at(-1)?.Timestamp, cursor };
  } while (cursor !== undefined);
}
