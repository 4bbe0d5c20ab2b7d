import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDue } from '../../../../../src/orders/sweep.ts';
import { announcedBy, clock, duration, utc } from '../../../../../tools/commands/follow/times.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2025-05-03T14:00:00.000Z');
const PACE = { graceSeconds: 600, intervalSeconds: 300 };

/** By when an order of that age in minutes is announced again, in minutes from now. */
const minutesUntil = (age: number, swept?: number) =>
  (announcedBy({
    receivedAt: NOW - age * MINUTE,
    now: NOW,
    sweptAt: swept === undefined ? undefined : NOW - swept * MINUTE,
    pace: PACE,
  }) -
    NOW) /
  MINUTE;

describe('a pending order is announced again by', () => {
  test.each([
    ['the sweep after the grace period', 0, undefined, 15],
    ['the sweep after the grace period, whenever sweep ran last', 9, 3, 6],
    ['the next sweep once it is due', 12, undefined, 5],
    ['the next sweep, one interval after the last', 12, 3, 2],
    ['the next sweep after a late one', 12, 17, 5],
    ['the next sweep, as the first two windows touch', 20, 1, 4],
    ['the sweep after twice the time, when its window is over', 35, 1, 10],
    ['the sweep after twice the time, when its window ends before the next sweep', 54, 1, 31],
  ])('%s', (_, age, swept, minutes) => {
    expect(minutesUntil(age, swept)).toBe(minutes);
  });

  test('that time at the latest, whenever sweep runs, also by hand', () => {
    const scenario = fc.record({
      graceSeconds: fc.constantFrom(1, 300, 600, 3600),
      now: fc.integer({ min: 0, max: 14 * 24 * 3_600_000 }),
      phase: fc.integer({ min: 0, max: 299_999 }),
      byHand: fc.option(fc.integer({ min: 0, max: 900_000 }), { nil: undefined }),
    });

    fc.assert(
      fc.property(scenario, ({ graceSeconds, now, phase, byHand }) => {
        const pace = { graceSeconds, intervalSeconds: 300 };
        const lastScheduled = now - phase;
        const sweptAt = Math.max(lastScheduled, byHand === undefined ? 0 : now - byHand);
        let sweep = lastScheduled + 300_000;
        while (!isDue(Math.floor(sweep / 1000), pace)) sweep += 300_000;

        const by = announcedBy({ receivedAt: 0, now, sweptAt, pace });

        expect(sweep).toBeLessThanOrEqual(by);
      }),
    );
  });
});

test.each([
  [-5, '0 seconds'],
  [1999, '1 second'],
  [119_999, '119 seconds'],
  [120_000, '2 minutes'],
  [12.9 * MINUTE, '12 minutes'],
  [119 * MINUTE, '119 minutes'],
  [26 * 60 * MINUTE, '26 hours'],
  [72 * 60 * MINUTE, '3 days'],
])('%d ms is %s', (milliseconds, expected) => {
  expect(duration(milliseconds)).toBe(expected);
});

test('a time is UTC, without its milliseconds', () => {
  expect(utc(NOW + 1999)).toBe('2025-05-03 14:00:01 UTC');
});

test('what is no time is unknown', () => {
  expect([utc(Number.NaN), duration(Number.NaN)]).toEqual(['an unknown time', 'an unknown time']);
});

test.each([
  [NOW, '14:00 UTC'],
  [NOW + 1, '14:01 UTC'],
  [NOW + 10 * 60 * MINUTE, '2025-05-04 00:00 UTC'],
])('a time to come is rounded up to the minute, with its day unless that is today (%d)', (time, expected) => {
  expect(clock(time, NOW)).toBe(expected);
});
