import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { startSchedule } from '../../../../tools/stack/schedule.ts';
import { TemplateError } from '../../../../tools/stack/template.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const stops: (() => Promise<void>)[] = [];

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2025-06-01T10:00:00.000Z') });
});

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  jest.useRealTimers();
});

/** Schedules the function `sweep`, or other targets. The invocations never end. */
function schedule(ScheduleExpression?: string, targets = ['sweep'], isRunning = false) {
  const invocations: { name: string; event: unknown }[] = [];
  const invoke = (name: string, event: string): Promise<never> => {
    invocations.push({ name, event: JSON.parse(event) });
    return new Promise(() => {});
  };
  const find = (name: string) =>
    ['sweep', 'report'].includes(name) ? { invoke: (event: string) => invoke(name, event) } : undefined;
  const Targets = targets.map((Arn) => ({ Arn }));
  const properties = ScheduleExpression === undefined ? { Targets } : { ScheduleExpression, Targets };
  const { stop, update } = startSchedule({
    properties,
    functions: { find, isRunning: () => isRunning },
    region: 'eu-west-1',
    debugging: isRunning,
  });
  stops.push(stop);
  return { invocations, stop, update };
}

test.each([
  ['rate(1 minute)', MINUTE],
  ['rate(5 minutes)', 5 * MINUTE],
  ['rate(1 hour)', HOUR],
  ['rate(12 hours)', 12 * HOUR],
  ['rate(1 day)', DAY],
  ['rate(7 days)', 7 * DAY],
])('%s invokes the function at that rate, even while an invocation runs', (expression, interval) => {
  const { invocations } = schedule(expression);

  jest.advanceTimersByTime(interval - 1);
  const early = invocations.length;
  jest.advanceTimersByTime(2 * interval + 1);

  expect([early, invocations.length]).toEqual([0, 3]);
});

test('a rate that is longer than a timer of Node does not fire at once', () => {
  const { invocations } = schedule('rate(30 days)');

  jest.advanceTimersByTime(MINUTE);

  expect(invocations).toEqual([]);
});

test('the event is that of EventBridge', () => {
  const { invocations } = schedule('rate(5 minutes)');

  jest.advanceTimersByTime(5 * MINUTE);

  const event = {
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    region: 'eu-west-1',
    time: '2025-06-01T10:05:00.000Z',
    detail: {},
  };
  expect(invocations).toEqual([{ name: 'sweep', event }]);
});

test.each([
  [
    ['sweep', 'a queue', 'report'],
    ['sweep', 'report'],
  ],
  [[], []],
])('of the targets %p, the functions are invoked', (targets, expected) => {
  const { invocations } = schedule('rate(1 minute)', targets);

  jest.advanceTimersByTime(MINUTE);

  expect(invocations.map(({ name }) => name)).toEqual(expected);
});

test('a stopped schedule invokes nothing', async () => {
  const { invocations, stop } = schedule('rate(1 minute)');

  await stop();
  jest.advanceTimersByTime(HOUR);

  expect(invocations).toEqual([]);
});

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
  undefined,
])('the schedule %p is not supported', (expression) => {
  const message = `The embedded stack supports schedules such as rate(5 minutes), not "${expression ?? ''}".`;

  expect(() => schedule(expression)).toThrow(new TemplateError(message));
});

test('while debugging, skips its turn if a function is running', () => {
  const { invocations } = schedule('rate(1 minute)', ['sweep'], true);

  jest.advanceTimersByTime(3 * MINUTE);

  expect(invocations).toEqual([]);
});

test('an update changes the rate', () => {
  const { invocations, update } = schedule('rate(1 minute)');

  update({ ScheduleExpression: 'rate(1 hour)', Targets: [{ Arn: 'sweep' }] });
  jest.advanceTimersByTime(HOUR);

  expect(invocations).toHaveLength(1);
});
