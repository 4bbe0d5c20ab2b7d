import { describe, expect, test } from '@jest/globals';
import { DEAD_LETTER_QUEUES } from '../../tools/service/dead-letter-queues.ts';
import { isEmulatorStage } from '../../tools/service/stages.ts';
import { compiled, type Loose, PACKAGED, target } from '../support/compiled-template.ts';

const isDeadLetterQueue = ([logicalId]: [string, unknown]) => logicalId.endsWith('DLQ');

describe.each(PACKAGED)('on %s', (packaged) => {
  const { resources, ofType, outputs, statementsOn } = compiled(packaged);
  const topics = ofType('AWS::SNS::Topic');
  const ofOrders = topics.filter(([logicalId]) => logicalId !== 'AlarmTopic');
  const queues = ofType('AWS::SQS::Queue');
  const deadLetterQueues = queues.filter(isDeadLetterQueue);
  const sources = queues.filter((queue) => !isDeadLetterQueue(queue));
  // Other subscribers' queues are not in the template.
  const subscriptions = ofType('AWS::SNS::Subscription').filter(([, { Endpoint }]) =>
    queues.some(([queue]) => queue === target(Endpoint)),
  );
  const eventSources = ofType('AWS::Lambda::EventSourceMapping');
  const ownKey = { 'Fn::GetAtt': ['EncryptionKey', 'Arn'] };

  test.each([
    ...topics.map(([id]) => [id, 'sns:Publish', { Ref: id }] as const),
    ...queues.map(([id]) => [id, 'sqs:*', { 'Fn::GetAtt': [id, 'Arn'] }] as const),
  ])('%s refuses requests without TLS, where there is TLS', (logicalId, Action, Resource) => {
    const Condition = { Bool: { 'aws:SecureTransport': isEmulatorStage(packaged) ? 'none' : 'false' } };

    expect(statementsOn(logicalId, 'Deny')).toEqual([
      { Effect: 'Deny', Principal: '*', Action, Resource, Condition },
    ]);
  });

  test.each([...topics.map(([id]) => [id, 'Arn'] as const), ...queues.map(([id]) => [id, 'Url'] as const)])(
    '%s has an output with its %s',
    (logicalId, kind) => {
      expect(outputs[`${logicalId}${kind}`]?.Value).toEqual({ Ref: logicalId });
    },
  );

  test.each(topics)('only this account publishes to %s, to AlarmTopic only its alarms', (logicalId) => {
    const fromAccount = {
      Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
    };
    const fromAlarms = {
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    };

    expect(statementsOn(logicalId, 'Allow')).toEqual([
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Resource: { Ref: logicalId },
        ...(logicalId === 'AlarmTopic' ? fromAlarms : fromAccount),
      },
    ]);
  });

  test.each(topics)('%s is encrypted, AlarmTopic only with a key of the account', (logicalId, topic) => {
    const key = logicalId === 'AlarmTopic' ? undefined : 'alias/aws/sns';

    expect(topic.KmsMasterKeyId).toEqual(packaged === 'prod-kms' ? ownKey : key);
  });

  test.each(ofOrders)('%s takes part in the traces of its messages', (_logicalId, topic) => {
    expect(topic.TracingConfig).toBe('Active');
  });

  test('SNS may report these topics to X-Ray, where there is X-Ray, and no others', () => {
    const policies = ofType('AWS::XRay::ResourcePolicy').map(([, { PolicyName, PolicyDocument }]) => ({
      name: PolicyName,
      statements: JSON.parse(PolicyDocument['Fn::Sub']).Statement,
    }));

    const expected = {
      name: expect.stringMatching(/^high-value-orders-[\w-]+-topics$/),
      statements: [
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: ['xray:PutTraceSegments', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
          Resource: '*',
          Condition: {
            StringEquals: {
              'aws:SourceAccount': '${AWS::AccountId}',
              'aws:SourceArn': ofOrders.map(([topic]) => `\${${topic}}`),
            },
          },
        },
      ],
    };
    expect(policies).toEqual(packaged === 'local' ? [] : [expected]);
  });

  test.each(queues)('%s is encrypted', (_logicalId, { SqsManagedSseEnabled, KmsMasterKeyId }) => {
    expect([SqsManagedSseEnabled, KmsMasterKeyId]).toEqual(
      packaged === 'prod-kms' ? [false, ownKey] : [true, undefined],
    );
  });

  test.each(deadLetterQueues)('%s keeps its messages for 14 days', (_logicalId, queue) => {
    expect(queue.MessageRetentionPeriod).toBe(14 * 24 * 60 * 60);
  });

  test.each(deadLetterQueues)('%s has one source', (logicalId) => {
    const redriving = [...queues, ...subscriptions].filter(
      ([, { RedrivePolicy }]) => RedrivePolicy && target(RedrivePolicy.deadLetterTargetArn) === logicalId,
    );

    expect(redriving).toHaveLength(1);
  });

  test.each(sources)(
    '%s moves messages to a dead-letter queue after 3 receives, on prod after 10',
    (_logicalId, { RedrivePolicy }) => {
      expect(RedrivePolicy?.maxReceiveCount).toBe(packaged.startsWith('prod') ? 10 : 3);
      expect(deadLetterQueues.map(([id]) => id)).toContain(target(RedrivePolicy.deadLetterTargetArn));
    },
  );

  test.each(sources)('%s has a subscription, and feeds one function', (logicalId) => {
    const fed = eventSources.filter(([, { EventSourceArn }]) => target(EventSourceArn) === logicalId);
    const subscribed = subscriptions.filter(([, { Endpoint }]) => target(Endpoint) === logicalId);

    expect([fed.length, subscribed.length]).toEqual([1, 1]);
  });

  test.each(subscriptions)(
    '%s delivers raw, and keeps what it cannot deliver',
    (_logicalId, subscription) => {
      expect(subscription.RawMessageDelivery).toBe(true);
      expect(deadLetterQueues.map(([id]) => id)).toContain(
        target(subscription.RedrivePolicy?.deadLetterTargetArn ?? ''),
      );
    },
  );

  test.each(subscriptions)('%s: only its topic may send to its queues', (logicalId, subscription) => {
    const own = [subscription.Endpoint, subscription.RedrivePolicy.deadLetterTargetArn].map(target);

    for (const queue of own) {
      expect(statementsOn(queue, 'Allow')).toEqual([
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
          Condition: { ArnEquals: { 'aws:SourceArn': subscription.TopicArn } },
        },
      ]);
    }
    expect(resources[logicalId]?.DependsOn).toEqual(own.map((queue) => `${queue}Policy`));
  });

  test.each(eventSources)('%s reports the records of a batch that failed', (_logicalId, eventSource) => {
    expect(eventSource.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  test.each(eventSources)(
    '%s: the visibility timeout gives the function time for retries',
    (_logicalId, { EventSourceArn, FunctionName, MaximumBatchingWindowInSeconds: window = 0 }) => {
      const { VisibilityTimeout } = resources[target(EventSourceArn)]?.Properties ?? {};
      const { Timeout } = resources[target(FunctionName)]?.Properties ?? {};

      // On an emulator the shortest that Lambda accepts, so that three receives take seconds.
      expect(VisibilityTimeout).toBe(isEmulatorStage(packaged) ? Timeout : 6 * Timeout + window);
    },
  );
});

test('npm run dead-letters knows every dead-letter queue', () => {
  const queues = compiled('dev').ofType('AWS::SQS::Queue').filter(isDeadLetterQueue);

  expect(Object.keys(DEAD_LETTER_QUEUES).sort()).toEqual(queues.map(([id]) => id).sort());
});

test.each([
  ['HIGH_VALUE_EMAIL', 'HighValueOrderTopic', 'HighValueEmail'],
  ['ALARM_EMAIL', 'AlarmTopic', 'AlarmEmail'],
])('the address in %s subscribes to %s, where it is set', (_setting, topic, parameter) => {
  const { resources, conditions } = compiled('prod');

  const { Condition, Properties }: Loose = resources[`${parameter}Subscription`];

  expect(Properties).toEqual({ TopicArn: { Ref: topic }, Protocol: 'email', Endpoint: { Ref: parameter } });
  expect(conditions[Condition]).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: parameter }, ''] }] });
});
