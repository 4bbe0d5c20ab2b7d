import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDue } from '../../../../src/orders/sweep.ts';

const INTERVAL = 300;
const isDueAt = (age: number, graceSeconds: number) =>
  isDue(age, { graceSeconds, intervalSeconds: INTERVAL });
const TWO_WEEKS = 14 * 24 * 60 * 60;

/** The ages that an order has at the sweeps of two weeks, where the first one meets it at the age of `first`. */
const agesFrom = (first: number) =>
  Array.from({ length: TWO_WEEKS / INTERVAL }, (_, index) => first + index * INTERVAL);

describe('an order is due', () => {
  test.each([
    ['is young', 0, false],
    ['is just under the grace period', 599, false],
    ['is as old as the grace period', 600, true],
    ['is just under twice the grace period', 1199, true],
    ['has twice the grace period', 1200, true],
    ['is over the first window, but in the second', 1500, true],
    ['is at the end of the second window', 2099, true],
    ['is over the second window', 2100, false],
    ['is just under four times the grace period', 2399, false],
    ['has four times the grace period', 2400, true],
    ['is at the end of the third window', 3299, true],
    ['is over the third window', 3300, false],
    ['is just under eight times the grace period', 4799, false],
    ['has eight times the grace period', 4800, true],
    ['is at the end of the fourth window', 5699, true],
    ['is over the fourth window', 5700, false],
    ['is just under 2,048 times the grace period', 600 * 2048 - 1, false],
    ['has 2,048 times the grace period', 600 * 2048, true],
    ['is at the end of that window', 600 * 2048 + 899, true],
    ['is over that window', 600 * 2048 + 900, false],
  ])('or not, where it %s: %i s after ten minutes of grace', (_, age, expected) => {
    const due = isDueAt(age, 600);

    expect(due).toBe(expected);
  });

  test.each([
    { grace: 3600, age: 3599, expected: false },
    { grace: 3600, age: 3600, expected: true },
    { grace: 3600, age: 4499, expected: true },
    { grace: 3600, age: 4500, expected: false },
    { grace: 3600, age: 7199, expected: false },
    { grace: 3600, age: 7200, expected: true },
    { grace: 1, age: 0, expected: false },
    { grace: 1, age: 1, expected: true },
    { grace: 1, age: 1000, expected: true },
    { grace: 1, age: 1923, expected: true },
    { grace: 1, age: 1924, expected: false },
    { grace: 1, age: 2047, expected: false },
    { grace: 1, age: 2048, expected: true },
  ])('by the grace period: with $grace s, at $age s: $expected', ({ grace, age, expected }) => {
    const due = isDueAt(age, grace);

    expect(due).toBe(expected);
  });
});

describe('an order that stays pending for two weeks of sweeps', () => {
  const everyFirstAge = Array.from({ length: INTERVAL }, (_, first) => first);

  test('is due at most 40 times', () => {
    const counts = everyFirstAge.map((first) => agesFrom(first).filter((age) => isDueAt(age, 600)).length);

    expect(Math.max(...counts)).toBeLessThanOrEqual(40);
  });

  test.each([300, 600, 3600])('is due at three sweeps or more in every doubling of %i s', (grace) => {
    const doublings = Array.from(
      { length: Math.floor(Math.log2(TWO_WEEKS / grace)) },
      (_, k) => grace * 2 ** k,
    );
    const whole = doublings.filter((from) => from >= 3 * INTERVAL);
    const counts = everyFirstAge.flatMap((first) => {
      const due = agesFrom(first).filter((age) => isDueAt(age, grace));
      return whole.map((from) => due.filter((age) => age >= from && age < 2 * from).length);
    });

    expect(Math.min(...counts)).toBe(3);
  });

  test.each([300, 600, 3600])('is due at one sweep or more in the first doubling of %i s', (grace) => {
    const counts = everyFirstAge.map(
      (first) => agesFrom(first).filter((age) => age < 2 * grace && isDueAt(age, grace)).length,
    );

    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
  });
});

const grace = fc.integer({ min: 1, max: 999_999 });
const age = fc.integer({ min: 0, max: 3 * TWO_WEEKS });

test('an order is due again before its age has doubled, whatever its age and the grace period', () => {
  fc.assert(
    fc.property(grace, age, (graceSeconds, ageSeconds) => {
      const doubled = 2 * Math.max(graceSeconds, ageSeconds) + INTERVAL;
      const sweeps = Math.ceil((doubled - ageSeconds) / INTERVAL);

      const ages = Array.from({ length: sweeps }, (_, index) => ageSeconds + (index + 1) * INTERVAL);

      expect(ages.some((later) => isDueAt(later, graceSeconds))).toBe(true);
    }),
  );
});

test('an order is never due within the grace period', () => {
  fc.assert(
    fc.property(grace, fc.nat({ max: 999_999 }), (graceSeconds, short) => {
      const due = isDueAt(graceSeconds - 1 - short, graceSeconds);

      expect(due).toBe(false);
    }),
  );
});
