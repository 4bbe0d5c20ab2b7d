import { seedOf } from './draws.ts';
import { FAULT_KINDS, type FaultKind } from './fault-kinds.ts';
import { noStrikes } from './faults.ts';
import type { Guard } from './guards.ts';
import type { Violation } from './rules/violation.ts';
import { runSchedule } from './schedule.ts';

/** Some of the schedules that follow from a seed: those from number `from` on, before number `to`. */
export type Block = { seed: number; from: number; to: number; guard?: Guard | undefined };

export type Failure = { number: number; scheduleSeed: number; violation: Violation };

/** What became of some schedules. After the first failure no more are run. */
export type Tally = {
  schedules: number;
  orders: number;
  steps: number;
  struck: Record<FaultKind, number>;
  failure?: Failure;
};

export const emptyTally = (): Tally => ({ schedules: 0, orders: 0, steps: 0, struck: noStrikes() });

export async function runSchedules(block: Block): Promise<Tally> {
  // Errors are a part of every schedule. Nobody reads where they were thrown, and finding it out takes its time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await runAll(block);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function runAll({ seed, from, to, guard }: Block): Promise<Tally> {
  const tally = emptyTally();
  for (let number = from; number < to && tally.failure === undefined; number++) {
    const scheduleSeed = seedOf(seed, number);
    const { orders, steps, struck, violation } = await run(scheduleSeed, guard);
    add(tally, { schedules: 1, orders, steps, struck });
    if (violation !== undefined) tally.failure = { number, scheduleSeed, violation };
  }
  return tally;
}

/** Adds to a tally what became of others. Of two failures it keeps the one of the lower number. */
export function add(tally: Tally, { schedules, orders, steps, struck, failure }: Readonly<Tally>): void {
  tally.schedules += schedules;
  tally.orders += orders;
  tally.steps += steps;
  for (const kind of FAULT_KINDS) tally.struck[kind] += struck[kind];
  if (failure !== undefined && failure.number < (tally.failure?.number ?? Number.POSITIVE_INFINITY)) {
    tally.failure = failure;
  }
}

async function run(scheduleSeed: number, guard: Guard | undefined) {
  try {
    return await runSchedule(scheduleSeed, { guard });
  } catch (cause) {
    throw new Error(`The simulation itself broke on schedule ${scheduleSeed}: ${cause}`, { cause });
  }
}
