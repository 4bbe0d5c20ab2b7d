import { describe, expect, test } from '@jest/globals';
import { STAGES } from '../../tools/service/stages.ts';
import { compiled, target } from '../support/compiled-template.ts';
import { SHORTEST_GRACE_SECONDS } from '../support/settings.ts';

describe.each(STAGES)('on stage %s', (stage) => {
  const { ofType } = compiled(stage);

  const [[, rule] = ['', {}]] = ofType('AWS::Events::Rule');
  const [, minutes] = /^rate\((\d+) minutes\)$/.exec(rule.ScheduleExpression) ?? [];
  const untilTheNext = { MaximumEventAgeInSeconds: Number(minutes) * 60 };

  test('EventBridge tries to hand an event to sweep until the next one comes', () => {
    expect(rule.Targets).toMatchObject([{ RetryPolicy: untilTheNext }]);
    expect(target(rule.Targets[0].Arn)).toBe('SweepLambdaFunction');
  });

  test('Lambda keeps an event for sweep until the next one comes, and does not try it again', () => {
    const configs = ofType('AWS::Lambda::EventInvokeConfig').map(([, config]) => config);

    expect(configs).toMatchObject([{ ...untilTheNext, MaximumRetryAttempts: 0 }]);
    expect(target(configs[0].FunctionName)).toBe('SweepLambdaFunction');
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
