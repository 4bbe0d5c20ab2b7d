import { expect, test } from '@jest/globals';
import { InvalidReportError } from '../../../../src/orders/report-query.ts';

const problems = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ path: `x${index + 1}`, message: 'is wrong' }));

const listed = (count: number) =>
  Array.from({ length: count }, (_, index) => `x${index + 1} is wrong`).join('; ');

test('a refusal lists 10,000 problems', () => {
  const refusal = new InvalidReportError(problems(10_000));

  expect(refusal.message).toBe(`Invalid report: ${listed(10_000)}`);
});

test('a refusal counts the problems after the ten thousandth', () => {
  const refusal = new InvalidReportError(problems(10_002));

  expect(refusal.message).toBe(`Invalid report: ${listed(10_000)}; and 2 more problems`);
});

test('a refusal holds every problem, also those that its message counts', () => {
  const refusal = new InvalidReportError(problems(10_002));

  expect(refusal.issues).toEqual(problems(10_002));
});

test('a refusal cuts a name after 64 characters', () => {
  const refusal = new InvalidReportError([{ path: `${'n'.repeat(64)}x`, message: 'is wrong' }]);

  expect(refusal.message).toBe(`Invalid report: ${'n'.repeat(64)}… is wrong`);
});
