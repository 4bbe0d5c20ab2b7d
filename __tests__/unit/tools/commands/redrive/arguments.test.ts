import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readArguments } from '../../../../../tools/commands/redrive/arguments.ts';
import { DEAD_LETTER_QUEUES } from '../../../../../tools/commands/redrive/dead-letters.ts';

test('only looks, on stage dev, unless told otherwise', () => {
  const given = readArguments(['--queue', 'OrderDLQ']);

  expect(given).toEqual({ stage: 'dev', queue: 'OrderDLQ', confirm: false });
});

test('takes a stage, a queue, and the word to move', () => {
  const given = readArguments(['--stage', 'prod', '--queue', 'HighValueSubscriptionDLQ', '--confirm']);

  expect(given).toEqual({ stage: 'prod', queue: 'HighValueSubscriptionDLQ', confirm: true });
});

test('gives help, whatever else is said', () => {
  const given = readArguments(['--help', '--queue', 'Nothing']);

  expect(given).toBe('help');
});

test.each([
  ['no queue', [], /^Say which dead-letter queue with --queue: OrderDLQ, .*HighValueSubscriptionDLQ\.$/],
  ['an unknown queue', ['--queue', 'OrderQueue'], /no dead-letter queue "OrderQueue".*: OrderDLQ, HighVal/],
  [
    'a queue called as a property of every object',
    ['--queue', 'toString'],
    /no dead-letter queue "toString"/,
  ],
  ['a queue without its name', ['--queue'], /'--queue <value>' argument missing.*npm run redrive --/s],
  ['an empty stage', ['--stage', '', '--queue', 'OrderDLQ'], /--stage takes the name of a stage.*not ""/],
  ['an unknown option', ['--que', 'OrderDLQ'], /Unknown option '--que'\..*npm run redrive --/s],
  ['a value that npm left over', ['OrderDLQ'], /Everything is an option.*npm run redrive --/s],
])('with %s, says what to write instead', (_what, args, message) => {
  const read = () => readArguments(args);

  expect(read).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(message) }),
  );
});

test('knows every dead-letter queue that the stack names in its outputs', () => {
  const folder = join(__dirname, '../../../../../resources');
  const resources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

  const outputs = resources.join('\n').matchAll(/^ {2}(\w+DLQ)Url:$/gm);

  expect([...outputs].map(([, name]) => name).toSorted()).toEqual(Object.keys(DEAD_LETTER_QUEUES).toSorted());
});
