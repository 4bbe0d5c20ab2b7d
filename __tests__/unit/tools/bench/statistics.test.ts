import { describe, expect, test } from '@jest/globals';
import { exponentOf, summarize } from '../../../../tools/bench/statistics.ts';

describe('a summary', () => {
  test('has the median and the quartiles of samples in any order', () => {
    const summary = summarize([5, 1, 4, 2, 3]);

    expect(summary).toEqual({ median: 3, lowerQuartile: 2, upperQuartile: 4 });
  });

  test('interpolates between two samples', () => {
    const { median } = summarize([1, 2]);

    expect(median).toBe(1.5);
  });

  test('of no samples is an error', () => {
    expect(() => summarize([])).toThrow('There are no samples to summarize.');
  });
});

test.each([
  [0, () => 7],
  [1, (size: number) => 3 * size],
  [2, (size: number) => 3 * size ** 2],
])('a power law of degree %i has that exponent', (power, value) => {
  const points = [1_000, 10_000, 100_000].map((size) => ({ size, value: value(size) }));

  const exponent = exponentOf(points);

  expect(exponent).toBeCloseTo(power, 10);
});
