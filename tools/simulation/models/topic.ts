import {
  PublishBatchCommand,
  type PublishBatchCommandInput,
  PublishCommand,
  type PublishCommandInput,
} from '@aws-sdk/client-sns';
import { assertKnown, ModelError, ServiceError } from './model-error.ts';

type Attributes = NonNullable<PublishCommandInput['MessageAttributes']>;
type PublishedMessage = { messageId: string; body: string };

export type TopicOptions = {
  topicArn: string;
  subscriptions: readonly {
    /** Whether the message comes as it is, or in the envelope of SNS. */
    raw: boolean;
    deliver(message: PublishedMessage): void;
  }[];
  /** Gives a message its id. */
  name: (body: string) => string;
  /** Whether an entry of a PublishBatch is among its `Failed`. */
  refuses?: (entry: { id: string; body: string }) => boolean;
  time?: () => string;
};

export type Topic = {
  /**
   * Does what an SNS topic does for a Publish or PublishBatch.
   *
   * @throws ServiceError for what SNS refuses.
   * @throws ModelError for what the model does not know.
   */
  execute(command: unknown): object;
  publish(body: string, attributes?: Attributes): PublishedMessage;
};

const MESSAGE_FIELDS = ['TopicArn', 'Message', 'MessageAttributes'];
const MAX_ENTRIES = 10;

/** A topic of SNS without filters: each message goes to each subscription. */
export function createTopic(options: TopicOptions): Topic {
  const {
    topicArn,
    subscriptions,
    name,
    refuses = () => false,
    time = () => new Date(0).toISOString(),
  } = options;

  function publish(body: string, attributes: Attributes = {}): PublishedMessage {
    const message = { messageId: name(body), body };
    for (const { raw, deliver } of subscriptions) {
      deliver(raw ? message : { ...message, body: envelope(message, attributes) });
    }
    return message;
  }

  function envelope({ messageId, body }: PublishedMessage, attributes: Attributes): string {
    return JSON.stringify({
      Type: 'Notification',
      MessageId: messageId,
      TopicArn: topicArn,
      Message: body,
      Timestamp: time(),
      SignatureVersion: '1',
      Signature: 'none',
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([key, { DataType, StringValue }]) => [
          key,
          { Type: DataType, Value: StringValue },
        ]),
      ),
    });
  }

  function publishOne(input: PublishCommandInput): object {
    assertKnown(input, MESSAGE_FIELDS, 'Publish');
    assertTopic(input.TopicArn);
    return { MessageId: publish(check(input), input.MessageAttributes).messageId };
  }

  function publishBatch(input: PublishBatchCommandInput): object {
    assertKnown(input, ['TopicArn', 'PublishBatchRequestEntries'], 'PublishBatch');
    assertTopic(input.TopicArn);
    const entries = input.PublishBatchRequestEntries ?? [];
    if (entries.length === 0) throw new ServiceError('EmptyBatchRequestException', 'There is no entry');
    if (entries.length > MAX_ENTRIES)
      throw new ServiceError('TooManyEntriesInBatchRequestException', 'At most ten entries');
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
      throw new ServiceError('BatchEntryIdsNotDistinctException', 'Two entries have the same Id');
    }
    const bodies = entries.map(check);
    const Successful: { Id: string; MessageId: string }[] = [];
    const Failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[] = [];
    for (const [index, { Id = '', MessageAttributes }] of entries.entries()) {
      const body = bodies[index] ?? '';
      if (refuses({ id: Id, body })) {
        Failed.push({ Id, Code: 'InternalError', Message: 'Try again', SenderFault: false });
      } else {
        Successful.push({ Id, MessageId: publish(body, MessageAttributes).messageId });
      }
    }
    return { Successful, Failed };
  }

  function assertTopic(arn: string | undefined): void {
    if (arn !== topicArn) throw new ServiceError('NotFoundException', 'Topic does not exist');
  }

  return {
    execute(command) {
      if (command instanceof PublishCommand) return publishOne(command.input);
      if (command instanceof PublishBatchCommand) return publishBatch(command.input);
      throw new ModelError(`a topic asked for ${Object(command).constructor?.name}`);
    },
    publish,
  };
}

/** The body of a message. What SNS would refuse in one is nothing that the functions may send. */
function check(entry: { Message?: string | undefined; MessageAttributes?: Attributes | undefined }): string {
  if (!entry.Message) throw new ModelError('a message without a body');
  for (const { DataType, StringValue = '' } of Object.values(entry.MessageAttributes ?? {})) {
    const isNumber = StringValue !== '' && Number.isFinite(Number(StringValue));
    if (DataType === 'Number' ? isNumber : DataType === 'String' && StringValue !== '') continue;
    throw new ModelError(`a message attribute ${StringValue} that is no ${DataType}`);
  }
  return entry.Message;
}
