import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { readMessage } from '../../../src/aws/sqs-batch.ts';
import { InvalidAnnouncementError, parseAnnouncement } from '../../../src/orders/announcement.ts';
import { listIssues } from '../../../src/orders/issues.ts';
import { conflictingFields, InvalidOrderError, type Order, parseOrder } from '../../../src/orders/order.ts';
import { MalformedMessageError } from '../../../src/orders/ports.ts';
import { DEAD_LETTER_QUEUES, type DeadLetterQueue } from '../../service/dead-letter-queues.ts';
import type { Service } from './queues.ts';

type Content = Pick<Message, 'Body' | 'MessageAttributes'>;

/**
 * Why a message is in a dead-letter queue: what SNS says of it, or what processing it again would do. The text names no
 * order, so that messages can be grouped by it; it may quote what the sender wrote.
 *
 * @throws if the table cannot be read.
 */
export async function reasonFor(queue: DeadLetterQueue, message: Content, service: Service): Promise<string> {
  return DEAD_LETTER_QUEUES[queue].from === 'topic'
    ? whyUndelivered(message.MessageAttributes)
    : verdictOn(queue, message.Body, service);
}

/** What sending a message back would do: it is validated, and compared with the stored order. */
export async function verdictOn(queue: DeadLetterQueue, body = '', service: Service): Promise<string> {
  const { reader }: { reader: string } = DEAD_LETTER_QUEUES[queue];
  try {
    const content = readMessage(body);
    if (reader === 'ingest') return await verdictOnOrder(content, service);
    if (reader === 'consumer') return await verdictOnAnnouncement(content, service);
    return `Redriving it has ${reader} process it again.`;
  } catch (error) {
    if (error instanceof InvalidOrderError) return `Invalid order: ${listIssues(error.issues)}`;
    if (error instanceof MalformedMessageError || error instanceof InvalidAnnouncementError)
      return error.message;
    throw error;
  }
}

async function verdictOnOrder(content: unknown, service: Service): Promise<string> {
  const order = parseOrder(content);
  const stored = await service.order(order.OrderId);
  if (stored === undefined) return 'A valid order, not stored: redriving it stores it.';

  const fields = conflictingFields(order, stored as Order);
  if (fields.length > 0)
    return `Another order with its OrderId is stored, with another ${fields.join(', ')}: it needs a new OrderId.`;
  return stored.NotificationStatus !== undefined && stored.NotifiedAt === undefined
    ? 'Already stored, and its announcement is pending: redriving it announces it again.'
    : 'Already stored: redriving it changes nothing.';
}

async function verdictOnAnnouncement(content: unknown, service: Service): Promise<string> {
  const { OrderId, Timestamp } = parseAnnouncement(content);
  const stored = await service.order(OrderId);
  if (stored?.NotificationStatus === undefined || stored.Timestamp !== Timestamp)
    return 'No high-value order with its OrderId and Timestamp is stored: it fails again until that changes.';
  return stored.NotifiedAt === undefined
    ? 'Its order is pending: redriving it acknowledges the order.'
    : 'Already notified: redriving it changes nothing.';
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html */
function whyUndelivered(attributes: Record<string, MessageAttributeValue> = {}): string {
  const known = [attributes.ErrorCode?.StringValue, attributes.ErrorMessage?.StringValue].filter(Boolean);
  return known.length > 0 ? `SNS could not deliver it: ${known.join(', ')}` : 'SNS did not say why.';
}

/** The OrderId in a message, valid or not. */
export function orderIdIn(body = ''): string | undefined {
  try {
    const content = Object(readMessage(body));
    const id = content.OrderId ?? content.orderId;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
