import { type MessageAttributeValue, SNSClient } from '@aws-sdk/client-sns';
import { createHighValueOrderTopic } from '../../../src/aws/topics.ts';
import type { Announcement } from '../../../src/orders/announcement.ts';
import type { Properties, Template } from '../../stack/template.ts';
import type { Schema } from './field-schema.ts';

/** A message of the contract: its schema, examples, and the schema of its message attributes. */
export type Message = { schema: Schema; examples: object[]; attributes?: Schema };

/** A topic: the message it carries, and whether the service receives that or sends it. */
const TOPICS = {
  OrderTopic: { message: 'Order', action: 'receive' },
  HighValueOrderTopic: { message: 'HighValueOrder', action: 'send' },
} as const;

type Channel = { id: string; output: string; description: string; message: string; bindings: object };
type Operation = { action: 'receive' | 'send'; channel: string; bindings?: object };

/** The service as an AsyncAPI document: its topics and queues are those of the compiled template. */
export function asyncApi(
  template: Template,
  { version, license, description }: Record<'version' | 'license' | 'description', string>,
  messages: Record<'Order' | 'HighValueOrder', Message>,
) {
  const parts = Object.entries(TOPICS).flatMap(([topic, carried]) => partsOf(template, topic, carried));
  return {
    asyncapi: '3.1.0',
    info: { title: 'high-value-orders', version, description, license: { name: license } },
    defaultContentType: 'application/json',
    servers: { sns: server('sns'), sqs: server('sqs') },
    channels: Object.fromEntries(parts.map(({ channel }) => [channel.id, describeChannel(channel)])),
    operations: Object.fromEntries(parts.map(({ operation }) => describeOperation(operation))),
    components: {
      messages: Object.fromEntries(
        Object.entries(messages).map(([name, message]) => [name, describeMessage(name, message)]),
      ),
    },
  };
}

/** A topic; and for orders, which anyone can also send to the queue, the queues that are subscribed to it. */
function partsOf(
  template: Template,
  topic: string,
  { message, action }: (typeof TOPICS)[keyof typeof TOPICS],
) {
  const subscriptions = Object.values(template.Resources).flatMap(({ Type, Properties = {} }) => {
    const isOfQueue = Type === 'AWS::SNS::Subscription' && Properties.Protocol === 'sqs';
    return isOfQueue && idOf(Properties.TopicArn) === topic ? [Properties] : [];
  });
  const channel = (id: string, output: string, bindings: object): Channel => {
    const description = template.Outputs?.[output]?.Description;
    if (description === undefined) throw new Error(`The template has no output ${output} for ${id}: add it.`);
    return { id, output, description, message, bindings };
  };
  const consumers = subscriptions.map(consumerOf);
  const queues = action === 'receive' ? subscriptions.map(({ Endpoint }) => idOf(Endpoint)) : [];
  return [
    {
      channel: channel(topic, `${topic}Arn`, { sns: { name: topic, ordering: { type: 'standard' } } }),
      operation: {
        action,
        channel: topic,
        bindings: { sns: { topic: { name: topic }, consumers } },
      } as Operation,
    },
    ...queues.map((queue) => ({
      channel: channel(queue, `${queue}Url`, { sqs: queueBinding(template, queue) }),
      operation: { action, channel: queue } as Operation,
    })),
  ];
}

function consumerOf({ Endpoint, RawMessageDelivery, FilterPolicy, RedrivePolicy }: Properties) {
  return {
    protocol: 'sqs',
    endpoint: { name: idOf(Endpoint) },
    rawMessageDelivery: RawMessageDelivery === true,
    ...(FilterPolicy !== undefined && { filterPolicy: FilterPolicy }),
    ...(RedrivePolicy !== undefined && { redrivePolicy: redrive(RedrivePolicy as Properties) }),
  };
}

function queueBinding({ Resources }: Template, name: string) {
  const describeQueue = (id: string) => {
    const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = Resources[id]?.Properties ?? {};
    return {
      name: id,
      fifoQueue: false,
      ...(VisibilityTimeout !== undefined && { visibilityTimeout: VisibilityTimeout }),
      messageRetentionPeriod: MessageRetentionPeriod,
      ...(RedrivePolicy !== undefined && { redrivePolicy: redrive(RedrivePolicy as Properties) }),
    };
  };
  const queue = describeQueue(name);
  const letters = queue.redrivePolicy?.deadLetterQueue.name;
  return { queue, ...(letters !== undefined && { deadLetterQueue: describeQueue(letters) }) };
}

function redrive({ deadLetterTargetArn, maxReceiveCount }: Properties) {
  const deadLetterQueue = { name: idOf(deadLetterTargetArn) };
  return maxReceiveCount === undefined ? { deadLetterQueue } : { deadLetterQueue, maxReceiveCount };
}

const server = (protocol: 'sns' | 'sqs') => ({
  host: `${protocol}.{region}.amazonaws.com`,
  protocol,
  variables: { region: { default: 'us-east-1', description: 'The region in which the stage is deployed' } },
});

function describeChannel({ id, output, description, message, bindings }: Channel) {
  return {
    address: `{${output}}`,
    title: id,
    description: `${description}.`,
    servers: [{ $ref: `#/servers/${'sns' in bindings ? 'sns' : 'sqs'}` }],
    parameters: {
      [output]: { description: 'The output of the stack with this name: npx serverless info --verbose' },
    },
    messages: { [message]: { $ref: `#/components/messages/${message}` } },
    bindings,
  };
}

function describeOperation({ action, channel, bindings }: Operation): [string, object] {
  const name = `${action}${action === 'send' ? 'To' : 'From'}${channel}`;
  return [name, { action, channel: { $ref: `#/channels/${channel}` }, ...(bindings && { bindings }) }];
}

function describeMessage(name: string, { schema, examples, attributes }: Message) {
  return {
    name,
    title: name,
    ...(attributes && { headers: attributes }),
    payload: schema,
    examples: examples.map((payload) => ({ payload })),
  };
}

/**
 * The message attributes of an announcement: those with which the service publishes it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export async function attributesOf(
  announcement: Announcement,
  fields: Record<string, Schema>,
): Promise<Schema> {
  let published: Record<string, MessageAttributeValue> = {};
  const client = new SNSClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () => async (call) => {
      published = (call.input as { MessageAttributes: typeof published }).MessageAttributes;
      return { output: { $metadata: {} }, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  await createHighValueOrderTopic({ client, topicArn: 'contract' }).publish(announcement);

  const schemas = Object.entries(published).map(([name, { DataType }]): [string, Schema] => {
    const { const: only } = fields[name] ?? {};
    const type = DataType === 'Number' ? 'number' : 'string';
    const description = `${name} of the message, as an attribute of type ${DataType}.`;
    return [name, { description, type, ...(only !== undefined && { const: only }) }];
  });
  return {
    description: 'SNS message attributes, for filter policies.',
    type: 'object',
    properties: Object.fromEntries(schemas),
    required: Object.keys(published),
  };
}

/** The logical id that a reference points at. */
function idOf(reference: unknown): string {
  const { Ref, 'Fn::GetAtt': getAtt } = Object(reference);
  return Ref ?? getAtt?.[0] ?? String(reference);
}
