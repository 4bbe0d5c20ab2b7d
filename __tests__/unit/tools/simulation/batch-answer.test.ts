import { expect, test } from '@jest/globals';
import { failedIn } from '../../../../tools/simulation/lambda/batch-answer.ts';

const ids = ['m1', 'm2', 'm3'];
const naming = (...failed: unknown[]) => ({
  batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })),
});

test.each([
  ['an empty list of failures', naming()],
  ['no list of failures', {}],
  ['a null in its place', { batchItemFailures: null }],
  ['null', null],
  ['nothing', undefined],
  ['an empty text', ''],
])('an answer with %s is a success of the whole batch', (_, answer) => {
  expect(failedIn(answer, ids)).toEqual([]);
});

test('an answer that names records fails those', () => {
  expect(failedIn(naming('m3', 'm1'), ids)).toEqual(['m1', 'm3']);
});

test.each([
  ['an unknown id', naming('m1', 'm4')],
  ['an empty id', naming('')],
  ['null for an id', naming(null)],
  ['a list of something else', { batchItemFailures: ['m1'] }],
  ['something else than a list', { batchItemFailures: 'm1' }],
])('an answer with %s is a failure of the whole batch', (_, answer) => {
  expect(failedIn(answer, ids)).toEqual(ids);
});
