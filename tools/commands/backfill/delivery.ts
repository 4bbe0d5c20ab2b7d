import { randomUUID } from 'node:crypto';
import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { messageOf } from '../../../src/aws/topics.ts';
import { announcementOf, type HighValueOrder } from '../../../src/orders/announcement.ts';
import { createFilter, type Properties } from './filter-policy.ts';
import type { Subscriber, Subscription } from './subscriber.ts';

export type QueueMessage = Pick<SendMessageBatchRequestEntry, 'MessageBody' | 'MessageAttributes'>;
type Published = ReturnType<typeof messageOf>;

/**
 * Makes what a queue receives if an order is announced now.
 *
 * @returns a function of an order; it returns undefined if the queue's subscription filters the announcement out.
 * @throws UnknownFilterError
 */
export function createDelivery(subscriber: Subscriber, threshold: number) {
  const { topicArn, subscription } = subscriber;
  const passes = createFilterOf(subscription);

  return function deliver(order: HighValueOrder): QueueMessage | undefined {
    const published = messageOf(announcementOf(order, threshold));
    if (!passes(published)) return undefined;
    return subscription === undefined || subscription.isRaw
      ? { MessageBody: published.Message, MessageAttributes: published.MessageAttributes }
      : { MessageBody: JSON.stringify(envelopeOf(published, topicArn, subscription.arn)) };
  };
}

function createFilterOf(subscription: Subscription | undefined): (published: Published) => boolean {
  const { filterPolicy, filterScope } = subscription ?? {};
  if (filterPolicy === undefined) return () => true;
  const matches = createFilter(JSON.parse(filterPolicy));
  return filterScope === 'MessageBody'
    ? ({ Message }) => matches(JSON.parse(Message))
    : ({ MessageAttributes }) => matches(propertiesOf(MessageAttributes));
}

function propertiesOf(attributes: Published['MessageAttributes']): Properties {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue }]) => [
      name,
      DataType === 'Number' ? Number(StringValue) : StringValue,
    ]),
  );
}

/**
 * The envelope in which SNS delivers a message, without `SignatureVersion`, `Signature` and `SigningCertURL`: only SNS can
 * sign.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
 */
function envelopeOf({ Message, MessageAttributes }: Published, TopicArn: string, SubscriptionArn: string) {
  const [, partition, , region] = TopicArn.split(':');
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn,
    Message,
    Timestamp: new Date().toISOString(),
    UnsubscribeURL: `https://sns.${region}.${domain}/?Action=Unsubscribe&SubscriptionArn=${SubscriptionArn}`,
    MessageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
        name,
        { Type: DataType, Value: StringValue },
      ]),
    ),
  };
}
