import { FAULT_KINDS, type FaultKind, noFaults } from './faults.ts';
import type { Guard } from './guards.ts';
import { seedOf } from './random.ts';
import type { Violation } from './rules/history.ts';
import { runSchedule } from './schedule.ts';

/** The schedules of a seed from number `from` to before number `to`. */
export type Range = { seed: number; from: number; to: number; guard?: Guard | undefined };

export type Failure = { number: number; scheduleSeed: number; violation: Violation };

/** The totals of a range. It ends after its first failure. */
export type Tally = {
  schedules: number;
  orders: number;
  steps: number;
  faultCounts: Record<FaultKind, number>;
  failure?: Failure;
};

export const emptyTally = (): Tally => ({ schedules: 0, orders: 0, steps: 0, faultCounts: noFaults() });

export async function runSchedules({ seed, from, to, guard }: Range): Promise<Tally> {
  // Every schedule throws many errors. Without their stack traces, which nobody reads, it runs faster.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const tally = emptyTally();
  try {
    for (let number = from; number < to && tally.failure === undefined; number++) {
      const scheduleSeed = seedOf(seed, number);
      const { violation, ...result } = await runSchedule(scheduleSeed, { guard }).catch((cause) => {
        throw new Error(`The simulation itself failed on schedule ${scheduleSeed}: ${cause}`, { cause });
      });
      add(tally, { schedules: 1, ...result });
      if (violation !== undefined) tally.failure = { number, scheduleSeed, violation };
    }
    return tally;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Adds other totals. Of two failures it keeps the one with the lower number. */
export function add(tally: Tally, { schedules, orders, steps, faultCounts, failure }: Readonly<Tally>): void {
  tally.schedules += schedules;
  tally.orders += orders;
  tally.steps += steps;
  for (const kind of FAULT_KINDS) tally.faultCounts[kind] += faultCounts[kind];
  if (failure !== undefined && failure.number < (tally.failure?.number ?? Number.POSITIVE_INFINITY)) {
    tally.failure = failure;
  }
}
