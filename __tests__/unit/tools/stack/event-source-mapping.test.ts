import { expect, test } from '@jest/globals';
import { succeeded } from '../../../../tools/stack/event-source-mapping.ts';

const batch = [{ MessageId: 'a' }, { MessageId: 'b' }, { MessageId: 'c' }];
const failures = (...ids: unknown[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
const ANSWERED = { failed: false, reportsFailures: true };

test.each([
  ['no failure', failures(), ANSWERED, ['a', 'b', 'c']],
  ['an empty answer', {}, ANSWERED, ['a', 'b', 'c']],
  ['no answer', null, ANSWERED, ['a', 'b', 'c']],
  ['a list that is null', { batchItemFailures: null }, ANSWERED, ['a', 'b', 'c']],
  ['an empty string', '', ANSWERED, ['a', 'b', 'c']],
  ['one failure', failures('b'), ANSWERED, ['a', 'c']],
  ['only failures', failures('a', 'b', 'c'), ANSWERED, []],
  ['an identifier of another batch', failures('b', 'x'), ANSWERED, []],
  ['an empty identifier', failures(''), ANSWERED, []],
  ['a failure without an identifier', failures(undefined), ANSWERED, []],
  ['null as an identifier', failures(null), ANSWERED, []],
  ['a list of something else', { batchItemFailures: ['a'] }, ANSWERED, []],
  ['something other than a list', { batchItemFailures: 'a' }, ANSWERED, []],
  ['an error of the function', failures(), { failed: true, reportsFailures: true }, []],
  ['a mapping without reports', failures('a'), { failed: false, reportsFailures: false }, ['a', 'b', 'c']],
])(
  'with %s, deletes exactly the messages that succeeded',
  (_, answer, { failed, reportsFailures }, expected) => {
    const deleted = succeeded(batch, { payload: JSON.stringify(answer), failed }, reportsFailures);

    expect(deleted.map(({ MessageId }) => MessageId)).toEqual(expected);
  },
);
