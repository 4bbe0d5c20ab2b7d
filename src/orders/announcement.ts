import * as v from 'valibot';
import { type Order, orderFields, orderSchema, type ReceivedOrder } from './order.ts';

/** A stored order whose amount is over the threshold. */
export type HighValueOrder = ReceivedOrder & { Amount: number };

/** The rule: strictly over. An order without an amount is never high-value. */
export function isHighValue<T extends Order>(order: T, threshold: number): order is T & { Amount: number } {
  return order.Amount !== undefined && order.Amount > threshold;
}

const announcementSchema = v.object(
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
 * What is published about a high-value order: the whole order, so that a subscriber needs no look-up, and the
 * threshold that held when it was published. A later `Version` may change fields; within one, fields are only added.
 */
export type Announcement = v.InferOutput<typeof announcementSchema>;

/** A message is not an {@link Announcement}. Receiving it again never helps: it belongs in the dead-letter queue. */
export class InvalidAnnouncementError extends Error {
  override readonly name = 'InvalidAnnouncementError';

  constructor(problems: readonly string[]) {
    super(`Not a HighValueOrder message: ${problems.join('; ')}`);
  }
}

/** What is announced about an order that was over `threshold`. */
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
 * Reads an announcement from a parsed message body. Fields it does not know are left out.
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
