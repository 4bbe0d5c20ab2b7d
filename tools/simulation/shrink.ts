import type { Guard } from './guards.ts';
import { runSchedule, type ScheduleOptions, type ScheduleResult } from './schedule.ts';

export type Shrunk = {
  original: ScheduleResult;
  /** A smaller schedule that breaks the same rule, with its trace. */
  minimal: ScheduleResult;
  runs: number;
};

type Candidate = { inputs: readonly string[]; faults: readonly string[]; hasMinimalTiming: boolean };

const MAX_RUNS = 2_000;

/**
 * Finds a minimal schedule that breaks the same rule: fewer inputs, fewer faults, and minimal timing if the timing
 * does not matter. Gives undefined if the schedule breaks no rule.
 */
export async function shrink(seed: number, guard?: Guard): Promise<Shrunk | undefined> {
  const original = await runSchedule(seed, { guard });
  const rule = original.violation?.rule;
  if (rule === undefined) return undefined;
  let runs = 0;

  async function fails(candidate: Candidate): Promise<boolean> {
    if (runs >= MAX_RUNS) return false;
    runs++;
    const { violation } = await runSchedule(seed, optionsOf(candidate));
    return violation?.rule === rule;
  }

  let minimal: Candidate = { inputs: original.inputs, faults: original.faults, hasMinimalTiming: false };
  for (let size = Number.POSITIVE_INFINITY; sizeOf(minimal) < size; ) {
    size = sizeOf(minimal);
    if (await fails({ ...minimal, hasMinimalTiming: true })) minimal = { ...minimal, hasMinimalTiming: true };
    for (const part of ['faults', 'inputs'] as const) {
      const kept = await removeChunks(minimal[part], (rest) => fails({ ...minimal, [part]: rest }));
      minimal = { ...minimal, [part]: kept };
    }
  }
  return { original, minimal: await runSchedule(seed, { ...optionsOf(minimal), isTraced: true }), runs };

  function optionsOf({ inputs, faults, hasMinimalTiming }: Candidate): ScheduleOptions {
    return { guard, inputs: new Set(inputs), faults: new Set(faults), hasMinimalTiming };
  }
}

function sizeOf({ inputs, faults, hasMinimalTiming }: Candidate): number {
  return 2 * (inputs.length + faults.length) + (hasMinimalTiming ? 0 : 1);
}

/** Removes every chunk of a list that is not needed: first halves, in the end single elements. */
async function removeChunks(
  list: readonly string[],
  isEnough: (rest: readonly string[]) => Promise<boolean>,
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
