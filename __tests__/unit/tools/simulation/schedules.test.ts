import { beforeAll, describe, expect, test } from '@jest/globals';
import { FAULT_KINDS } from '../../../../tools/simulation/faults.ts';
import { GUARDS, type Guard } from '../../../../tools/simulation/guards.ts';
import { runSchedules, type Tally } from '../../../../tools/simulation/many-schedules.ts';
import { seedOf } from '../../../../tools/simulation/random.ts';
import { runSchedule } from '../../../../tools/simulation/schedule.ts';
import { shrink } from '../../../../tools/simulation/shrink.ts';

const SEED = seedOf(1, 3);
/** They take no more than the CPU, which may be busy. */
const DEADLINE_MS = 600_000;

describe('2,000 schedules', () => {
  let tally: Tally;

  beforeAll(async () => {
    tally = await runSchedules({ seed: 1, schedules: 2_000 });
  }, DEADLINE_MS);

  test('break no promise', () => {
    expect(tally.failure).toBeUndefined();
    expect(tally.schedules).toBe(2_000);
  });

  test.each(FAULT_KINDS)('inject this fault: %s', (kind) => {
    expect(tally.faultCounts[kind]).toBeGreaterThan(0);
  });
});

const INVALID_INPUT_ACCEPTED = [
  'invalid input is answered with an error',
  'an invalid message becomes a dead letter',
];
const NO_EFFECT = 'a handled message has taken effect';
const STATUS = 'a high-value order is pending or notified, any other is neither';

/** The rules that each guard keeps. */
const KEPT_RULES: Record<Guard, string[]> = {
  'put-condition': ['a stored order never changes'],
  comparison: [...INVALID_INPUT_ACCEPTED, 'an announcement is a stored high-value order'],
  pending: [STATUS],
  'consumer-condition': [
    'NotifiedAt never changes',
    'an order is logged as acknowledged once',
    STATUS,
    'a stored order is as it was sent',
  ],
  'failed-entries': [NO_EFFECT, 'what producer reports as published is published'],
  'ingest-batch-answer': [...INVALID_INPUT_ACCEPTED, NO_EFFECT],
  'consumer-batch-answer': [...INVALID_INPUT_ACCEPTED, NO_EFFECT],
  sweep: ['every high-value order is eventually notified'],
  retention: ['no message stores an order that another message stored before'],
  'early-expiry': ['an order expires once it is finished, after its retention'],
  'own-work': ['every notified order is logged as acknowledged'],
};

test.each(Object.keys(GUARDS) as Guard[])(
  'without the guard %s, one of 1,000 schedules breaks a rule that it keeps',
  async (guard) => {
    const { failure } = await runSchedules({ seed: 1, schedules: 1_000, guard });

    expect(KEPT_RULES[guard]).toContain(failure?.violation.rule);
  },
);

/**
 * Failures that the simulation once found, before AcknowledgementId and while the table recognized its own retry by a
 * time. The faults show whether a seed still means the same schedule.
 */
test.each([
  {
    name: 'two announcements of one order in a batch, one of them retried, are acknowledged once',
    ...{ seed: 3378216023, inputs: ['s1.1'] },
    faults: [
      'topic delivers twice at ORD-4~1',
      'update fails before it is applied at consumer of ORD-4~1 again/1, call 2, attempt 1',
    ],
  },
  {
    name: 'an order that comes twice within a clock tick, and is retried, is stored once',
    ...{ seed: 3707070427, inputs: ['s5.1', 's6.1'] },
    faults: [
      'topic delivers twice at ORD-2~2',
      'put fails before it is applied at ingest of ORD-2~2 again/1, call 1, attempt 1',
    ],
  },
])('$name (seed $seed)', async ({ seed, inputs, faults }) => {
  const result = await runSchedule(seed, { inputs: inputs, faults: faults });

  expect(result.violation).toBeUndefined();
  expect(result.faults).toEqual(faults);
});

describe('a schedule', () => {
  test('is the same, step by step, for the same seed, traced or not', async () => {
    const first = await runSchedule(SEED, { isTraced: true });
    const second = await runSchedule(SEED, { isTraced: true });
    const untraced = await runSchedule(SEED);

    expect(first.trace.length).toBeGreaterThan(10);
    expect(second).toEqual(first);
    expect(untraced).toEqual({ ...first, trace: [] });
  });

  test('that breaks a rule shrinks to a small one that breaks the same rule, always the same', async () => {
    const { failure } = await runSchedules({ seed: 1, schedules: 1_000, guard: 'sweep' });
    const { scheduleSeed = 0, violation } = failure ?? {};

    const shrunk = await shrink(scheduleSeed, 'sweep');

    expect(shrunk?.original.violation).toEqual(violation);
    expect(shrunk?.minimal.violation?.rule).toBe(violation?.rule);
    expect(shrunk?.minimal.inputs).toHaveLength(1);
    expect(shrunk?.minimal.faults.length).toBeLessThanOrEqual(6);
    expect(shrunk?.minimal.trace.join('\n')).toContain('puts ORD-');
    expect(await shrink(scheduleSeed, 'sweep')).toEqual(shrunk);
  });
});
