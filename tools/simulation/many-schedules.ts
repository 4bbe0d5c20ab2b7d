import { FAULT_KINDS, type FaultKind, noFaults } from './faults.ts';
import type { Guard } from './guards.ts';
import { seedOf } from './random.ts';
import type { Violation } from './rules/history.ts';
import { runSchedule } from './schedule.ts';

type Job = { seed: number; schedules: number; guard?: Guard | undefined };

/** The totals of the schedules that ran. */
export type Tally = {
  schedules: number;
  orders: number;
  steps: number;
  faultCounts: Record<FaultKind, number>;
  failure?: { scheduleSeed: number; violation: Violation };
};

/**
 * Runs the schedules of a seed, up to the first one that breaks a rule.
 *
 * @param onProgress is called with the number of schedules done so far.
 */
export async function runSchedules(
  { seed, schedules, guard }: Job,
  onProgress?: (done: number) => void,
): Promise<Tally> {
  // Every schedule throws many errors. Without their stack traces, which nobody reads, it runs faster.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const tally: Tally = { schedules: 0, orders: 0, steps: 0, faultCounts: noFaults() };
  try {
    while (tally.schedules < schedules && tally.failure === undefined) {
      const scheduleSeed = seedOf(seed, tally.schedules);
      const { violation, ...result } = await runSchedule(scheduleSeed, { guard }).catch((cause) => {
        throw new Error(`The simulation itself failed on schedule ${scheduleSeed}: ${cause}`, { cause });
      });
      tally.schedules++;
      tally.orders += result.orders;
      tally.steps += result.steps;
      for (const kind of FAULT_KINDS) tally.faultCounts[kind] += result.faultCounts[kind];
      if (violation !== undefined) tally.failure = { scheduleSeed, violation };
      onProgress?.(tally.schedules);
    }
    return tally;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
