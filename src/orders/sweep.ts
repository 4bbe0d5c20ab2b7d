import { announcementOf } from './announcement.ts';
import { PENDING_STATUSES } from './notification-status.ts';
import type { HighValueOrderTopic, IndexedOrder, Log, Meter, NotificationIndex } from './ports.ts';

/** What a sweep found. `CutShort`: its time was over before it had seen everything, so the figures are a part. */
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
  /** Seconds an announcement may take before it is sent again. */
  graceSeconds: number;
  /** Seconds from one sweep to the next. */
  intervalSeconds: number;
  log: Log;
  meter: Meter;
  now: () => Date;
};

/** Some announcements could not be sent again. The orders stay pending: the next sweep tries them anew. */
class SweepFailedError extends Error {
  override readonly name = 'SweepFailedError';

  constructor(problems: readonly string[]) {
    super(`${problems.join('; ')}. The next sweep tries again.`);
  }
}

/** An order stays due for three sweeps: one may come late, fail, or run out of time. */
const SWEEPS_DUE = 3;
const PAGE_SIZE = 500;
/** Milliseconds that a page may take at worst: 50 calls, eight at once, six seconds each. */
const PAGE_MILLISECONDS = 45_000;

/**
 * Announces again what is still pending after the grace period, oldest first in each partition of the index.
 * Overlapping and repeated sweeps do no harm: an order announced twice is acknowledged once.
 *
 * @throws SweepFailedError after everything was tried.
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
        log.error('Partition not swept to its end', { Partition: status, error: error as Error });
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
    log.info(answer.CutShort ? 'Swept until the time was over' : 'Swept', answer);
  }
}

/**
 * Whether an order of that age is announced again: at the grace period, at twice that, at four times, and so on,
 * each time for as long as three sweeps take. So an order that fails for ever is announced a number of times that
 * grows with the logarithm of its age: about 35 times in two weeks, where every sweep would make 4,000.
 */
export function isDue(
  ageSeconds: number,
  { graceSeconds, intervalSeconds }: Pick<Dependencies, 'graceSeconds' | 'intervalSeconds'>,
): boolean {
  if (ageSeconds < graceSeconds) return false;
  const lastDoubling = graceSeconds * 2 ** Math.floor(Math.log2(ageSeconds / graceSeconds));
  return ageSeconds - lastDoubling < SWEEPS_DUE * intervalSeconds;
}

function ageSeconds(order: IndexedOrder, at: Date): number {
  return Math.max(0, Math.floor((at.getTime() - Date.parse(order.ReceivedAt)) / 1000));
}

/** Every partition, each sweep from another one on, so that a sweep that is cut short leaves out others than the last. */
function inTurn(at: Date, intervalSeconds: number): string[] {
  const first = Math.floor(at.getTime() / 1000 / intervalSeconds) % PENDING_STATUSES.length;
  return [...PENDING_STATUSES.slice(first), ...PENDING_STATUSES.slice(0, first)];
}
