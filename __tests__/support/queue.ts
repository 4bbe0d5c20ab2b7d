import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { until, untilEmpty } from '../../tools/service/service-client.ts';
import { deadLetterDeadlineMs, service } from './service.ts';

/** Receives the visible messages of a queue, which are visible again after a second. */
async function look(QueueUrl: string): Promise<Message[]> {
  const { Messages = [] } = await service.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 1,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

/** Receives the visible messages of a queue, and deletes those that `mine` accepts. */
export async function take(QueueUrl: string, mine: (message: Message) => boolean): Promise<Message[]> {
  const taken = (await look(QueueUrl)).filter(mine);
  for (const { ReceiptHandle } of taken) {
    await service.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  return taken;
}

/** Sends messages to a queue, as one batch. */
export async function sendTo(queueOutput: string, bodies: string[]): Promise<void> {
  const QueueUrl = await service.output(queueOutput);
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await service.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
}

/** Waits for a dead letter with this text, and leaves it where it is. */
export async function untilDeadLetter(queueOutput: string, text: string): Promise<void> {
  const QueueUrl = await service.output(queueOutput);
  await until(
    `a dead letter with ${text}`,
    async () => (await look(QueueUrl)).some(({ Body }) => Body?.includes(text)) || undefined,
    deadLetterDeadlineMs,
  );
}

/** Waits for a dead letter with each of these texts, takes them from the queue, and gives their bodies. */
export async function untilDeadLetters(queueOutput: string, texts: string[]): Promise<string[]> {
  const QueueUrl = await service.output(queueOutput);
  const isMine = ({ Body = '' }: Message) => texts.some((text) => Body.includes(text));
  const found: string[] = [];
  return until(
    `dead letters with ${texts.join(' and ')}`,
    async () => {
      found.push(...(await take(QueueUrl, isMine)).map(({ Body = '' }) => Body));
      return texts.every((text) => found.join().includes(text)) ? found : undefined;
    },
    deadLetterDeadlineMs,
  );
}

/**
 * Waits until no order and no announcement is waiting or in flight. An announcement is published before the message
 * of its order is deleted, so OrderQueue is checked first.
 */
export const drained = (client = service, deadlineMs = 60_000) =>
  untilEmpty(client, ['OrderQueueUrl', 'HighValueQueueUrl'], deadlineMs);
