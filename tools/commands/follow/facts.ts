import type { Pace } from '../../../src/orders/sweep.ts';
import type { Item } from '../../service/service-client.ts';
import type { Letter } from '../dead-letters/letters.ts';
import type { Entry } from './log-search.ts';

/** Log lines and numbers of messages are complete after this time. */
export const SETTLED_MS = 120_000;

/** A queue that a function reads. Its numbers of messages are approximate. */
export type ReadQueue = {
  name: string;
  waiting: number;
  inFlight: number;
  /** How long a message is hidden after a receive, in milliseconds. */
  visibilityMs: number;
  /** After so many receives without success, a message is a dead letter. */
  maxReceives: number;
};

/** What is known about one order. Times are milliseconds since 1970. */
export type Facts = {
  orderId: string;
  now: number;
  /** Why no order can have this OrderId. */
  invalid?: string | undefined;
  item?: Item | undefined;
  /** Oldest first. */
  entries: Entry[];
  logs: {
    /** Undefined where there are no logs. */
    since: number | undefined;
    /** The log groups that do not exist. */
    missing: string[];
    /** From when on the functions' lines are kept; undefined for ever. */
    keptSince: number | undefined;
    /** OrderIds of other orders that contain this one. */
    others: string[];
    /** When sweep ran last. */
    sweptAt: number | undefined;
  };
  letters: Letter[];
  /** Dead-letter queues with messages that somebody else has received, and how many. */
  unseen: { queue: string; messages: number }[];
  /** By the function that reads the queue. */
  queues: Record<string, ReadQueue>;
  pace: Pace;
};
