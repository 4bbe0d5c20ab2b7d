import { expect, test } from '@jest/globals';
import { STAGES } from '../../tools/service/stages.ts';
import * as settings from '../../tools/simulation/settings.ts';
import { compiled, target } from '../support/compiled-template.ts';

const { resources, ofType } = compiled('dev');
const functionOf = (name: keyof typeof settings.FUNCTION_TIMEOUTS_MS) =>
  resources[`${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`]?.Properties;

test.each(Object.keys(settings.FUNCTION_TIMEOUTS_MS) as (keyof typeof settings.FUNCTION_TIMEOUTS_MS)[])(
  'the simulation knows the timeout and the request timeout of %s',
  (name) => {
    const { Timeout, Environment } = functionOf(name);

    expect(settings.FUNCTION_TIMEOUTS_MS[name]).toBe(1_000 * Timeout);
    expect(String(settings.REQUEST_TIMEOUT_MS)).toBe(Environment.Variables.AWS_REQUEST_TIMEOUT_MS);
  },
);

test('the simulation knows the settings of sweep, and how often it runs', () => {
  const { HIGH_VALUE_THRESHOLD, SWEEP_GRACE_SECONDS, SWEEP_INTERVAL_MINUTES } =
    functionOf('sweep').Environment.Variables;
  const [[, rule] = ['', {}]] = ofType('AWS::Events::Rule');
  const minutes = settings.SWEEP_INTERVAL_MS / 60_000;

  expect(String(settings.THRESHOLD)).toBe(HIGH_VALUE_THRESHOLD);
  expect(String(settings.GRACE_SECONDS)).toBe(SWEEP_GRACE_SECONDS);
  expect(String(minutes)).toBe(SWEEP_INTERVAL_MINUTES);
  expect(rule.ScheduleExpression).toBe(`rate(${minutes} minutes)`);
});

test.each(ofType('AWS::Lambda::EventSourceMapping'))(
  'the simulation knows the batch size of %s, and the visibility timeout of its queue',
  (_, { BatchSize, EventSourceArn }) => {
    const { VisibilityTimeout } = resources[target(EventSourceArn)]?.Properties ?? {};

    expect(settings.BATCH_SIZE).toBe(BatchSize);
    expect(settings.VISIBILITY_TIMEOUT_MS).toBe(1_000 * VisibilityTimeout);
  },
);

test('the simulation draws the maxReceiveCount of every stage', () => {
  const queues = STAGES.flatMap((stage) => compiled(stage).ofType('AWS::SQS::Queue'));
  const counts = queues.flatMap(([, { RedrivePolicy }]) => RedrivePolicy?.maxReceiveCount ?? []);

  expect(new Set(settings.MAX_RECEIVE_COUNTS)).toEqual(new Set(counts));
});

test('the simulation knows the keys of OrdersTable and its index, and the time to live of its items', () => {
  const { key, index, timeToLive } = settings.ORDERS_TABLE;
  const { KeySchema, GlobalSecondaryIndexes, TimeToLiveSpecification } =
    resources.OrdersTable?.Properties ?? {};
  const keySchema = (partition: string, range: string) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];

  expect(KeySchema).toEqual([{ AttributeName: key, KeyType: 'HASH' }]);
  expect(TimeToLiveSpecification.AttributeName).toBe(timeToLive);
  expect(GlobalSecondaryIndexes).toMatchObject([
    { IndexName: index.name, KeySchema: keySchema(index.partition, index.range) },
  ]);
});
