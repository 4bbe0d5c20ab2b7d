import { PENDING_STATUSES } from '../../src/orders/notification-status.ts';
import type { IndexedOrder, NotificationIndex, PartitionQuery } from '../../src/orders/ports.ts';
import { createSweep } from '../../src/orders/sweep.ts';
import { fakeHighValueOrderTopic, recordingLog, recordingMeter } from './fakes.ts';
import { aHighValueOrder } from './orders.ts';

/** A time at which a sweep begins with the first partition. */
export const NOW = new Date('2025-06-01T10:00:00.000Z');

/** The pages of some partitions; every other one has one empty page. */
export type Pages = Record<string, IndexedOrder[][]>;

/** A pending order, received that many seconds before NOW. */
export function pendingFor(seconds: number, fields: Partial<IndexedOrder> = {}): IndexedOrder {
  const ReceivedAt = new Date(NOW.getTime() - 1000 * seconds).toISOString();
  return { ...aHighValueOrder({ ReceivedAt }), NotificationStatus: 'PENDING#0', ...fields };
}

/** An index of pending orders that records how it is read, and fails to read the partition `broken`. */
function fakeIndex(pages: Pages, broken?: { status: string; error: Error }) {
  const queries: PartitionQuery[] = [];
  const pagesRead: IndexedOrder[][] = [];
  const index: NotificationIndex = {
    async *pages(query) {
      if (!PENDING_STATUSES.includes(query.status)) throw new Error(`Unexpected ${query.status}`);
      queries.push(query);
      if (query.status === broken?.status) throw broken.error;
      for (const page of pages[query.status] ?? [[]]) {
        pagesRead.push(page);
        yield page;
      }
    },
  };
  return { ...index, queries, pagesRead };
}

/** A sweep with ten minutes of grace and time enough, over an index, with its fakes. */
export function sweepOver({
  pages = {},
  broken,
  failing = [],
  threshold = 100,
  graceSeconds = 600,
  now = NOW,
}: {
  pages?: Pages;
  broken?: { status: string; error: Error };
  failing?: readonly string[];
  threshold?: number;
  graceSeconds?: number;
  now?: Date;
} = {}) {
  const fakes = {
    notificationIndex: fakeIndex(pages, broken),
    highValueOrderTopic: fakeHighValueOrderTopic(failing),
    log: recordingLog(),
    meter: recordingMeter(),
  };
  const sweepIn = createSweep({ ...fakes, threshold, graceSeconds, intervalSeconds: 300, now: () => now });
  const sweep = () => sweepIn({}, { getRemainingTimeInMillis: () => 240_000 });
  return { ...fakes, sweep, sweepIn };
}

/** Lambda's clock, which answers these milliseconds one after the other; another question fails. */
export function timeLeft(...milliseconds: number[]) {
  return {
    getRemainingTimeInMillis(): number {
      const next = milliseconds.shift();
      if (next === undefined) throw new Error('Unexpected question for the time left');
      return next;
    },
  };
}
