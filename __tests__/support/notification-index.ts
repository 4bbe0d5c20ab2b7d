import { crc32 } from 'node:zlib';
import type { HighValueOrder } from '../../src/orders/announcement.ts';
import { notifiedStatus, pendingStatus } from '../../src/orders/notification-status.ts';
import type { IndexedOrder, NotificationIndex, PartitionQuery } from '../../src/orders/ports.ts';
import { aHighValueOrder } from './orders.ts';

const KNOWN_STATUS = /^(PENDING#[0-7]|NOTIFIED#\d{4}-\d{2}-\d{2})$/;

export function aPendingOrder(fields: Partial<HighValueOrder> = {}): IndexedOrder {
  const order = aHighValueOrder(fields);
  return { ...order, NotificationStatus: pendingStatus(order.OrderId) };
}

export const aNotifiedOrder = (fields: Partial<HighValueOrder> = {}) => acknowledged(aPendingOrder(fields));

/** The order as the consumer leaves it. */
export function acknowledged(order: IndexedOrder): IndexedOrder {
  return {
    ...order,
    NotificationStatus: notifiedStatus(order.Timestamp),
    NotifiedAt: '2025-06-01T00:00:00.000Z',
  };
}

/** How the index sorts a partition: by Timestamp, then in a sequence of its own that is always the same. */
export function indexOrder(a: Key, b: Key): number {
  return (
    compare(a.Timestamp, b.Timestamp) || crc32(a.OrderId) - crc32(b.OrderId) || compare(a.OrderId, b.OrderId)
  );
}

const compare = (a: string, b: string) => Number(a > b) - Number(a < b);

type Key = { OrderId: string; Timestamp: string };

/**
 * An index over the current contents of `items`, which fails where DynamoDB would. As there, a full page may be the
 * last. Every third page is empty, and not the last.
 *
 * @param onRead gets the number of pages read so far, after each.
 */
export function fakeNotificationIndex(items: IndexedOrder[], onRead: (pages: number) => void = () => {}) {
  const queries: PartitionQuery[] = [];
  const pagesRead: IndexedOrder[][] = [];

  function read(query: PartitionQuery, size: number): IndexedOrder[] {
    const page = items
      .filter((item) => isWanted(item, query))
      .sort(indexOrder)
      .slice(0, size);
    pagesRead.push(page);
    onRead(pagesRead.length);
    return page;
  }

  const index: NotificationIndex = {
    async *pages(query) {
      assertSound(query);
      queries.push(query);
      const { pageSize = 1_000 } = query;
      let { after } = query;
      for (let full = true; full; ) {
        const size = pagesRead.length % 3 === 2 ? 0 : pageSize;
        const page = read({ ...query, ...(after && { after }) }, size);
        yield page;
        full = page.length === size;
        after = page.at(-1) ?? after;
      }
    },
  };
  return { ...index, queries, pagesRead };
}

function isWanted(item: IndexedOrder, { status, between, after }: PartitionQuery): boolean {
  const { NotificationStatus, Timestamp } = item;
  return (
    NotificationStatus === status &&
    (between === undefined || (Timestamp >= between[0] && Timestamp <= between[1])) &&
    (after === undefined || indexOrder(item, after) > 0)
  );
}

function assertSound({ status, between, after, pageSize = 1 }: PartitionQuery): void {
  if (!KNOWN_STATUS.test(status)) throw new Error(`There is no partition ${status}`);
  if (!Number.isInteger(pageSize) || pageSize < 1) throw new Error(`A page cannot have ${pageSize} orders`);
  if (between === undefined) return;
  const [from, to] = between;
  if (from > to) throw new Error(`No time is between ${from} and ${to}`);
  if (after !== undefined && (after.Timestamp < from || after.Timestamp > to)) {
    throw new Error(`${after.Timestamp} is not between ${from} and ${to}`);
  }
}
