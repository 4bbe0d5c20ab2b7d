import type { Letter } from '../../../../../tools/commands/dead-letters/letters.ts';
import type { Facts } from '../../../../../tools/commands/follow/facts.ts';
import type { Entry } from '../../../../../tools/commands/follow/log-search.ts';

export const NOW = Date.parse('2025-05-03T14:00:00.000Z');
export const MINUTE = 60_000;
export const DAY = 1440 * MINUTE;

export const minutesAgo = (minutes: number) => new Date(NOW - minutes * MINUTE).toISOString();

const queue = (name: string) => ({ name, waiting: 0, inFlight: 0, visibilityMs: 91_000, maxReceives: 3 });

/** What is known about an order of which there is no trace, with the settings of stage dev. */
export function facts(known: Partial<Omit<Facts, 'logs'>> & { logs?: Partial<Facts['logs']> } = {}): Facts {
  return {
    orderId: 'ORD-1',
    now: NOW,
    entries: [],
    letters: [],
    unseen: [],
    pace: { graceSeconds: 600, intervalSeconds: 300 },
    ...known,
    queues: { ingest: queue('OrderQueue'), consumer: queue('HighValueQueue'), ...known.queues },
    logs: {
      since: NOW - 7 * DAY,
      keptSince: NOW - 14 * DAY,
      missing: [],
      others: [],
      sweptAt: NOW - 2 * MINUTE,
      ...known.logs,
    },
  };
}

/** A high-value order that came in so many minutes ago, and is pending. */
export const pending = (minutes: number) => ({
  ...{ OrderId: 'ORD-1', Amount: 250, Timestamp: minutesAgo(minutes), ReceivedAt: minutesAgo(minutes) },
  NotificationStatus: 'PENDING#3',
});

export const notified = (minutes: number) => ({
  ...pending(minutes),
  ...{ NotificationStatus: 'NOTIFIED#2025-05-03', NotifiedAt: minutesAgo(minutes - 1) },
});

/** An order that is not high-value. */
export const stored = (minutes: number) => ({
  ...{ OrderId: 'ORD-1', Amount: 40, Timestamp: minutesAgo(minutes), ReceivedAt: minutesAgo(minutes) },
});

/** A line that a function logged so many minutes ago. */
export const entry = (
  minutes: number,
  functionName: string,
  outcome: string,
  more: Partial<Entry> = {},
): Entry => ({
  ...{ at: minutesAgo(minutes), functionName, outcome, message: `Order ${outcome}`, orderId: 'ORD-1' },
  ...more,
});

export const letter = (queueName: Letter['queue'], more: Partial<Letter> = {}): Letter => ({
  ...{ queue: queueName, id: 'message-1', orderId: 'ORD-1', reason: 'Amount must be a number', receives: 3 },
  ...{ sentAt: NOW - DAY, expiresAt: NOW + 13 * DAY, body: '{}', attributes: {} },
  ...more,
});
