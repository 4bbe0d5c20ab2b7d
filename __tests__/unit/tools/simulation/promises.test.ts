import { beforeAll, expect, test } from '@jest/globals';
import { FAULT_KINDS } from '../../../../tools/simulation/fault-kinds.ts';
import { runSchedules, type Tally } from '../../../../tools/simulation/many-schedules.ts';

let tally: Tally;

beforeAll(async () => {
  tally = await runSchedules({ seed: 1, from: 0, to: 2_000 });
});

test('2,000 schedules break no promise', () => {
  expect(tally.failure).toBeUndefined();
  expect(tally.schedules).toBe(2_000);
});

test.each(FAULT_KINDS)('among them a fault strikes that is: %s', (kind) => {
  expect(tally.struck[kind]).toBeGreaterThan(0);
});
