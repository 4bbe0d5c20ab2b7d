import { expect, test } from '@jest/globals';
import { createFaultInjection } from '../../../../tools/stack/fault-injection.ts';
import { BadInputError } from '../../../../tools/stack/pages.ts';

const callOf = (action: string) => ({ caller: 'ingest', action, resource: 'OrderTopic', isRetry: false });

test.each<[string, [action: string, calls: number][], boolean[]]>([
  ['no call by default', [], [false, false, false]],
  ['the next call', [['sns:Publish', 1]], [true, false, false]],
  ['the next two calls', [['sns:Publish', 2]], [true, true, false]],
  ['no call of another action', [['sns:Subscribe', 2]], [false, false, false]],
  ['no call of another service', [['sqs:Publish', 2]], [false, false, false]],
  [
    'as many calls as it was last told',
    [
      ['sns:Publish', 3],
      ['sns:Publish', 0],
    ],
    [false, false, false],
  ],
])('fails %s', (_, failures, expected) => {
  const faults = createFaultInjection();
  for (const [action, calls] of failures) faults.failNext({ action, calls });

  const failed = expected.map(() => faults.errorFor(callOf('sns:Publish')) !== undefined);

  expect(failed).toEqual(expected);
});

test('answers with an internal error of AWS, which SDKs retry', () => {
  const faults = createFaultInjection();
  faults.failNext({ action: 'sqs:SendMessage', calls: 1 });

  const response = faults.errorFor(callOf('sqs:SendMessage'));

  expect(response).toMatchObject({ status: 500, headers: { 'x-amzn-errortype': 'InternalFailure' } });
});

test('answers as AWS does when it throttles', () => {
  const faults = createFaultInjection();
  faults.failNext({ action: 'sqs:SendMessage', calls: 1, error: 'throttled' });

  const response = faults.errorFor(callOf('sqs:SendMessage'));

  expect(response).toMatchObject({ status: 400, headers: { 'x-amzn-errortype': 'ThrottlingException' } });
});

test('refuses another error', () => {
  const { failNext } = createFaultInjection();

  expect(() => failNext({ action: 'sns:Publish', calls: 1, error: 'toString' })).toThrow(
    new BadInputError('error must be internal or throttled, not "toString".'),
  );
});

test('answers in the protocol of SNS with XML', () => {
  const faults = createFaultInjection();
  faults.failNext({ action: 'sns:Publish', calls: 1 });

  const response = faults.errorFor(callOf('sns:Publish'));

  expect(response).toMatchObject({ status: 500, headers: { 'content-type': 'text/xml' } });
  expect(response?.body).toContain('<Code>InternalFailure</Code><Message>Failed on purpose.</Message>');
});

test.each([Number.NaN, -1, 1.5, '1', null])('refuses %p as a number of calls', (calls) => {
  const { failNext } = createFaultInjection();

  expect(() => failNext({ action: 'sns:Publish', calls })).toThrow(
    new BadInputError(`calls must be a whole number from 0, not ${JSON.stringify(calls)}.`),
  );
});

test.each([undefined, null, 'sns', [], {}, { action: 1, calls: -1 }, { action: 'Publish' }])(
  'refuses %p, and names every problem',
  (input) => {
    const { failNext } = createFaultInjection();

    expect(() => failNext(input)).toThrow(
      /^action must be named as IAM names it, such as sns:Publish, .*; calls must be /,
    );
  },
);

test('ends the function at its next call of the action, once', () => {
  const { crashNext, crashesCaller } = createFaultInjection();
  crashNext('ingest', 'sns:Publish');

  const others = [callOf('sqs:SendMessage'), { ...callOf('sns:Publish'), caller: 'sweep' }];
  const crashed = [...others, callOf('sns:Publish'), callOf('sns:Publish')].map(crashesCaller);

  expect(crashed).toEqual([false, false, true, false]);
});
