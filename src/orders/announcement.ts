import * as v from 'valibot';
import { type Order, orderFields, orderSchema, type ReceivedOrder } from './order.ts';

/** A stored order whose amount is over the threshold. */
export type HighValueOrder = ReceivedOrder & { Amount: number };

/** Whether the amount is strictly over the threshold. An order without an amount is never high-value. */
export function isHighValue<T extends Order>(order: T, threshold: number): order is T & { Amount: number } {
  return order.Amount !== undefined && order.Amount > threshold;
}

export const announcementSchema = v.object(
  {
    Type: v.literal('HighValueOrder', 'must be "HighValueOrder"'),
    Version: v.literal(1, 'must be 1'),
    ...orderSchema.entries,
    Amount: orderSchema.entries.Amount.wrapped,
    Timestamp: orderSchema.entries.Timestamp.wrapped,
    ReceivedAt: orderSchema.entries.Timestamp.wrapped,
    Threshold: v.number('must be a number'),
  },
  'must be a JSON object',
);

/**
 * The message published about a high-value order: the whole order, so that a subscriber needs no lookup, and the threshold
 * at the time of publishing. Within a `Version`, fields are only added; a new `Version` can change them.
 */
export type Announcement = v.InferOutput<typeof announcementSchema>;

/** A message is not an {@link Announcement}. A retry fails again: it belongs in the dead-letter queue. */
export class InvalidAnnouncementError extends Error {
  override readonly name = 'InvalidAnnouncementError';

  constructor(problems: readonly string[]) {
    super(`Not a HighValueOrder message: ${problems.join('; ')}`);
  }
}

/** The announcement of an order that is over `threshold`. */
export function announcementOf(order: HighValueOrder, threshold: number): Announcement {
  return {
    Type: 'HighValueOrder',
    Version: 1,
    ...orderFields(order),
    Amount: order.Amount,
    Timestamp: order.Timestamp,
    ReceivedAt: order.ReceivedAt,
    Threshold: threshold,
  };
}

/**
 * Reads an announcement from a parsed message body. Unknown fields are dropped.
 *
 * @throws InvalidAnnouncementError that lists every problem.
 */
export function parseAnnouncement(input: unknown): Announcement {
  const result = v.safeParse(announcementSchema, input);
  if (result.success) return result.output;
  throw new InvalidAnnouncementError(
    result.issues.map((issue) => {
      const missing = issue.received === 'undefined';
      return `${v.getDotPath(issue) ?? 'message'} ${missing ? 'is required' : issue.message}`;
    }),
  );
}
