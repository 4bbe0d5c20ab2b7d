import { GetSubscriptionAttributesCommand, paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, QueueDoesNotExist, SQSClient } from '@aws-sdk/client-sqs';
import { UsageError } from '../../service/command-options.ts';
import { accessTo, type ServiceClient } from '../../service/service-client.ts';

const TOPIC = 'HighValueOrderTopic';

/** How a queue gets what is published to the topic. */
export type Subscription = {
  arn: string;
  isRaw: boolean;
  /** JSON. */
  filterPolicy?: string;
  /** What the policy filters on. */
  filterScope: 'MessageAttributes' | 'MessageBody';
};

export type Subscriber = {
  queueUrl: string;
  queueName: string;
  topicArn: string;
  /** Undefined if the queue does not subscribe to the topic. */
  subscription: Subscription | undefined;
};

/** A problem with what --queue-url has, as a sentence. */
export function problemWithQueueUrl(value: string): string | undefined {
  const { protocol, pathname } = URL.canParse(value) ? new URL(value) : { protocol: '', pathname: '' };
  if (!/^https?:$/.test(protocol) || !/^\/(.*\/)?\d{12}\/[\w-]+(\.fifo)?$/.test(pathname)) {
    return `--queue-url takes the URL of a queue, such as https://sqs.us-east-1.amazonaws.com/123456789012/audit, not "${value}".`;
  }
  // https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html
  if (value.endsWith('.fifo')) {
    return `--queue-url takes a standard queue: a FIFO queue cannot subscribe to ${TOPIC}, which is a standard topic.`;
  }
  return undefined;
}

/** A client for one queue, which can be in another region than the stack. */
export function createQueueClient(queueUrl: string, endpoint: string | undefined): SQSClient {
  const { hostname, origin } = new URL(queueUrl);
  const region = hostname.split('.').find((label) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(label));
  return new SQSClient({
    ...(endpoint === undefined ? { endpoint: origin } : accessTo(endpoint)),
    ...(region !== undefined && { region }),
  });
}

/**
 * Finds a queue, and how it subscribes to HighValueOrderTopic.
 *
 * @throws UsageError if the queue does not exist, or its subscription is not confirmed.
 */
export async function findSubscriber(
  { sns, output }: Pick<ServiceClient, 'sns' | 'output'>,
  sqs: SQSClient,
  queueUrl: string,
): Promise<Subscriber> {
  const topicArn = await output(`${TOPIC}Arn`);
  const queueArn = await arnOf(sqs, queueUrl);
  const queueName = queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
  const arn = await subscriptionOf(sns, topicArn, queueArn);
  if (arn === undefined) return { queueUrl, queueName, topicArn, subscription: undefined };
  // Until then it is "PendingConfirmation".
  if (!arn.startsWith('arn:')) {
    throw new UsageError(
      `The subscription of ${queueName} to ${TOPIC} is not confirmed, so the queue gets no announcements. Confirm it first.`,
    );
  }
  const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
  const { RawMessageDelivery, FilterPolicy, FilterPolicyScope } = Attributes;
  return {
    queueUrl,
    queueName,
    topicArn,
    subscription: {
      arn,
      isRaw: RawMessageDelivery === 'true',
      ...(FilterPolicy && { filterPolicy: FilterPolicy }),
      filterScope: FilterPolicyScope === 'MessageBody' ? 'MessageBody' : 'MessageAttributes',
    },
  };
}

async function arnOf(sqs: SQSClient, QueueUrl: string): Promise<string> {
  try {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    const { Attributes } = await sqs.send(command);
    return Attributes?.QueueArn ?? '';
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
    throw new UsageError(
      `There is no queue ${QueueUrl}. Check --queue-url, and the account of the credentials.`,
    );
  }
}

async function subscriptionOf(client: ServiceClient['sns'], TopicArn: string, queueArn: string) {
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
    const found = Subscriptions.find(({ Protocol, Endpoint }) => Protocol === 'sqs' && Endpoint === queueArn);
    if (found !== undefined) return found.SubscriptionArn ?? '';
  }
  return undefined;
}
