import type { Guard } from './guards.ts';
import { runSchedule, type ScheduleOptions, type ScheduleResult } from './schedule.ts';

export type Shrunk = {
  /** The schedule as it was drawn. */
  whole: ScheduleResult;
  /** What is left of it: it breaks the same promise, and is traced. */
  least: ScheduleResult;
  runs: number;
};

type Case = { inputs: readonly string[]; places: readonly string[]; calm: boolean };

const MAX_RUNS = 2_000;

/**
 * Finds how little of a failing schedule is enough to break the same promise: which inputs, which faults, and whether
 * the times matter. Gives nothing where the schedule does not fail.
 */
export async function shrink(seed: number, guard?: Guard): Promise<Shrunk | undefined> {
  const whole = await runSchedule(seed, { guard });
  const rule = whole.violation?.rule;
  if (rule === undefined) return undefined;
  let runs = 0;

  async function fails(candidate: Case): Promise<boolean> {
    if (runs >= MAX_RUNS) return false;
    runs++;
    const { violation } = await runSchedule(seed, optionsOf(candidate));
    return violation?.rule === rule;
  }

  let least: Case = { inputs: whole.inputs, places: whole.places, calm: false };
  for (let size = Number.POSITIVE_INFINITY; sizeOf(least) < size; ) {
    size = sizeOf(least);
    if (await fails({ ...least, calm: true })) least = { ...least, calm: true };
    for (const part of ['places', 'inputs'] as const) {
      const rest = await withoutChunks(least[part], (kept) => fails({ ...least, [part]: kept }));
      least = { ...least, [part]: rest };
    }
  }
  return { whole, least: await runSchedule(seed, { ...optionsOf(least), traced: true }), runs };

  function optionsOf({ inputs, places, calm }: Case): ScheduleOptions {
    return { guard, inputs: new Set(inputs), places: new Set(places), calm };
  }
}

function sizeOf({ inputs, places, calm }: Case): number {
  return 2 * (inputs.length + places.length) + (calm ? 0 : 1);
}

/** What is left of a list when every chunk is taken out that is not needed: half of it at first, one in the end. */
async function withoutChunks(
  list: readonly string[],
  isEnough: (kept: readonly string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  if (await isEnough([])) return [];
  let kept = list;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < kept.length; ) {
      const rest = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (rest.length < kept.length && (await isEnough(rest))) kept = rest;
      else start += size;
    }
  }
  return kept;
}
