import { randomUUID } from 'node:crypto';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { service } from '../support/service.ts';
import { topicsMaySend } from '../support/topic-probe.ts';
import type { QueueUnderTest, Subject } from './contract-subject.ts';

type Messaging = Pick<Subject, 'createTopic' | 'createQueue' | 'createQueueWithDeadLetters' | 'remove'>;

/** Topics of this account by their names: a queue is made before the topic that it is for. */
const OF_THIS_SUITE = { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:contract-*' } };

/** Queues and topics of the running service that nobody else knows, until they are removed. */
export function createTemporaryMessaging({ sqs, sns } = service): Messaging {
  const arns = new Map<QueueUnderTest, string>();
  const removals: (() => Promise<unknown>)[] = [];

  async function createQueue(attributes: Record<string, string> = {}): Promise<QueueUnderTest> {
    const Attributes = { VisibilityTimeout: '1', ...attributes };
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: `contract-${randomUUID()}`, Attributes }),
    );
    removals.push(() => sqs.send(new DeleteQueueCommand({ QueueUrl })));
    const made = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const queue: QueueUnderTest = {
      send: async (MessageBody) => void (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))),
      delete: async (ReceiptHandle) =>
        void (await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))),
      async receive(MaxNumberOfMessages = 10) {
        const MessageSystemAttributeNames = ['ApproximateReceiveCount' as const];
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages, MessageSystemAttributeNames }),
        );
        return Messages.map(({ Body = '', ReceiptHandle = '', Attributes: system }) => ({
          body: Body,
          receiptHandle: ReceiptHandle,
          receives: Number(system?.ApproximateReceiveCount),
        }));
      },
    };
    arns.set(queue, made.Attributes?.QueueArn ?? '');
    return queue;
  }

  return {
    createQueue: () => createQueue({ Policy: topicsMaySend('*', OF_THIS_SUITE) }),

    async createQueueWithDeadLetters() {
      const deadLetters = await createQueue();
      const RedrivePolicy = { deadLetterTargetArn: arns.get(deadLetters), maxReceiveCount: 3 };
      return { deadLetters, queue: await createQueue({ RedrivePolicy: JSON.stringify(RedrivePolicy) }) };
    },

    async createTopic(...subscriptions) {
      const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: `contract-${randomUUID()}` }));
      removals.push(() => sns.send(new DeleteTopicCommand({ TopicArn })));
      for (const { queue, raw } of subscriptions) {
        const { SubscriptionArn } = await sns.send(
          new SubscribeCommand({
            TopicArn,
            Protocol: 'sqs',
            Endpoint: arns.get(queue),
            Attributes: { RawMessageDelivery: String(raw) },
            ReturnSubscriptionArn: true,
          }),
        );
        removals.push(() => sns.send(new UnsubscribeCommand({ SubscriptionArn })));
      }
      return TopicArn;
    },

    async remove() {
      for (const remove of removals.reverse()) await remove();
    },
  };
}
