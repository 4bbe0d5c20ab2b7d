import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { ServiceClient } from '../../service/service-client.ts';

/**
 * Every dead-letter queue of the stack, by the name of its output without `Url`: the queue its messages go back to, the
 * function that reads that one, and whether they come from that queue or from its topic, as SNS could not deliver them.
 */
export const DEAD_LETTER_QUEUES = {
  OrderDLQ: { source: 'OrderQueue', reader: 'ingest', from: 'queue' },
  HighValueDLQ: { source: 'HighValueQueue', reader: 'consumer', from: 'queue' },
  OrderSubscriptionDLQ: { source: 'OrderQueue', reader: 'ingest', from: 'topic' },
  HighValueSubscriptionDLQ: { source: 'HighValueQueue', reader: 'consumer', from: 'topic' },
} as const;

export type DeadLetterQueue = keyof typeof DEAD_LETTER_QUEUES;

export const QUEUE_NAMES = Object.keys(DEAD_LETTER_QUEUES) as DeadLetterQueue[];

/** What these commands need of the deployed service. */
export type Service = Pick<ServiceClient, 'sqs' | 'output' | 'order'>;

/** Numbers of messages are approximate on AWS, and can be a minute old. */
export type QueueState = { url: string; arn: string; waiting: number; inFlight: number; retentionMs: number };

export async function stateOf({ sqs, output }: Service, queue: DeadLetterQueue): Promise<QueueState> {
  const url = await output(`${queue}Url`);
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'QueueArn',
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'MessageRetentionPeriod',
      ],
    }),
  );
  return {
    url,
    arn: Attributes?.QueueArn ?? '',
    waiting: Number(Attributes?.ApproximateNumberOfMessages),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
    retentionMs: Number(Attributes?.MessageRetentionPeriod) * 1000,
  };
}
