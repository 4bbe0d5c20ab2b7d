import { expect, test } from '@jest/globals';
import { GUARDS, type Guard } from '../../../../tools/simulation/guards.ts';
import { runSchedules } from '../../../../tools/simulation/many-schedules.ts';

const ACCEPTED_BY_MISTAKE = [
  'what is refused is an error to its sender',
  'what is refused becomes a dead letter',
];

/** The promises that each guard keeps. */
const KEPT_BY: Record<Guard, string[]> = {
  'put-condition': ['a stored order never changes'],
  comparison: [
    ...ACCEPTED_BY_MISTAKE,
    'only stored orders over the threshold are announced, as they are stored',
  ],
  pending: ['every high-value order is owed or notified, and no other is'],
  'consumer-condition': [
    'NotifiedAt never changes',
    'an order is acknowledged once',
    'every high-value order is owed or notified, and no other is',
    'what is stored is what was sent',
  ],
  'failed-entries': [
    'a message that a function vouches for is done',
    'what producer published is on its way',
  ],
  'ingest-batch-answer': [...ACCEPTED_BY_MISTAKE, 'a message that a function vouches for is done'],
  'consumer-batch-answer': [...ACCEPTED_BY_MISTAKE, 'a message that a function vouches for is done'],
  sweep: ['every high-value order is notified in the end'],
  'own-work': ['every order is acknowledged once'],
};

test.each(Object.keys(GUARDS) as Guard[])(
  'without the guard %s, a promise that it keeps is broken within 1,000 schedules',
  async (guard) => {
    const { failure } = await runSchedules({ seed: 1, from: 0, to: 1_000, guard });

    expect(KEPT_BY[guard]).toContain(failure?.violation.rule);
  },
);
