import type { Invocation } from '../lambda/invocation.ts';
import type { Item } from '../models/expressions.ts';
import type { Input } from '../workload/inputs.ts';

/** A broken rule, and how it was broken. */
export type Violation = { rule: string; details: string };

export function violationOf(rule: string, details: string): Violation {
  return { rule, details };
}

/** What has happened so far, as far as the rules need it. */
export type History = {
  maxReceiveCount: number;
  /** The item as it is in the table now. */
  item(orderId: string): Item | undefined;
  /** Every input, by each text under which a queue may get it. */
  inputs: ReadonlyMap<string, Input>;
  /** OrderIds that were announced, logged as stored, and logged as acknowledged. */
  announced: Set<string>;
  stored: Set<string>;
  acknowledged: Set<string>;
  /** The invocation that set an order's NotifiedAt. */
  notifiedBy: Map<string, Invocation>;
  /** The bodies that an invocation published to OrderTopic. */
  publishedBy: Map<Invocation, string[]>;
  /** Ids of the messages that were sent, reported as handled, and moved to a dead-letter queue. */
  sent: Set<string>;
  handled: Set<string>;
  deadLetters: Set<string>;
  /** How many receives of a message failed through a fault; infinite for a duplicated message. */
  failedReceives: Map<string, number>;
};

export function createHistory(given: {
  inputs: readonly Input[];
  item: History['item'];
  maxReceiveCount: number;
}): History {
  // An order travels as it was sent, or as producer writes it.
  const textsOf = ({ text, order }: Input) => (order === undefined ? [text] : [text, JSON.stringify(order)]);
  return {
    ...given,
    inputs: new Map(given.inputs.flatMap((input) => textsOf(input).map((text) => [text, input]))),
    announced: new Set(),
    stored: new Set(),
    acknowledged: new Set(),
    notifiedBy: new Map(),
    publishedBy: new Map(),
    sent: new Set(),
    handled: new Set(),
    deadLetters: new Set(),
    failedReceives: new Map(),
  };
}
