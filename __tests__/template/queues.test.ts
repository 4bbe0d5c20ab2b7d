import { describe, expect, test } from '@jest/globals';
import { isEmulatorStage, STAGES } from '../../tools/service/stages.ts';
import { compiled, target } from '../support/compiled-template.ts';

describe.each(STAGES)('on stage %s', (stage) => {
  const { resources, ofType } = compiled(stage);
  const queues = ofType('AWS::SQS::Queue');
  const subscriptions = ofType('AWS::SNS::Subscription').filter(([, { Protocol }]) => Protocol === 'sqs');
  const eventSources = ofType('AWS::Lambda::EventSourceMapping');
  const isDeadLetterQueue = ([logicalId]: [string, unknown]) => logicalId.endsWith('DLQ');

  test.each(queues.filter((queue) => !isDeadLetterQueue(queue)))(
    '%s moves a message to a dead-letter queue after 3 receives, on prod after 10',
    (_logicalId, { RedrivePolicy }) => {
      expect(RedrivePolicy.maxReceiveCount).toBe(stage.endsWith('prod') ? 10 : 3);
      expect(resources[target(RedrivePolicy.deadLetterTargetArn)]?.Type).toBe('AWS::SQS::Queue');
      expect(target(RedrivePolicy.deadLetterTargetArn)).toMatch(/DLQ$/);
    },
  );

  test.each(queues.filter(isDeadLetterQueue))(
    '%s keeps its messages as long as SQS can',
    (_logicalId, queue) => {
      expect(queue.MessageRetentionPeriod).toBe(14 * 24 * 60 * 60);
    },
  );

  test.each(subscriptions)('%s delivers raw, and keeps what it cannot deliver', (logicalId, subscription) => {
    const others = subscriptions.filter(([otherId]) => otherId !== logicalId);
    const deadLetterQueue = target(subscription.RedrivePolicy.deadLetterTargetArn);

    expect(subscription.RawMessageDelivery).toBe(true);
    expect(resources[deadLetterQueue]?.Type).toBe('AWS::SQS::Queue');
    expect(others.map(([, other]) => target(other.RedrivePolicy.deadLetterTargetArn))).not.toContain(
      deadLetterQueue,
    );
  });

  test.each(subscriptions)(
    '%s may write to its queues: that topic, and nobody else',
    (_logicalId, subscription) => {
      const topic = target(subscription.TopicArn);

      for (const queue of [subscription.Endpoint, subscription.RedrivePolicy.deadLetterTargetArn].map(
        target,
      )) {
        expect(allowedOn(queue)).toEqual([
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
            Condition: { ArnEquals: { 'aws:SourceArn': { Ref: topic } } },
          },
        ]);
      }
    },
  );

  test.each(eventSources)('%s lets the records of a batch fail alone', (_logicalId, eventSource) => {
    expect(eventSource.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  test.each(eventSources)(
    '%s hides a batch for as long as its function may need',
    (_logicalId, eventSource) => {
      const { VisibilityTimeout } = resources[target(eventSource.EventSourceArn)]?.Properties ?? {};
      const { Timeout } = resources[target(eventSource.FunctionName)]?.Properties ?? {};
      const { MaximumBatchingWindowInSeconds: window = 0 } = eventSource;

      // On a laptop the least that Lambda takes, so that three receives take seconds.
      expect(VisibilityTimeout).toBe(isEmulatorStage(stage) ? Timeout : 6 * Timeout + window);
    },
  );

  function allowedOn(queue: string) {
    return ofType('AWS::SQS::QueuePolicy')
      .filter(([, { Queues }]) => Queues.map(target).includes(queue))
      .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow');
  }
});
