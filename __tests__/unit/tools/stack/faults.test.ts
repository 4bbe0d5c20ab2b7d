import { describe, expect, test } from '@jest/globals';
import { createFaults } from '../../../../tools/stack/faults.ts';
import { BadInputError } from '../../../../tools/stack/pages.ts';
import { callTo, QUEUE_URL, TOPIC_ARN } from '../../../support/api-requests.ts';
import { serviceOf } from '../../../support/gateways.ts';

const publish = callTo.form({ Action: 'Publish', TopicArn: TOPIC_ARN });
const publishBatch = callTo.form({ Action: 'PublishBatch', TopicArn: TOPIC_ARN });

/** The statuses of calls of SNS, one after the other, the next ones of which are to fail. */
async function statuses(calls: (typeof publish)[], failNext: [action: string, calls: number][]) {
  const faults = createFaults();
  const sns = faults.failing('sns', serviceOf('from sns'));
  for (const [action, count] of failNext) faults.failNext({ action, calls: count });
  const answers = [];
  for (const call of calls) answers.push((await sns(call)).status);
  return answers;
}

describe('the calls that are to fail', () => {
  test.each<[string, [string, number][], number[]]>([
    ['are none unless told', [], [200, 200, 200]],
    ['are the next one', [['sns:Publish', 1]], [500, 200, 200]],
    ['are the next two', [['sns:Publish', 2]], [500, 500, 200]],
    ['are none of another action', [['sns:Subscribe', 2]], [200, 200, 200]],
    ['are none of another service', [['sqs:Publish', 2]], [200, 200, 200]],
    [
      'are as many as were told last',
      [
        ['sns:Publish', 3],
        ['sns:Publish', 0],
      ],
      [200, 200, 200],
    ],
  ])('%s', async (_, failNext, expected) => {
    const answered = await statuses([publish, publish, publish], failNext);

    expect(answered).toEqual(expected);
  });

  test('are those for many too, which IAM names alike', async () => {
    const answered = await statuses([publishBatch, publish], [['sns:Publish', 1]]);

    expect(answered).toEqual([500, 200]);
  });
});

test.each([Number.NaN, -1, 1.5, '1', null])('%p is no number of calls to fail', (calls) => {
  const faults = createFaults();

  expect(() => faults.failNext({ action: 'sns:Publish', calls })).toThrow(
    new BadInputError(`calls must be a whole number from 0 on, not ${JSON.stringify(calls)}.`),
  );
});

test.each([undefined, null, 'sns', [], {}, { action: 1, calls: -1 }, { action: 'Publish' }])(
  'what is no fault is refused with each of its problems: %p',
  (input) => {
    const faults = createFaults();

    const problems = ['action must be named as IAM names it, such as sns:Publish', 'calls must be'];
    for (const problem of problems) expect(() => faults.failNext(input)).toThrow(problem);
  },
);

test('a call that is to fail is an inner fault of AWS, which clients try again', async () => {
  const faults = createFaults();
  faults.failNext({ action: 'sqs:SendMessage', calls: 1 });

  const answer = await faults.failing(
    'sqs',
    serviceOf(''),
  )(callTo.sqs('SendMessage', { QueueUrl: QUEUE_URL }));

  expect(answer).toMatchObject({ status: 500, headers: { 'x-amzn-errortype': 'InternalFailure' } });
});

test('a call that is to fail does not come to the service', async () => {
  const faults = createFaults();
  faults.failNext({ action: 'sns:Publish', calls: 1 });
  const sns = faults.failing('sns', () => Promise.reject(new Error('Unexpected call')));

  const answer = await sns(publish);

  expect(answer.body).toContain('Failed on purpose.');
});

test('any other call gets the answer of the service', async () => {
  const sns = createFaults().failing('sns', serviceOf('from sns'));

  const answer = await sns(publish);

  expect(answer.body).toBe('from sns');
});
