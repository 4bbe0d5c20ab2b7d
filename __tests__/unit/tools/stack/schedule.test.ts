import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startSchedule } from '../../../../tools/stack/schedule.ts';
import { TemplateError } from '../../../../tools/stack/template.ts';
import { functionsThatHang } from '../../../support/lambda-functions.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const RATES: [expression: string, milliseconds: number][] = [
  ['rate(1 minute)', MINUTE],
  ['rate(5 minutes)', 5 * MINUTE],
  ['rate(15 minutes)', 15 * MINUTE],
  ['rate(1 hour)', HOUR],
  ['rate(12 hours)', 12 * HOUR],
  ['rate(1 day)', DAY],
  ['rate(7 days)', 7 * DAY],
];
const NOW = '2025-06-01T10:00:00.000Z';

const stops: (() => Promise<void>)[] = [];

beforeEach(() => {
  jest.useFakeTimers({ now: new Date(NOW) });
});

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  jest.useRealTimers();
});

/** A schedule of the function `sweep`, or of other targets. */
function scheduled(ScheduleExpression: string, targets = ['sweep']) {
  const { functions, invocations } = functionsThatHang('sweep', 'report');
  const Targets = targets.map((Arn) => ({ Arn }));
  const { stop } = startSchedule({
    properties: { ScheduleExpression, Targets },
    functions,
    region: 'eu-west-1',
  });
  stops.push(stop);
  return { invocations, stop };
}

describe('a schedule invokes its function', () => {
  test.each(RATES)('by %s, not before its time', (expression, interval) => {
    const { invocations } = scheduled(expression);

    jest.advanceTimersByTime(interval - 1);

    expect(invocations).toEqual([]);
  });

  test.each(RATES)('by %s again and again, though no invocation has ended', (expression, interval) => {
    const { invocations } = scheduled(expression);

    jest.advanceTimersByTime(3 * interval);

    expect(invocations).toHaveLength(3);
  });

  test('by a rate of a month no sooner than by any other', () => {
    const { invocations } = scheduled('rate(30 days)');

    jest.advanceTimersByTime(MINUTE);

    expect(invocations.length).toBe(0);
  });

  test('with the event of EventBridge', () => {
    const { invocations } = scheduled('rate(5 minutes)');

    jest.advanceTimersByTime(5 * MINUTE);

    expect(invocations).toEqual([
      {
        arn: 'sweep',
        event: {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          'detail-type': 'Scheduled Event',
          source: 'aws.events',
          region: 'eu-west-1',
          time: '2025-06-01T10:05:00.000Z',
          detail: {},
        },
      },
    ]);
  });

  test('with every other target, and passes over one that is no function here', () => {
    const { invocations } = scheduled('rate(1 minute)', ['sweep', 'a queue', 'report']);

    jest.advanceTimersByTime(MINUTE);

    expect(invocations.map(({ arn }) => arn)).toEqual(['sweep', 'report']);
  });

  test('no more once it is stopped', async () => {
    const { invocations, stop } = scheduled('rate(1 minute)');

    await stop();
    jest.advanceTimersByTime(HOUR);

    expect(invocations).toEqual([]);
  });
});

describe('an expression that is not known', () => {
  test.each([
    'cron(0 12 * * ? *)',
    'at(2025-06-01T10:00:00)',
    'rate(five minutes)',
    'rate(5 weeks)',
    'rate(5minutes)',
    'rate(-5 minutes)',
    'rate(0 minutes)',
    'a rate(5 minutes)',
    'rate(5 minutes) and more',
    '',
  ])('is named: %j', (expression) => {
    const starting = () => scheduled(expression);

    expect(starting).toThrow(
      new TemplateError(`The embedded stack knows schedules like rate(5 minutes), not ${expression}.`),
    );
  });

  test('is a fault of the template where there is none', () => {
    const { functions } = functionsThatHang('sweep');

    const starting = () => startSchedule({ properties: {}, functions, region: 'eu-west-1' });

    expect(starting).toThrow(
      new TemplateError('The embedded stack knows schedules like rate(5 minutes), not .'),
    );
  });

  test('is a fault of the template', () => {
    const starting = () => scheduled('cron(0 12 * * ? *)');

    expect(starting).toThrow(TemplateError);
  });
});

test('a rule without targets invokes nothing', () => {
  const { functions, invocations } = functionsThatHang('sweep');
  const properties = { ScheduleExpression: 'rate(1 minute)' };
  stops.push(startSchedule({ properties, functions, region: 'eu-west-1' }).stop);

  jest.advanceTimersByTime(HOUR);

  expect(invocations).toEqual([]);
});
