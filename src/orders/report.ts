import type { HighValueOrder } from './announcement.ts';
import { notifiedStatus } from './notification-status.ts';
import { orderFields } from './order.ts';
import type { IndexedOrder, Log, Meter, NotificationIndex, PartitionQuery } from './ports.ts';
import {
  cursorAfter,
  InvalidReportError,
  parseReportQuery,
  placesOf,
  type ReportQuery,
} from './report-query.ts';

/** An order in a report. It has `NotifiedAt`, UTC with milliseconds, once it is acknowledged. */
export type ReportedOrder = HighValueOrder & { NotifiedAt?: string };

/** If there is more, `Cursor` is set: the same request with it continues after the last of `Orders`. */
export type ReportAnswer = { Orders: ReportedOrder[]; Cursor?: string };

type Dependencies = {
  notificationIndex: NotificationIndex;
  log: Log;
  meter: Meter;
  /** The most days between From and To, 31 by default. */
  maxSpanDays?: number;
};

/** An order, and the index in `placesOf` of where it was read. */
type Found = { place: number; order: IndexedOrder };
type Stream = AsyncGenerator<Found, void, undefined>;

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Lists the high-value orders between two times, oldest first, page by page. It changes nothing, so a retry is safe, and
 * can help after every error except InvalidReportError.
 *
 * Together, the pages have every order once. An order that is acknowledged between two pages is not lost, but can appear
 * twice if a page ended within its millisecond. An order that is stored with a Timestamp before the cursor is not listed.
 *
 * @throws InvalidReportError if the request is invalid.
 */
export function createReport({ notificationIndex, log, meter, maxSpanDays }: Dependencies) {
  return async function report(event: unknown): Promise<ReportAnswer> {
    try {
      const query = parseReportQuery(event, maxSpanDays);
      const answer = await answerTo(query);
      const facts = { Count: answer.Orders.length, Status: query.Status ?? 'any', More: 'Cursor' in answer };
      log.info('Orders reported', facts);
      return answer;
    } catch (error) {
      if (error instanceof InvalidReportError) {
        meter.count('ReportsRefused');
        log.warn('Report refused', { Reason: error.message });
      } else log.error('Orders not reported', { error });
      throw error;
    }
  };

  async function answerTo(query: ReportQuery): Promise<ReportAnswer> {
    const Orders: ReportedOrder[] = [];
    // An order that is acknowledged during the reads can be read twice: pending, then notified.
    const met = new Set([query.Cursor?.OrderId]);
    let last: Found | undefined;
    for await (const found of merge(readsOf(query).map(ordersOf))) {
      if (met.has(found.order.OrderId)) continue;
      if (last !== undefined && Orders.length === query.Limit) {
        return { Orders, Cursor: cursorAfter(last.order, last.place, query) };
      }
      met.add(found.order.OrderId);
      Orders.push(reported(found.order));
      last = found;
    }
    return { Orders };
  }

  async function* ordersOf(reads: PartitionQuery[], place: number): Stream {
    for (const read of reads) {
      for await (const page of notificationIndex.pages(read)) {
        for (const order of page) yield { place, order };
      }
    }
  }
}

/** What to read of the index: for each place, its partitions in order. */
function readsOf(query: ReportQuery): PartitionQuery[][] {
  const { From, To, Limit: pageSize, Cursor: after } = query;
  const to = addMilliseconds(To, -1);

  return placesOf(query).map((name, place) => {
    const from = after === undefined ? From : addMilliseconds(after.Timestamp, place < after.Place ? 1 : 0);
    if (from > to) return [];
    const statuses = name === 'NOTIFIED' ? daysBetween(from, to).map(notifiedStatus) : [name];
    return statuses.map((status, index) => ({
      status,
      between: [from, to],
      pageSize,
      ...(index === 0 && place === after?.Place && { after }),
    }));
  });
}

function daysBetween(from: string, to: string): string[] {
  const first = Date.parse(from.slice(0, 'yyyy-mm-dd'.length));
  const count = 1 + Math.floor((Date.parse(to) - first) / DAY_MS);
  return Array.from({ length: count }, (_, day) => new Date(first + day * DAY_MS).toISOString());
}

function addMilliseconds(timestamp: string, milliseconds: number): string {
  return new Date(Date.parse(timestamp) + milliseconds).toISOString();
}

/**
 * Merges streams that are each ordered by Timestamp. For the same Timestamp, the earlier stream goes first. It reads from a
 * stream only when it needs the next order.
 */
async function* merge(streams: Stream[]): Stream {
  const heads = new Map<Stream, Found>();
  // In sequence, pending before notified: an order that is acknowledged in between is read twice rather than never.
  for (const stream of streams) await advance(stream);

  while (heads.size > 0) {
    const [stream, head] = [...heads].reduce((a, b) => (b[1].order.Timestamp < a[1].order.Timestamp ? b : a));
    yield head;
    await advance(stream);
  }

  async function advance(stream: Stream): Promise<void> {
    const { done, value } = await stream.next();
    if (done) heads.delete(stream);
    else heads.set(stream, value);
  }
}

function reported(order: IndexedOrder): ReportedOrder {
  const { Amount, Timestamp, ReceivedAt, NotifiedAt } = order;
  const fields = { ...orderFields(order), Amount, Timestamp, ReceivedAt };
  return NotifiedAt === undefined ? fields : { ...fields, NotifiedAt };
}
