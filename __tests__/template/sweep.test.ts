import { describe, expect, test } from '@jest/globals';
import { compiled, STAGES, target } from '../support/compiled-template.ts';
import { SHORTEST_GRACE_SECONDS } from '../support/settings.ts';

describe.each(STAGES)('on stage %s', (stage) => {
  const { ofType } = compiled(stage);

  test('an event for sweep is kept until the next one comes, and is not tried again', () => {
    const [[, { ScheduleExpression }] = ['', { ScheduleExpression: 'no rule' }]] =
      ofType('AWS::Events::Rule');
    const [, minutes] = /^rate\((\d+) minutes\)$/.exec(ScheduleExpression) ?? [];

    const configs = ofType('AWS::Lambda::EventInvokeConfig');

    expect(configs).toMatchObject([
      [expect.any(String), { MaximumEventAgeInSeconds: Number(minutes) * 60, MaximumRetryAttempts: 0 }],
    ]);
    expect(target(configs[0]?.[1].FunctionName)).toBe('SweepLambdaFunction');
  });
});

describe.each(['dev', 'prod'] as const)('on stage %s', (stage) => {
  const { resources, ofType } = compiled(stage);

  test('the shortest grace period outlasts an announcement that takes a second attempt', () => {
    const [, mapping] =
      ofType('AWS::Lambda::EventSourceMapping').find(([id]) => id.startsWith('Consumer')) ?? [];
    const batchingWindow = mapping.MaximumBatchingWindowInSeconds;
    const { VisibilityTimeout } = resources.HighValueQueue?.Properties ?? {};
    const storedAndAnnounced = resources.IngestLambdaFunction?.Properties.Timeout;
    // One call, of which functions.test.ts says that the function has time for two.
    const acknowledged = resources.ConsumerLambdaFunction?.Properties.Timeout / 2;

    const longest = storedAndAnnounced + batchingWindow + VisibilityTimeout + batchingWindow + acknowledged;

    expect(longest).toBeLessThan(SHORTEST_GRACE_SECONDS);
  });
});
