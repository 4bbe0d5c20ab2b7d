import { describe, expect, test } from '@jest/globals';
import { compiled, type Loose, target } from '../support/compiled-template.ts';

const { ofType, resources } = compiled('prod');
const alarm = (logicalId: string): Loose => resources[logicalId]?.Properties;
const repeat = (value: string, times: number): Series => Array(times).fill(value).join(' ');

/** A value for each period, oldest first: `0 3 - 1`, where `-` is a period without data. */
type Series = string;
type Case = [when: string, data: Record<string, Series>, states: string];

const ON_DEPTH: Case[] = [
  ['fires with the first dead letter', { value: '0 1 1' }, 'OAA'],
  ['recovers after five minutes without messages', { value: '2 0 0 0 0 0' }, 'AAAAAO'],
  ['stays while somebody looks at the messages', { value: '1 0 0 1 0 1' }, 'AAAAAA'],
  ['fires again after the queue has stopped reporting', { value: '1 - - - - - 2' }, 'AAAAAIA'],
];

const ON_ARRIVALS: Case[] = [
  [
    'fires with a dead letter while an old one waits, and recovers',
    { visible: '1 1 2 2 2 2', inFlight: '0 0 0 0 0 0' },
    'OOAAAO',
  ],
  ['fires again for the next one', { visible: '1 2 2 2 2 3', inFlight: '0 0 0 0 0 0' }, 'OAAAOA'],
  ['leaves the first dead letter to the other alarm', { visible: '0 1 1', inFlight: '0 0 0' }, 'OOO'],
  ['ignores a look at the messages', { visible: '2 0 2', inFlight: '0 2 0' }, 'OOO'],
  ['is silent while dead letters are redriven', { visible: '3 1 0', inFlight: '0 1 0' }, 'OOO'],
  ['fires when a minute without data comes between', { visible: '1 - 2 2', inFlight: '0 - 0 0' }, 'OOAA'],
];

const ON_AGE: Case[] = [
  [
    'fires in the third minute with a message over five minutes old',
    { value: '300 301 361 421 12' },
    'OOOAO',
  ],
  ['stays silent without messages', { value: '- - - - -' }, 'OOOOO'],
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
    'fires for errors every ten minutes, and recovers when an hour has two',
    { [id]: `1 - 1 - 1 ${repeat('0', 10)}` },
    'OOOOAAAAAAAAOOO',
  ],
  ['is silent about two failures in an hour', { [id]: '1 - - - - - 1 - - - - -' }, 'OOOOOOOOOOOO'],
  ['ignores refusals', { [id]: '9 9 9 9', refused: '9 9 9 9' }, 'OOOO'],
  ['fires for a failure among many refusals', { [id]: '9 9 9 9', refused: '8 8 8 8' }, 'OOAA'],
];

/** By a pattern for the logical id. */
const CASES: Record<string, Case[]> = {
  '^More.*DLQAlarm$': ON_ARRIVALS,
  DLQAlarm$: ON_DEPTH,
  QueueAlarm$: ON_AGE,
  RecordsAlarm$: ON_RECORDS,
  TopicAlarm$: [['fires with a failed delivery, and recovers', { value: '0 1 -' }, 'OAO']],
  '^ConsumerAlarm$': [
    ...ON_RECORDS,
    ['fires when invocations break off', { errors: '- 1 1 - - - - -' }, 'OOAAAAOO'],
    ['adds failed records and broken invocations', { records: '1 - - -', errors: '- - 1 -' }, 'OOAA'],
  ],
  '^IntakeAlarm$': [
    ...ON_ERRORS('ingest'),
    ...ON_ERRORS('producer'),
    ['adds the errors of both', { ingest: '1 - 1', producer: '- 1 -' }, 'OOA'],
  ],
  '^ReportAlarm$': ON_ERRORS('report'),
  '^SweepAlarm$': [
    ['fires with the third failed sweep in a row', { value: '0 1 1 1 0 0' }, 'OOOAAO'],
    ['fires though two of them fell into one five-minute period', { value: '1 2 - 1' }, 'OOOA'],
    ['is silent about two', { value: '0 1 1 0 0' }, 'OOOOO'],
  ],
  '^OrdersTableAlarm$': [
    ['fires when three of five minutes are throttled', { writes: '5 - 5', indexReads: '- 1 -' }, 'OOA'],
    ['recovers when fewer are', { writes: '5 5 5 - - -', indexWrites: '- - -' }, 'OOAAAO'],
    ['is silent about a throttled minute now and then', { writes: '5 - - - - 5' }, 'OOOOOO'],
  ],
  '^PendingAlarm$': [
    ['fires when a third sweep finds an order past the grace period', { value: '0 601 901 1201 0' }, 'OOOAO'],
    ['fires when sweep has not reported for 15 minutes', { value: '0 - - - 0' }, 'OOOAO'],
  ],
  '^QuietAlarm$': [],
  // The alarm of any other function that a queue feeds.
  '': [['fires when invocations break off', { errors: '- 1 1 - - - - -' }, 'OOAAAAOO']],
};

const cases = ofType('AWS::CloudWatch::Alarm').flatMap(([logicalId]) => {
  const [, own = []] = Object.entries(CASES).find(([pattern]) => new RegExp(pattern).test(logicalId)) ?? [];
  return own.map((each) => [logicalId, ...each] as const);
});

test.each(cases)('%s %s', (logicalId, _, data, states) => {
  expect(statesOf(alarm(logicalId), data)).toBe(states);
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

/**
 * The state of an alarm after each period, by its definition: O(K), A(LARM) or I(NSUFFICIENT_DATA).
 *
 * @param data of each metric, by its Id in the alarm's expression, or `value` for an alarm on one metric. A metric without an
 *   entry has no data.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
function statesOf(alarm: Loose, data: Record<string, Series>): string {
  const { EvaluationPeriods: N, DatapointsToAlarm: M = N, Threshold, TreatMissingData } = alarm;
  const series = Object.entries(data).map(([id, values]) => [id, values.split(' ').map(Number)] as const);
  const values = new Map(series);
  const queries: Loose[] = alarm.Metrics ?? [{ Id: 'value', MetricStat: alarm }];
  const breaching =
    alarm.ComparisonOperator === 'LessThanThreshold'
      ? (value: number) => value < Threshold
      : (value: number) => value > Threshold;
  const periods = Array.from({ length: Math.max(...series.map(([, each]) => each.length)) }, (_, at) => at);

  return periods.reduce((states, now) => {
    const window = periods.slice(Math.max(0, now - N + 1), now + 1).map((at) => valueAt(queries[0].Id, at));
    const present = window.filter((value) => !Number.isNaN(value));
    if (present.length === 0 && TreatMissingData === 'missing') return `${states}I`;
    const missing = TreatMissingData === 'breaching' ? window.length - present.length : 0;
    return states + (present.filter(breaching).length + missing >= M ? 'A' : 'O');
  }, '');

  /** The value of a metric or an expression; NaN if there is none. */
  function valueAt(id: string, at: number): number {
    const query = queries.find(({ Id }) => Id === id);
    if (query.MetricStat) return values.get(id)?.[at] ?? Number.NaN;
    const calls = query.Expression.replace(/(FILL|DIFF)\((\w+)/g, "$1('$2'");
    const formula = calls.replace(/(?<!')\b[a-z]\w*\b(?!')/g, (name: string) => `VALUE('${name}')`);
    const functions = {
      VALUE: (name: string) => valueAt(name, at),
      DIFF: (name: string) => valueAt(name, at) - valueAt(name, at - 1),
      IF: (condition: boolean, then: number, otherwise: number) => (condition ? then : otherwise),
      FILL: (name: string, filler: number | 'REPEAT') => {
        if (filler !== 'REPEAT') return Number.isNaN(valueAt(name, at)) ? filler : valueAt(name, at);
        const last = periods.findLast((past) => past <= at && !Number.isNaN(valueAt(name, past)));
        return last === undefined ? Number.NaN : valueAt(name, last);
      },
      REPEAT: 'REPEAT',
    };
    return new Function(...Object.keys(functions), `return ${formula}`)(...Object.values(functions));
  }
}
