import { describe, expect, test } from '@jest/globals';
import { type Series, statesOf } from '../support/alarm-states.ts';
import { compiled, type Loose, target } from '../support/compiled-template.ts';

const { ofType, resources } = compiled('prod');
const alarm = (logicalId: string): Loose => resources[logicalId]?.Properties;
const repeat = (value: string, times: number): Series => Array(times).fill(value).join(' ');

type Case = [when: string, data: Record<string, Series>, states: string];

const ON_DEPTH: Case[] = [
  ['fires with the first dead letter', { ApproximateNumberOfMessagesVisible: '0 1 1' }, 'OAA'],
  [
    'recovers when the queue has been empty for five minutes',
    { ApproximateNumberOfMessagesVisible: '2 0 0 0 0 0' },
    'AAAAAO',
  ],
  [
    'stays while somebody receives messages to look at them',
    { ApproximateNumberOfMessagesVisible: '1 0 0 1 0 1' },
    'AAAAAA',
  ],
  [
    'fires again for a dead letter after the queue has stopped reporting',
    { ApproximateNumberOfMessagesVisible: '1 - - - - - 2' },
    'AAAAAIA',
  ],
];

const ON_ARRIVALS: Case[] = [
  [
    'fires with a dead letter while an old one waits, and recovers',
    { visible: '1 1 2 2 2 2', inFlight: '0 0 0 0 0 0' },
    'OOAAAO',
  ],
  ['fires again for the next one', { visible: '1 2 2 2 2 3', inFlight: '0 0 0 0 0 0' }, 'OAAAOA'],
  ['leaves the first dead letter to the alarm on the depth', { visible: '0 1 1', inFlight: '0 0 0' }, 'OOO'],
  ['ignores somebody who receives messages to look at them', { visible: '2 0 2', inFlight: '0 2 0' }, 'OOO'],
  ['is silent while dead letters are redriven', { visible: '3 1 0', inFlight: '0 1 0' }, 'OOO'],
  ['fires when a minute without data comes between', { visible: '1 - 2 2', inFlight: '0 - 0 0' }, 'OOAA'],
];

const ON_AGE: Case[] = [
  [
    'fires in the third minute with a message of over five minutes, and recovers with it',
    { ApproximateAgeOfOldestMessage: '300 301 361 421 481 12' },
    'OOOAAO',
  ],
  ['stays silent without messages', { ApproximateAgeOfOldestMessage: '- - - - -' }, 'OOOOO'],
];

const ON_RECORDS: Case[] = [
  ['is silent about a record that fails once and then succeeds', { records: '- 1 - - - - -' }, 'OOOOOOO'],
  [
    'fires when a record fails again, and recovers five minutes later',
    { records: '- 1 1 - - - - -' },
    'OOAAAAOO',
  ],
  ['stays through an outage', { records: '- 90 80 75 - 90 10 - - - - -' }, 'OOAAAAAAAAOO'],
];

const ON_ERRORS = (id: string): Case[] => [
  [
    'fires for a function that always fails every ten minutes, and recovers when an hour has two errors',
    { [id]: `1 - 1 - 1 ${repeat('0', 10)}` },
    'OOOOAAAAAAAAOOO',
  ],
  ['is silent about two failures in an hour', { [id]: '1 - - - - - 1 - - - - -' }, 'OOOOOOOOOOOO'],
  ['ignores refusals', { [id]: '9 9 9 9', refused: '9 9 9 9' }, 'OOOO'],
  ['fires for a failure among many refusals', { [id]: '9 9 9 9', refused: '8 8 8 8' }, 'OOAA'],
];

const ON_BROKEN_INVOCATIONS: Case[] = [
  ['fires when invocations break off', { errors: '- 1 1 - - - - -' }, 'OOAAAAOO'],
];

/** By logical id, or by a pattern for the alarms that every queue or topic has. */
const CASES: [RegExp, Case[]][] = [
  [/^(?!More)\w+DLQAlarm$/, ON_DEPTH],
  [/^More\w+DLQAlarm$/, ON_ARRIVALS],
  [/QueueAlarm$/, ON_AGE],
  [/RecordsAlarm$/, ON_RECORDS],
  [
    /TopicAlarm$/,
    [['fires with a failed delivery, and recovers', { NumberOfNotificationsFailed: '0 1 -' }, 'OAO']],
  ],
  [
    /^ConsumerAlarm$/,
    [
      ...ON_RECORDS,
      ...ON_BROKEN_INVOCATIONS,
      ['adds failed records and broken invocations', { records: '1 - - -', errors: '- - 1 -' }, 'OOAA'],
    ],
  ],
  [
    /^IntakeAlarm$/,
    [
      ...ON_ERRORS('ingest'),
      ...ON_ERRORS('producer'),
      ['adds the errors of both', { ingest: '1 - 1', producer: '- 1 -' }, 'OOA'],
    ],
  ],
  [/^ReportAlarm$/, ON_ERRORS('report')],
  [
    /^SweepAlarm$/,
    [
      ['fires with the third failed sweep in a row', { Errors: '0 1 1 1 0 0' }, 'OOOAAO'],
      ['fires though two of them fell into one five-minute period', { Errors: '1 2 - 1' }, 'OOOA'],
      ['is silent about two', { Errors: '0 1 1 0 0' }, 'OOOOO'],
    ],
  ],
  [
    /^OrdersTableAlarm$/,
    [
      [
        'fires when three of five minutes are throttled',
        { writes: '5 - 5', indexWrites: '- - -', indexReads: '- 1 -' },
        'OOA',
      ],
      ['recovers when fewer are', { writes: '5 5 5 - - -', indexWrites: '- - -' }, 'OOAAAO'],
      ['is silent about a throttled minute now and then', { writes: '5 - - - - 5' }, 'OOOOOO'],
    ],
  ],
  [
    /^PendingAlarm$/,
    [
      [
        'fires when a third sweep finds an order past the grace period, and recovers with it',
        { OldestPendingAge: '600 601 901 1201 0' },
        'OOOAO',
      ],
      ['fires when sweep has not reported for 15 minutes', { OldestPendingAge: '0 - - - 0' }, 'OOOAO'],
    ],
  ],
];

const alarms = ofType('AWS::CloudWatch::Alarm').map(([logicalId]) => logicalId);
const casesOf = (logicalId: string) => CASES.find(([pattern]) => pattern.test(logicalId))?.[1] ?? [];

describe.each(alarms.filter((id) => casesOf(id).length > 0))('%s', (logicalId) => {
  test.each(casesOf(logicalId))('%s', (_, data, states) => {
    expect(statesOf(alarm(logicalId), data)).toBe(states);
  });
});

test('every alarm has cases', () => {
  const without = alarms.filter((id) => id !== 'QuietAlarm' && casesOf(id).length === 0);

  expect(without).toEqual([]);
});

describe('QuietAlarm', () => {
  const afterAnHour = { ...alarm('QuietAlarm'), EvaluationPeriods: 60 };

  test('fires after the minutes of QUIET_MINUTES without an order, and recovers with the next', () => {
    const states = statesOf(afterAnHour, { stored: `1 ${repeat('-', 60)} 1`, duplicates: '-' });

    expect(states).toBe(`${'O'.repeat(60)}AO`);
  });

  test('counts a duplicate as an order', () => {
    const states = statesOf(afterAnHour, { duplicates: `1 ${repeat('-', 60)} 1` });

    expect(states).toBe(`${'O'.repeat(60)}AO`);
  });

  test('evaluates as many minutes as QUIET_MINUTES says', () => {
    expect(alarm('QuietAlarm').EvaluationPeriods).toEqual({ Ref: 'QuietMinutes' });
  });
});

describe('a message that fails on every receive', () => {
  test.each([
    ['OrderQueue', 'OrderRecordsAlarm'],
    ['HighValueQueue', 'ConsumerAlarm'],
  ])('is reported within five minutes, in %s by %s, until it is a dead letter', (queue, reporting) => {
    const { VisibilityTimeout, RedrivePolicy } = resources[queue]?.Properties ?? {};
    const receives: number[] = Array.from({ length: RedrivePolicy.maxReceiveCount }, (_, n) =>
      Math.floor((n * VisibilityTimeout) / 60),
    );
    const last = receives.at(-1) ?? 0;
    const records = Array.from({ length: last + 6 }, (_, at) => (receives.includes(at) ? '1' : '-')).join(
      ' ',
    );

    const states = statesOf(alarm(reporting), { records });

    expect(states.indexOf('A')).toBeLessThan(5);
    expect(states.slice(states.indexOf('A'), last + 1)).not.toContain('O');
    expect(states.at(-1)).toBe('O');
    expect(resources[target(RedrivePolicy.deadLetterTargetArn)]?.Type).toBe('AWS::SQS::Queue');
  });
});
