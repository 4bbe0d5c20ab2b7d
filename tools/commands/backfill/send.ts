import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { count } from '../../service/text.ts';
import type { QueueMessage } from './delivery.ts';

export type Clock = {
  now(): number;
  /** Waits, but no longer than until the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
};

type Dependencies = Clock & {
  sqs: SQSClient;
  queueUrl: string;
  /** Messages a second. */
  rate: number;
  signal: AbortSignal;
};

/** The most messages of one call. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const BATCH_SIZE = 10;
const CALLS_AT_ONCE = 8;
/** Groups of messages that are sent in a second, so that a low rate is not one burst a second. */
const GROUPS_PER_SECOND = 10;
const ATTEMPTS = 3;
const PAUSE_MS = 1_000;

/**
 * Sends messages, and calls `onSent` with the number of each part that is in the queue.
 *
 * @returns whether all were sent; false if it was interrupted.
 * @throws NotSentError
 */
export type Send = (messages: readonly QueueMessage[], onSent: (count: number) => void) => Promise<boolean>;

/** Some messages may not be in the queue. A retry can help. */
class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

/** Makes a sender of messages to one queue, at most at a rate. */
export function createSender({ sqs, queueUrl: QueueUrl, rate, signal, now, sleep }: Dependencies): Send {
  const groupSize = Math.min(BATCH_SIZE * CALLS_AT_ONCE, Math.max(1, Math.floor(rate / GROUPS_PER_SECOND)));
  let due = now();

  return async function send(messages, onSent) {
    for (let start = 0; start < messages.length; start += groupSize) {
      if (due > now()) await sleep(due - now(), signal);
      if (signal.aborted) return false;
      const group = messages.slice(start, start + groupSize);
      due = Math.max(due, now()) + (group.length * 1_000) / rate;
      const calls = Array.from({ length: Math.ceil(group.length / BATCH_SIZE) }, (_, index) =>
        sendBatch(group.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE), onSent),
      );
      // All of them first, so that each message that was sent is counted.
      await Promise.allSettled(calls);
      await Promise.all(calls);
    }
    return true;
  };

  /** Sends again what SQS did not confirm, unless the message itself is to blame. */
  async function sendBatch(
    messages: QueueMessage[],
    onSent: (count: number) => void,
    attempt = 1,
  ): Promise<void> {
    const Entries = messages.map((message, index) => ({ Id: String(index), ...message }));
    const { Successful = [], Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({ QueueUrl, Entries }),
    );
    const sent = new Set(Successful.map(({ Id }) => Id));
    const left = messages.filter((_, index) => !sent.has(String(index)));
    onSent(messages.length - left.length);
    if (left.length === 0) return;

    if (attempt === ATTEMPTS || signal.aborted || Failed.some(({ SenderFault }) => SenderFault)) {
      const reasons = Failed.map(({ Code, Message }) => [Code, Message].filter(Boolean).join(': '));
      const reason = [...new Set(reasons)].join('; ') || 'it does not say why';
      throw new NotSentError(`SQS did not accept ${count(left.length, 'announcement')} (${reason}).`);
    }
    await sleep(PAUSE_MS, signal);
    await sendBatch(left, onSent, attempt + 1);
  }
}
