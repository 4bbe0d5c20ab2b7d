import type { Guard } from './guards.ts';
import { runSchedule, type ScheduleOptions, type ScheduleResult } from './schedule.ts';

export type Shrunk = {
  original: ScheduleResult;
  /** A smaller schedule that breaks the same rule. */
  minimal: ScheduleResult;
  runs: number;
};

/**
 * Leaves out one fault or input after another for as long as the schedule breaks the same rule. Gives undefined if the
 * schedule breaks no rule.
 */
export async function shrink(seed: number, guard?: Guard): Promise<Shrunk | undefined> {
  const original = await runSchedule(seed, { guard, isTraced: true });
  if (original.violation === undefined) return undefined;
  const { rule } = original.violation;
  let minimal = original;
  let runs = 0;

  async function tryWith(change: ScheduleOptions): Promise<void> {
    const { inputs, faults } = minimal;
    const result = await runSchedule(seed, { guard, isTraced: true, inputs, faults, ...change });
    runs++;
    if (result.violation?.rule === rule) minimal = result;
  }

  const size = () => minimal.inputs.length + minimal.faults.length;
  for (let before = Number.POSITIVE_INFINITY; size() < before; ) {
    before = size();
    await tryWith({ faults: [] });
    for (const fault of minimal.faults) await tryWith({ faults: without(fault, minimal.faults) });
    for (const input of minimal.inputs) await tryWith({ inputs: without(input, minimal.inputs) });
  }
  return { original, minimal, runs };
}

function without(one: string, all: readonly string[]): string[] {
  return all.filter((other) => other !== one);
}
