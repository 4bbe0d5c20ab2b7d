import { announcementOf } from './announcement.ts';
import { PENDING_STATUSES } from './notification-status.ts';
import type { HighValueOrderTopic, IndexedOrder, Log, Meter, NotificationIndex } from './ports.ts';

/** The result of a sweep. `CutShort`: it ran out of time, so the figures are incomplete. */
export type SweepAnswer = {
  Pending: number;
  Republished: number;
  OldestPendingAgeSeconds: number;
  CutShort: boolean;
};

type Dependencies = {
  notificationIndex: NotificationIndex;
  highValueOrderTopic: HighValueOrderTopic;
  threshold: number;
  /** Seconds an order can be pending before it is announced again. */
  graceSeconds: number;
  /** Seconds between sweeps. */
  intervalSeconds: number;
  log: Log;
  meter: Meter;
  now: () => Date;
};

/** Some orders could not be announced again. They stay pending, and the next sweep retries. */
class SweepFailedError extends Error {
  override readonly name = 'SweepFailedError';

  constructor(problems: readonly string[]) {
    super(`${problems.join('; ')}. The next sweep tries again.`);
  }
}

/** An order is due in three sweeps, because one can be late, fail, or run out of time. */
const SWEEPS_DUE = 3;
const PAGE_SIZE = 500;
/** The longest time for a page: 50 calls, eight at once, six seconds each. */
const PAGE_MILLISECONDS = 45_000;

/**
 * Announces orders again that are still pending after the grace period, oldest first in each partition of the index.
 * Overlapping and repeated sweeps are safe: an order announced twice is acknowledged once.
 *
 * @throws SweepFailedError after it has tried everything. The next sweep retries.
 */
export function createSweep(deps: Dependencies) {
  const {
    notificationIndex,
    highValueOrderTopic,
    threshold,
    graceSeconds,
    intervalSeconds,
    log,
    meter,
    now,
  } = deps;

  return async function sweep(
    _event: unknown,
    time: { getRemainingTimeInMillis(): number },
  ): Promise<SweepAnswer> {
    const startedAt = now();
    const answer = { Pending: 0, Republished: 0, OldestPendingAgeSeconds: 0, CutShort: false };
    let failed = 0;

    const problems: string[] = [];

    for (const status of inTurn(startedAt, intervalSeconds)) {
      try {
        for await (const orders of notificationIndex.pages({ status, pageSize: PAGE_SIZE })) {
          answer.CutShort = time.getRemainingTimeInMillis() < PAGE_MILLISECONDS;
          if (answer.CutShort) break;
          const ages = orders.map((order) => ageSeconds(order, startedAt));
          answer.Pending += orders.length;
          answer.OldestPendingAgeSeconds = Math.max(answer.OldestPendingAgeSeconds, ...ages);
          const due = orders.filter((_, index) => isDue(ages[index] ?? 0, { graceSeconds, intervalSeconds }));
          const failures = await republish(due);
          answer.Republished += due.length - failures;
          failed += failures;
        }
      } catch (error) {
        log.error('Partition not swept completely', { Partition: status, error: error as Error });
        problems.push(`${status} could not be read`);
      }
      if (answer.CutShort) break;
    }
    report(answer);
    if (failed > 0) problems.unshift(`${failed} announcements failed`);
    if (problems.length > 0) throw new SweepFailedError(problems);
    return answer;
  };

  async function republish(orders: IndexedOrder[]): Promise<number> {
    if (orders.length === 0) return 0;
    const failures = await highValueOrderTopic.publishAll(
      orders.map((order) => announcementOf(order, threshold)),
    );
    const reasons = new Map(failures.map(({ orderId, message }) => [orderId, message]));
    for (const { OrderId } of orders) {
      const Reason = reasons.get(OrderId);
      if (Reason === undefined) log.info('Order announced again', { OrderId, Outcome: 'republished' });
      else log.error('Announcement not sent again', { OrderId, Outcome: 'not-republished', Reason });
    }
    return failures.length;
  }

  function report(answer: SweepAnswer): void {
    meter.count('PendingNotifications', answer.Pending);
    meter.count('NotificationsRepublished', answer.Republished);
    meter.seconds('OldestPendingAge', answer.OldestPendingAgeSeconds);
    log.info(answer.CutShort ? 'Sweep ran out of time' : 'Swept', answer);
  }
}

/** When orders are due, in seconds. */
export type Pace = Pick<Dependencies, 'graceSeconds' | 'intervalSeconds'>;

/** Whether an order of that age is due. */
export function isDue(ageSeconds: number, pace: Pace): boolean {
  return dueWindow(ageSeconds, pace).from <= ageSeconds;
}

/**
 * The ages, in seconds, from which and before which an order of that age is due, or is due next: at the grace period, twice
 * that, four times that, and so on, each time in three sweeps. An order that fails permanently is announced about 35 times
 * in two weeks, instead of 4,000 times.
 */
export function dueWindow(
  ageSeconds: number,
  { graceSeconds, intervalSeconds }: Pace,
): { from: number; before: number } {
  const doublings = Math.max(0, Math.floor(Math.log2(ageSeconds / graceSeconds)));
  const last = graceSeconds * 2 ** doublings;
  const length = SWEEPS_DUE * intervalSeconds;
  const from = ageSeconds < last + length ? last : 2 * last;
  return { from, before: from + length };
}

function ageSeconds(order: IndexedOrder, at: Date): number {
  return Math.max(0, Math.floor((at.getTime() - Date.parse(order.ReceivedAt)) / 1000));
}

/** Every partition. Each sweep starts with the next one, so a sweep that runs out of time does not always skip the same. */
function inTurn(at: Date, intervalSeconds: number): string[] {
  const first = Math.floor(at.getTime() / 1000 / intervalSeconds) % PENDING_STATUSES.length;
  return [...PENDING_STATUSES.slice(first), ...PENDING_STATUSES.slice(0, first)];
}
