import { expect, test } from '@jest/globals';
import { runSchedule } from '../../../../tools/simulation/schedule.ts';

/**
 * What the simulation once found: the seed of the schedule, and what of it is enough. The names of the faults tell
 * whether the seed still means what it meant then.
 */
test.each([
  {
    name: 'two announcements of one order in a batch, one of them tried again, are acknowledged once',
    seed: 3381604454,
    calm: false,
    inputs: ['s10.1'],
    places: [
      'topic delivers twice at ORD-3~2',
      'call is throttled at consumer of ORD-3~2 again/1, call 1, attempt 1',
    ],
  },
  {
    name: 'an order that comes twice within a tick of the clock, and is tried again, is stored once',
    seed: 2751797691,
    calm: true,
    inputs: ['s8.2', 's9.1'],
    places: ['condition fails, that answer lost at answer to ingest for s9, call 1, attempt 1'],
  },
])('$name (seed $seed)', async ({ seed, calm, inputs, places }) => {
  const result = await runSchedule(seed, { calm, inputs: new Set(inputs), places: new Set(places) });

  expect(result.violation).toBeUndefined();
  expect(result.places).toEqual(places);
});
