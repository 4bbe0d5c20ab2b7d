import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { DeadLetterQueue } from '../../service/dead-letter-queues.ts';
import { type Service, stateOf } from './queues.ts';

/** The most messages of one call. */
const BATCH_SIZE = 10;
/** In seconds. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export const MAX_VISIBILITY_TIMEOUT = 43_200;

type Options = {
  service: Service;
  queue: DeadLetterQueue;
  /**
   * Seconds for which a message is hidden from others, if the process is killed before it is released. It is doubled
   * where reading the queue takes longer.
   */
  visibilityTimeout: number;
  signal: AbortSignal;
};

/**
 * Goes through a queue without consuming it. Received messages are hidden from everybody else until `release`. A receive
 * counts, but a dead-letter queue moves no message on for that.
 */
export async function openQueue({ service, queue, visibilityTimeout, signal }: Options) {
  const state = await stateOf(service, queue);
  const { sqs } = service;
  const QueueUrl = state.url;
  const seen = new Set<string>();
  /** The latest receipt handle of each hidden message: SQS promises nothing for earlier ones. */
  const hidden = new Map<string, string>();
  let hiddenSeconds = visibilityTimeout;
  /** Messages that somebody else has received. */
  let elsewhere = state.inFlight;

  async function receive(): Promise<Message[]> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: BATCH_SIZE,
        VisibilityTimeout: hiddenSeconds,
        // A long poll asks all servers of SQS: if it returns nothing, nothing is visible.
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
        MessageAttributeNames: ['All'],
      }),
    );
    for (const { MessageId = '', ReceiptHandle = '' } of Messages) hidden.set(MessageId, ReceiptHandle);
    return Messages;
  }

  return {
    state,
    elsewhere: () => elsewhere,

    /**
     * Every message once, batch by batch. Ends early if interrupted.
     *
     * @param waits asked when nothing is visible any more: whether to wait for messages that somebody else has received,
     *   for one visibility timeout.
     */
    async *batches(waits: () => boolean): AsyncGenerator<Message[], void, undefined> {
      // Receives since the last new message that returned nothing, and that returned only messages seen before.
      let empty = 0;
      let repeated = 0;
      while (!signal.aborted) {
        const messages = await receive();
        const fresh = messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
        if (fresh.length > 0) {
          [empty, repeated] = [0, 0];
          for (const { MessageId = '' } of fresh) seen.add(MessageId);
          yield fresh;
        } else if (messages.length > 0) {
          // Visible again before the last one was read.
          if (empty === 0) hiddenSeconds = Math.min(2 * hiddenSeconds, MAX_VISIBILITY_TIMEOUT);
          repeated += 1;
          if (repeated > seen.size) return;
        } else {
          if (!waits()) return;
          empty += 1;
          elsewhere = Math.max(0, (await stateOf(service, queue)).inFlight - hidden.size);
          if (elsewhere === 0 || empty > visibilityTimeout) return;
        }
      }
    },

    async remove(id: string): Promise<void> {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: hidden.get(id) }));
      hidden.delete(id);
    },

    /** Makes hidden messages visible, also after an interruption. What fails here is visible after the timeout. */
    async release(): Promise<void> {
      const handles = [...hidden.values()];
      hidden.clear();
      for (let start = 0; start < handles.length; start += BATCH_SIZE) {
        const Entries = handles
          .slice(start, start + BATCH_SIZE)
          .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
        await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })).catch(() => {});
      }
    },
  };
}
