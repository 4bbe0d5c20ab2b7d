import { randomUUID } from 'node:crypto';
import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { readContract } from '../../tools/commands/contract/gate.ts';
import { until } from '../../tools/service/service-client.ts';
import { problemsBy, problemsBySchema } from './contract-files.ts';
import { read } from './markdown.ts';
import { take } from './queue.ts';
import { service } from './service.ts';

export type TopicProbe = {
  /** Waits for the announcement of an order, and gives all messages received so far. Each is as contract/ promises. */
  untilAnnounced(orderId: string): Promise<Message[]>;
  remove(): Promise<void>;
};

/** Another subscriber of HighValueOrderTopic, through which a test sees what is announced. */
export async function subscribeProbe(filterPolicy?: object): Promise<TopicProbe> {
  const filter = filterPolicy && { FilterPolicy: JSON.stringify(filterPolicy) };
  const { queueUrl, remove } = await subscribeQueue({ RawMessageDelivery: 'true', ...filter });
  const seen: Message[] = [];
  const checkContract = createContractCheck();

  return {
    async untilAnnounced(orderId) {
      await until(`the announcement of ${orderId}`, async () => {
        const taken = await take(queueUrl, () => true);
        for (const message of taken) checkContract(message);
        seen.push(...taken);
        return seen.some(({ Body }) => JSON.parse(Body ?? '').OrderId === orderId) || undefined;
      });
      return seen;
    },
    remove,
  };
}

/** A new queue that subscribes to HighValueOrderTopic with these attributes. */
export async function subscribeQueue(
  Attributes: Record<string, string>,
  { sqs, sns, output } = service,
  QueueName = `probe-${randomUUID()}`,
) {
  const TopicArn = await output('HighValueOrderTopicArn');
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
  const queue = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Endpoint = queue.Attributes?.QueueArn ?? '';
  const Policy = topicsMaySend(Endpoint, { ArnEquals: { 'aws:SourceArn': TopicArn } });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }),
  );
  return {
    queueUrl: QueueUrl,
    async remove() {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}

/** Checks that an announcement and its message attributes are as contract/ promises. @throws what is not. */
function createContractCheck() {
  const { headers = {} } =
    readContract(read('contract/asyncapi.yaml')).components.messages.HighValueOrder ?? {};
  const [ofBody, ofAttributes] = [problemsBy('high-value-order.schema.json'), problemsBySchema(headers)];

  return ({ Body = '', MessageAttributes = {} }: Message) => {
    const attributes = Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
      name,
      DataType === 'Number' ? Number(StringValue) : StringValue,
    ]);
    const problems = [...ofBody(JSON.parse(Body)), ...ofAttributes(Object.fromEntries(attributes))];
    if (problems.length > 0) throw new Error(`${Body} is not as promised: ${problems.join('; ')}`);
  };
}

/** A policy that lets the topics of the condition send to the queue. */
export function topicsMaySend(Resource: string, Condition: object): string {
  const Principal = { Service: 'sns.amazonaws.com' };
  const statement = { Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource, Condition };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
