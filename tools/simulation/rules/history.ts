import type { Invocation } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import type { Input } from '../workload/inputs.ts';

/** A broken rule, and how it was broken. */
export type Violation = { rule: string; details: string };

export type History = ReturnType<typeof createHistory>;

/** What has happened so far, as far as the rules need it. */
export function createHistory(given: {
  inputs: readonly Input[];
  /** Gives the item as it is in the table now. */
  item(orderId: string): Item | undefined;
  maxReceiveCount: number;
  retentionDays: number;
  /** On the timeline. */
  now(): number;
}) {
  let violation: Violation | undefined;
  const removed = new Map<string, { item: Item; at: number }>();
  // An order travels as it was sent, or as producer writes it.
  const textsOf = ({ text, order }: Input) => (order === undefined ? [text] : [text, JSON.stringify(order)]);
  return {
    ...given,
    violation: () => violation,
    /** Keeps the first violation. */
    broken(rule: string, details: string): void {
      violation ??= { rule, details };
    },
    /** What was removed last of each order that expired, and when. */
    removed,
    /** An order as it is stored, and as it was if it was removed since then: either may have been met. */
    itemsSince(orderId: string, since: number): Item[] {
      const last = removed.get(orderId);
      return [given.item(orderId) ?? [], last !== undefined && last.at >= since ? last.item : []].flat();
    },
    /** When an order was sent last, as a new message, and when it was finished. */
    requestedAt: new Map<string, number>(),
    finishedAt: new Map<string, number>(),
    /** Every input, by each text under which a queue may get it. */
    inputs: new Map(given.inputs.flatMap((input) => textsOf(input).map((text) => [text, input] as const))),
    /** OrderIds that were announced, logged as stored, and logged as acknowledged. */
    announced: new Set<string>(),
    stored: new Set<string>(),
    acknowledged: new Set<string>(),
    /** The invocation that set an order's NotifiedAt. */
    notifiedBy: new Map<string, Invocation>(),
    /** The bodies that an invocation published to OrderTopic. */
    publishedBy: new Map<Invocation, string[]>(),
    /** Ids of the messages that were sent, and of those that were reported as handled or became a dead letter. */
    sent: new Set<string>(),
    done: new Set<string>(),
    /** How many receives of a message failed through a fault; infinite for a duplicated message. */
    failedReceives: new Map<string, number>(),
  };
}
