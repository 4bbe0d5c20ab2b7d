import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { DeadLetterQueue } from '../../service/dead-letter-queues.ts';
import type { QueueState, Service } from './queues.ts';
import { orderIdIn, reasonFor } from './reason.ts';
import { openQueue } from './receive.ts';

/** What a message consists of when it is sent. */
export type Content = { body: string; attributes: Record<string, MessageAttributeValue> };

/** A message of a dead-letter queue. Times are milliseconds since 1970. */
export type Letter = Content & {
  queue: DeadLetterQueue;
  /** The MessageId: it stays the same when SQS moves a message to a dead-letter queue, and is new once it is sent back. */
  id: string;
  orderId: string | undefined;
  reason: string;
  receives: number;
  /** When it was first sent: a message keeps that time in a dead-letter queue. */
  sentAt: number;
  /** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html */
  expiresAt: number;
};

/** What is in a queue, oldest first, and how many messages somebody else has received, which are not among the letters. */
export type Look = { queue: DeadLetterQueue; state: QueueState; letters: Letter[]; elsewhere: number };

export type LookOptions = {
  service: Service;
  visibilityTimeout: number;
  signal: AbortSignal;
  progress(line: string): void;
  /** Whether a message is among the letters. For each that is, the table is read. */
  isWanted?(message: Message): boolean;
};

/** Attributes that SNS adds to a message it could not deliver. */
const SNS_ERROR_ATTRIBUTES = ['RequestID', 'ErrorCode', 'ErrorMessage'];

/**
 * Reads every message of a dead-letter queue and leaves it there.
 *
 * @param waits whether to wait for messages that somebody else has received, when no others are left.
 */
export async function look(
  queue: DeadLetterQueue,
  { service, visibilityTimeout, signal, progress, isWanted = () => true }: LookOptions,
  waits: (letters: Letter[]) => boolean = () => false,
): Promise<Look> {
  const open = await openQueue({ service, queue, visibilityTimeout, signal });
  const { state } = open;
  const letters: Letter[] = [];
  let read = 0;
  try {
    for await (const messages of open.batches(() => waits(letters))) {
      read += messages.length;
      const wanted = messages.filter(isWanted);
      letters.push(...(await Promise.all(wanted.map((message) => letterOf(message, queue, state, service)))));
      progress(`${queue}: ${read} of about ${state.waiting + state.inFlight} messages read`);
    }
  } finally {
    await open.release();
  }
  signal.throwIfAborted();
  return {
    queue,
    state,
    letters: letters.toSorted((a, b) => a.sentAt - b.sentAt),
    elsewhere: open.elsewhere(),
  };
}

async function letterOf(
  message: Message,
  queue: DeadLetterQueue,
  { retentionMs }: QueueState,
  service: Service,
): Promise<Letter> {
  const { MessageId = '', Body = '', MessageAttributes = {}, Attributes } = message;
  const sentAt = Number(Attributes?.SentTimestamp);
  const kept = Object.entries(MessageAttributes).filter(([name]) => !SNS_ERROR_ATTRIBUTES.includes(name));
  return {
    queue,
    id: MessageId,
    orderId: orderIdIn(Body),
    reason: await reasonFor(queue, message, service),
    receives: Number(Attributes?.ApproximateReceiveCount),
    sentAt,
    expiresAt: sentAt + retentionMs,
    body: Body,
    attributes: Object.fromEntries(kept),
  };
}
