import type { Invocation } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import type { Input } from '../workload/inputs.ts';
import type { Sending } from '../workload/workload.ts';

/** What everybody was told and what was done, as far as the rules need it. */
export type Books = {
  /** The item as it is in the table. */
  item(orderId: string): Item | undefined;
  /** Every input, by the text in which a queue may get it. */
  inputs: ReadonlyMap<string, Input>;
  /** OrderIds that were announced. */
  announced: Set<string>;
  /** How often an order was said to be stored, and acknowledged, by OrderId. */
  stored: Map<string, number>;
  acknowledged: Map<string, number>;
  /** Who set an order's NotifiedAt. */
  markedBy: Map<string, Invocation>;
  /** Bodies that an invocation published to OrderTopic. */
  publishedBy: Map<Invocation, string[]>;
  /** Ids of the messages that a queue got, that a function vouched for, and that became dead letters. */
  sent: Set<string>;
  vouched: Set<string>;
  deadLetters: Set<string>;
  /** How many receives of a message a fault excuses from being handled; no end of them where it came twice. */
  excuses: Map<string, number>;
};

export function createBooks(sendings: readonly Sending[], item: Books['item']): Books {
  const inputs = new Map<string, Input>();
  for (const input of sendings.flatMap((sending) => sending.inputs)) {
    inputs.set(input.text, input);
    // As producer passes it on.
    if (input.order !== undefined) inputs.set(JSON.stringify(input.order), input);
  }
  return {
    item,
    inputs,
    announced: new Set(),
    stored: new Map(),
    acknowledged: new Map(),
    markedBy: new Map(),
    publishedBy: new Map(),
    sent: new Set(),
    vouched: new Set(),
    deadLetters: new Set(),
    excuses: new Map(),
  };
}

/** Counts one more. Gives the new count. */
export function countOne(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
