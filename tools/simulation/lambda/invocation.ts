import type { FUNCTION_TIMEOUTS_MS } from '../settings.ts';

export type FunctionName = keyof typeof FUNCTION_TIMEOUTS_MS;

/** One invocation of a function. */
export type Invocation = {
  readonly name: string;
  /** On the timeline. */
  readonly startedAt: number;
  isRunning: boolean;
  /** Whether a fault was injected into it: only then may it fail on valid input. */
  hadFault: boolean;
  hasCrashed: boolean;
  /** OrderIds of updates that failed and may have been applied nevertheless. */
  readonly maybeUpdated: Set<string>;
  /** The time by this invocation's clock. */
  now(): Date;
  remainingMs(): number;
  /** Ends it at once. The calls that it has started go on. */
  crash(reason: string): void;
};

export type Result<T> = { answer: T } | { error: Error } | { crashed: true };
