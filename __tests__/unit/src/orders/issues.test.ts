import { expect, test } from '@jest/globals';
import { listIssues, reasonOf } from '../../../../src/orders/issues.ts';

const MAX_LISTED = 10_000;
const problems = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ path: `x${index + 1}`, message: 'is wrong' }));
const listed = problems(MAX_LISTED)
  .map(({ path }) => `${path} is wrong`)
  .join('; ');

test.each([
  [MAX_LISTED, listed],
  [MAX_LISTED + 2, `${listed}; and 2 more problems`],
])('of %d problems, the first 10,000 are listed, and the others counted', (count, expected) => {
  expect(listIssues(problems(count))).toBe(expected);
});

test('a path is cut after 64 characters, and none is written for the input as a whole', () => {
  const [fits, tooLong] = ['n'.repeat(64), `${'n'.repeat(64)}x`];

  const list = listIssues([fits, tooLong, ''].map((path) => ({ path, message: 'is wrong' })));

  expect(list).toBe(`${fits} is wrong; ${fits}… is wrong; is wrong`);
});

test.each([
  [new Error('x'.repeat(2_001)), 'x'.repeat(2_000)],
  ['aborted', 'aborted'],
])('the reason for the log is at most 2,000 characters of what was thrown', (thrown, expected) => {
  expect(reasonOf(thrown)).toBe(expected);
});
