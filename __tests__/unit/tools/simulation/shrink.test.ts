import { describe, expect, test } from '@jest/globals';
import { seedOf } from '../../../../tools/simulation/draws.ts';
import { type Failure, runSchedules } from '../../../../tools/simulation/many-schedules.ts';
import { runSchedule } from '../../../../tools/simulation/schedule.ts';
import { shrink } from '../../../../tools/simulation/shrink.ts';

const SEED = seedOf(1, 3);
const guard = 'sweep';

describe('a schedule', () => {
  test('is the same, step by step, whenever it is run from the same seed', async () => {
    const first = await runSchedule(SEED, { traced: true });
    const second = await runSchedule(SEED, { traced: true });

    expect(first.trace.length).toBeGreaterThan(10);
    expect(second).toEqual(first);
  });

  test('is another from another seed', async () => {
    const first = await runSchedule(SEED, { traced: true });
    const other = await runSchedule(SEED + 1, { traced: true });

    expect(other.trace).not.toEqual(first.trace);
  });

  test('is the same whether it is traced or not', async () => {
    const { trace, ...traced } = await runSchedule(SEED, { traced: true });
    const { trace: none, ...untraced } = await runSchedule(SEED);

    expect(untraced).toEqual(traced);
    expect(none).toEqual([]);
  });
});

describe('a schedule that breaks a promise', () => {
  test('is shrunk to a small one that breaks the same promise', async () => {
    const { scheduleSeed, violation } = await failureWithoutGuard();

    const shrunk = await shrink(scheduleSeed, guard);

    expect(shrunk?.whole.violation).toEqual(violation);
    expect(shrunk?.least.violation?.rule).toBe(violation.rule);
    expect(shrunk?.least.inputs).toHaveLength(1);
    expect(shrunk?.least.places.length).toBeLessThanOrEqual(6);
    expect(shrunk?.least.trace.join('\n')).toContain(`puts ORD-`);
  });

  test('is shrunk to the same whenever it is replayed', async () => {
    const { scheduleSeed } = await failureWithoutGuard();

    expect(await shrink(scheduleSeed, guard)).toEqual(await shrink(scheduleSeed, guard));
  });
});

test('a schedule with some of its inputs sends those and no others', async () => {
  const { inputs } = await runSchedule(SEED);
  const some = inputs.filter((_, index) => index % 3 === 1);

  const result = await runSchedule(SEED, { inputs: new Set(some) });

  expect(some.length).toBeGreaterThan(2);
  expect(result.inputs).toEqual(some);
  expect(result.orders).toBeLessThan((await runSchedule(SEED)).orders);
});

test('there is nothing to shrink in a schedule that breaks no promise', async () => {
  expect(await shrink(SEED)).toBeUndefined();
});

async function failureWithoutGuard(): Promise<Failure> {
  const { failure } = await runSchedules({ seed: 1, from: 0, to: 1_000, guard });
  if (failure === undefined) throw new Error(`Nothing was missed without ${guard}`);
  return failure;
}
