import { expect, test } from '@jest/globals';
import { succeeded } from '../../../../tools/stack/event-source.ts';

const batch = [{ MessageId: 'a' }, { MessageId: 'b' }, { MessageId: 'c' }];
const answer = (payload: unknown, failed = false) => ({
  payload: JSON.stringify(payload),
  failed,
  log: '',
  requestId: 'r',
});
const failures = (...ids: unknown[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

test.each([
  ['nothing failed', failures(), ['a', 'b', 'c']],
  ['an empty answer', {}, ['a', 'b', 'c']],
  ['no answer', null, ['a', 'b', 'c']],
  ['a list that is null', { batchItemFailures: null }, ['a', 'b', 'c']],
  ['one failed', failures('b'), ['a', 'c']],
  ['all failed', failures('a', 'b', 'c'), []],
  ['an identifier of another batch', failures('b', 'x'), []],
  ['an empty identifier', failures(''), []],
  ['a failure without an identifier', failures(undefined), []],
])('with %s, deletes what succeeded and no more', (_what, payload, expected) => {
  const deleted = succeeded(batch, answer(payload), true);

  expect(deleted.map(({ MessageId }) => MessageId)).toEqual(expected);
});

test('deletes nothing when the function failed', () => {
  const deleted = succeeded(batch, answer({ errorType: 'Error' }, true), true);

  expect(deleted).toEqual([]);
});

test('deletes everything when the mapping does not read the answer', () => {
  const deleted = succeeded(batch, answer(failures('a')), false);

  expect(deleted).toEqual(batch);
});
