import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { assertKnown, ModelError, ServiceError } from './errors.ts';

type Attributes = NonNullable<PublishCommand['input']['MessageAttributes']>;
type PublishedMessage = { messageId: string; body: string };

export type TopicOptions = {
  topicArn: string;
  subscriptions: readonly {
    /** Whether messages are delivered raw, or in SNS's envelope. */
    raw: boolean;
    deliver(message: PublishedMessage): void;
  }[];
  /** Gives a message its id. */
  newId: (body: string) => string;
  /** Whether an entry of a PublishBatch is among its `Failed`. */
  refuses?: (body: string) => boolean;
  time?: () => string;
};

export type Topic = ReturnType<typeof createTopic>;

const MESSAGE_FIELDS = ['TopicArn', 'Message', 'MessageAttributes'];
const MAX_ENTRIES = 10;

/** An SNS topic without filters: each subscription gets each message. */
export function createTopic(options: TopicOptions) {
  const { topicArn, subscriptions, newId, refuses = () => false } = options;
  const { time = () => new Date(0).toISOString() } = options;

  function publish(body: string, attributes: Attributes = {}): PublishedMessage {
    const message = { messageId: newId(body), body };
    for (const { raw, deliver } of subscriptions) {
      deliver(raw ? message : { ...message, body: envelopeOf(message, attributes) });
    }
    return message;
  }

  function envelopeOf({ messageId, body }: PublishedMessage, attributes: Attributes): string {
    const entries = Object.entries(attributes).map(([name, { DataType, StringValue }]) => [
      name,
      { Type: DataType, Value: StringValue },
    ]);
    return JSON.stringify({
      ...{ Type: 'Notification', MessageId: messageId, TopicArn: topicArn, Message: body },
      ...{ Timestamp: time(), SignatureVersion: '1', Signature: 'none' },
      MessageAttributes: Object.fromEntries(entries),
    });
  }

  function publishOne({ input }: PublishCommand): object {
    assertKnown(input, MESSAGE_FIELDS, 'Publish');
    assertTopic(input.TopicArn);
    return { MessageId: publish(bodyOf(input), input.MessageAttributes).messageId };
  }

  function publishBatch({ input }: PublishBatchCommand): object {
    assertKnown(input, ['TopicArn', 'PublishBatchRequestEntries'], 'PublishBatch');
    assertTopic(input.TopicArn);
    const entries = input.PublishBatchRequestEntries ?? [];
    if (entries.length === 0) throw new ServiceError('EmptyBatchRequestException', 'There are no entries');
    if (entries.length > MAX_ENTRIES)
      throw new ServiceError('TooManyEntriesInBatchRequestException', 'At most ten entries');
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
      throw new ServiceError('BatchEntryIdsNotDistinctException', 'Two entries have the same Id');
    const messages = entries.map((entry) => ({ ...entry, body: bodyOf(entry) }));
    const Successful: { Id: string | undefined; MessageId: string }[] = [];
    const Failed: { Id: string | undefined; Code: string; Message: string; SenderFault: boolean }[] = [];
    for (const { Id, body, MessageAttributes } of messages) {
      if (refuses(body)) Failed.push({ Id, Code: 'InternalError', Message: 'Try again', SenderFault: false });
      else Successful.push({ Id, MessageId: publish(body, MessageAttributes).messageId });
    }
    return { Successful, Failed };
  }

  function assertTopic(arn: string | undefined): void {
    if (arn !== topicArn) throw new ServiceError('NotFoundException', 'Topic does not exist');
  }

  return {
    /**
     * Does what an SNS topic does for a Publish or PublishBatch.
     *
     * @throws ServiceError for what SNS refuses.
     * @throws ModelError for what the model does not know.
     */
    execute(command: unknown): object {
      if (command instanceof PublishCommand) return publishOne(command);
      if (command instanceof PublishBatchCommand) return publishBatch(command);
      throw new ModelError(`a topic asked for ${Object(command).constructor?.name}`);
    },
    publish,
  };
}

/** @throws ModelError for a message that SNS would refuse: the functions must not send one. */
function bodyOf(entry: { Message?: string | undefined; MessageAttributes?: Attributes | undefined }): string {
  if (!entry.Message) throw new ModelError('a message without a body');
  for (const { DataType, StringValue = '' } of Object.values(entry.MessageAttributes ?? {})) {
    const isNumber = StringValue !== '' && Number.isFinite(Number(StringValue));
    if (DataType === 'Number' ? isNumber : DataType === 'String' && StringValue !== '') continue;
    throw new ModelError(`the value ${StringValue} in a message attribute of type ${DataType}`);
  }
  return entry.Message;
}
