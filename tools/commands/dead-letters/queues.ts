import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { DeadLetterQueue } from '../../service/dead-letter-queues.ts';
import type { ServiceClient } from '../../service/service-client.ts';

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
