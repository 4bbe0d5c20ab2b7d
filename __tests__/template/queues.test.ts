import { describe, expect, test } from '@jest/globals';
import { DEAD_LETTER_QUEUES } from '../../tools/commands/redrive/dead-letters.ts';
import { isEmulatorStage } from '../../tools/service/stages.ts';
import { compiled, PACKAGED, target } from '../support/compiled-template.ts';

const isDeadLetterQueue = ([logicalId]: [string, unknown]) => logicalId.endsWith('DLQ');

describe.each(PACKAGED)('on %s', (packaged) => {
  const { resources, ofType, outputs, statementsOn } = compiled(packaged);
  const queues = ofType('AWS::SQS::Queue');
  const deadLetterQueues = queues.filter(isDeadLetterQueue);
  const sources = queues.filter((queue) => !isDeadLetterQueue(queue));
  // Other subscribers' queues are not in the template.
  const subscriptions = ofType('AWS::SNS::Subscription').filter(([, { Endpoint }]) =>
    queues.some(([queue]) => queue === target(Endpoint)),
  );
  const eventSources = ofType('AWS::Lambda::EventSourceMapping');

  test.each(queues)('%s is encrypted', (_logicalId, { SqsManagedSseEnabled, KmsMasterKeyId }) => {
    const ownKey = { 'Fn::GetAtt': ['EncryptionKey', 'Arn'] };

    expect([SqsManagedSseEnabled, KmsMasterKeyId]).toEqual(
      packaged === 'prod-kms' ? [false, ownKey] : [true, undefined],
    );
  });

  test.each(queues)('%s refuses requests without TLS, where there is TLS', (logicalId) => {
    expect(statementsOn(logicalId, 'Deny')).toEqual([
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: { 'Fn::GetAtt': [logicalId, 'Arn'] },
        Condition: { Bool: { 'aws:SecureTransport': isEmulatorStage(packaged) ? 'none' : 'false' } },
      },
    ]);
  });

  test.each(queues)("%s has an output with the queue's URL", (logicalId) => {
    expect(outputs[`${logicalId}Url`]?.Value).toEqual({ Ref: logicalId });
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

test('npm run redrive knows every dead-letter queue', () => {
  const outputs = Object.keys(compiled('dev').outputs).filter((name) => name.endsWith('DLQUrl'));

  expect(
    Object.keys(DEAD_LETTER_QUEUES)
      .map((queue) => `${queue}Url`)
      .sort(),
  ).toEqual(outputs.sort());
});
