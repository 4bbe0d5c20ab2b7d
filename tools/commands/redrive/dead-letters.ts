import { type Message, type MessageAttributeValue, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { readMessage } from '../../../src/aws/sqs-batch.ts';
import { InvalidAnnouncementError, parseAnnouncement } from '../../../src/orders/announcement.ts';
import { conflictingFields, InvalidOrderError, type Order, parseOrder } from '../../../src/orders/order.ts';
import { MalformedMessageError, OrderConflictError, UnknownOrderError } from '../../../src/orders/ports.ts';
import type { ServiceClient } from '../../service/service-client.ts';
import { count, printable, wrap } from '../../service/text.ts';

/**
 * Every dead-letter queue of the stack, by the name of its output without `Url`: the queue its messages go back to, and
 * what they are. `undelivered` are those that SNS could not deliver to that queue.
 */
export const DEAD_LETTER_QUEUES = {
  OrderDLQ: { source: 'OrderQueue', holds: 'orders' },
  HighValueDLQ: { source: 'HighValueQueue', holds: 'announcements' },
  OrderSubscriptionDLQ: { source: 'OrderQueue', holds: 'undelivered' },
  HighValueSubscriptionDLQ: { source: 'HighValueQueue', holds: 'undelivered' },
} as const;

export type DeadLetterQueue = keyof typeof DEAD_LETTER_QUEUES;

/** What this command needs of the deployed service. */
export type Service = Pick<ServiceClient, 'sqs' | 'output' | 'order' | 'queueDepth'>;

/** Visibility timeout of the messages that are looked at, in seconds. */
export const SAMPLE_SECONDS = 5;
/** The most messages that are looked at: the most of one receive. */
const SAMPLE_SIZE = 10;
const INDENT = '    ';
/** Errors about the message itself. */
const REFUSALS = [MalformedMessageError, InvalidOrderError, InvalidAnnouncementError];
/** The most that is shown of a reason: it may quote what the sender wrote. */
const MAX_REASON_LENGTH = 400;
const MAX_ID_LENGTH = 256;

/**
 * Describes up to 10 messages of a dead-letter queue, oldest first, each on a few lines: why it failed, and what
 * redriving it would do. They stay in the queue, invisible for a few seconds.
 */
export async function describeDeadLetters(service: Service, queue: DeadLetterQueue): Promise<string[]> {
  const messages = await receiveSample(service, await service.output(`${queue}Url`));
  const oldestFirst = messages.toSorted((a, b) => sentAt(a) - sentAt(b));
  return Promise.all(
    oldestFirst.map(async (message, index) => {
      const { MessageId, Attributes, Body } = message;
      const sent = `${new Date(sentAt(message)).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
      const received = count(Number(Attributes?.ApproximateReceiveCount), 'time');
      const orderId = orderIdIn(Body);
      const reason = await reasonOf(queue, message, service);
      return [
        `${String(index + 1).padStart(2)}. ${MessageId}`,
        `${INDENT}sent ${sent}, received ${received}`,
        ...(orderId === undefined ? [] : [wrap(`order ${printable(orderId, MAX_ID_LENGTH)}`, INDENT)]),
        wrap(printable(reason, MAX_REASON_LENGTH), INDENT),
      ].join('\n');
    }),
  );
}

function sentAt({ Attributes }: Message): number {
  return Number(Attributes?.SentTimestamp);
}

/** A receive rarely returns every message: it is repeated until it returns nothing new. */
async function receiveSample({ sqs }: Service, QueueUrl: string): Promise<Message[]> {
  const sample = new Map<string | undefined, Message>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: SAMPLE_SIZE - sample.size,
        VisibilityTimeout: SAMPLE_SECONDS,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
        MessageAttributeNames: ['All'],
      }),
    );
    const before = sample.size;
    for (const message of Messages) sample.set(message.MessageId, message);
    if (sample.size === before || sample.size >= SAMPLE_SIZE) return [...sample.values()];
  }
}

async function reasonOf(queue: DeadLetterQueue, message: Message, service: Service): Promise<string> {
  const { holds } = DEAD_LETTER_QUEUES[queue];
  if (holds === 'undelivered') return whyUndelivered(message.MessageAttributes);
  try {
    const content = readMessage(message.Body ?? '');
    return await (holds === 'orders' ? whyNotTakenIn : whyNotAcknowledged)(content, service);
  } catch (error) {
    if (REFUSALS.some((Refusal) => error instanceof Refusal)) return (error as Error).message;
    throw error;
  }
}

async function whyNotTakenIn(content: unknown, service: Service): Promise<string> {
  const order = parseOrder(content);
  const stored = await service.order(order.OrderId);
  if (stored === undefined) return 'A valid order, not stored: the failure was temporary, redrive it.';

  const fields = conflictingFields(order, stored as Order);
  if (fields.length > 0) return new OrderConflictError(order.OrderId, fields).message;
  return stored.NotificationStatus !== undefined && stored.NotifiedAt === undefined
    ? 'Already stored, and its announcement is pending: redriving it announces it again.'
    : 'Already stored: redriving it changes nothing.';
}

async function whyNotAcknowledged(content: unknown, service: Service): Promise<string> {
  const { OrderId, Timestamp } = parseAnnouncement(content);
  const stored = await service.order(OrderId);
  if (stored?.NotificationStatus === undefined || stored.Timestamp !== Timestamp) {
    return `${new UnknownOrderError(OrderId, Timestamp).message}: it fails again until that changes.`;
  }
  return stored.NotifiedAt === undefined
    ? 'The order is pending: the failure was temporary, redrive it.'
    : 'Already notified: redriving it changes nothing.';
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html */
function whyUndelivered(attributes: Record<string, MessageAttributeValue> = {}): string {
  const known = [attributes.ErrorCode?.StringValue, attributes.ErrorMessage?.StringValue].filter(Boolean);
  return known.length > 0 ? `SNS could not deliver it: ${known.join(', ')}` : 'SNS did not say why.';
}

/** The OrderId in the message, valid or not. */
function orderIdIn(body = ''): string | undefined {
  try {
    const content = readMessage(body) as { OrderId?: unknown; orderId?: unknown } | null;
    const id = content?.OrderId ?? content?.orderId;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
