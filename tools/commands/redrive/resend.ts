import {
  BatchRequestTooLong,
  type BatchResultErrorEntry,
  DeleteMessageBatchCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { MoveOptions } from './move-task.ts';

/** The result: `notSent` are still in the dead-letter queue, `notDeleted` are in both queues. */
export type Resent = {
  moved: number;
  /** Moved, failed again, and received again from the dead-letter queue. They stay there. */
  cameBack: number;
  notSent: string[];
  notDeleted: string[];
  interrupted: boolean;
};

type Sent = { message: Message; newId: string | undefined };
type BatchAnswer = {
  Successful?: { Id: string | undefined }[] | undefined;
  Failed?: BatchResultErrorEntry[] | undefined;
};

/** Visibility timeout of a batch: what could not be sent or deleted is back in the queue after it. */
export const BATCH_SECONDS = 30;
const BATCH_SIZE = 10;
/** Attributes that SNS adds to a message it could not deliver. */
const SNS_ERROR_ATTRIBUTES = ['RequestID', 'ErrorCode', 'ErrorMessage'];

/**
 * Moves up to `atMost` messages from one queue to another, batch by batch: sends a copy, and deletes only
 * what was certainly sent. Nothing is lost; at worst, stopping halfway leaves duplicates. A message that fails again
 * and comes back is not moved twice. An interruption takes effect after the current batch.
 */
export async function resend(
  { sqs, interrupted, onProgress }: Omit<MoveOptions, 'sleep'>,
  { from, to, atMost }: { from: string; to: string; atMost: number },
): Promise<Resent> {
  const result: Resent = { moved: 0, cameBack: 0, notSent: [], notDeleted: [], interrupted: false };
  const taken = new Set<string>();
  // A message keeps the id it was sent with when it becomes a dead letter again.
  const newIds = new Set<string>();
  const cameBack = new Set<string>();

  while (taken.size < atMost) {
    if (interrupted.aborted) return { ...result, interrupted: true };
    const messages = await receive(sqs, from);
    for (const { MessageId = '' } of messages) if (newIds.has(MessageId)) cameBack.add(MessageId);
    result.cameBack = cameBack.size;
    const batch = messages
      .filter(({ MessageId = '' }) => !newIds.has(MessageId) && !taken.has(MessageId))
      .slice(0, atMost - taken.size);
    if (batch.length === 0) break;

    for (const { MessageId = '' } of batch) taken.add(MessageId);
    const { sent, failures } = await send(sqs, to, batch);
    for (const { newId = '' } of sent) newIds.add(newId);
    result.moved += sent.length;
    result.notSent.push(...failures);
    if (sent.length > 0) result.notDeleted.push(...(await deleteAll(sqs, from, sent)));
    onProgress({ moved: result.moved, total: atMost });
  }
  return result;
}

async function receive(sqs: SQSClient, QueueUrl: string): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: BATCH_SIZE,
    VisibilityTimeout: BATCH_SECONDS,
    WaitTimeSeconds: 1,
    MessageAttributeNames: ['All'],
  });
  return (await sqs.send(command)).Messages ?? [];
}

/** Only what the answer names as successful counts as sent. Messages too long for one batch go in two. */
async function send(
  sqs: SQSClient,
  QueueUrl: string,
  messages: Message[],
): Promise<{ sent: Sent[]; failures: string[] }> {
  const Entries = messages.map(({ Body, MessageAttributes }, index) => ({
    Id: String(index),
    MessageBody: Body,
    MessageAttributes: withoutErrorAttributes(MessageAttributes),
  }));
  try {
    const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const sent = (answer.Successful ?? []).flatMap(({ Id, MessageId: newId }) => {
      const message = messages[Number(Id)];
      return message === undefined ? [] : [{ message, newId }];
    });
    return { sent, failures: failuresIn(answer, Entries) };
  } catch (error) {
    if (!(error instanceof BatchRequestTooLong) || messages.length === 1) throw error;
    const middle = Math.ceil(messages.length / 2);
    const first = await send(sqs, QueueUrl, messages.slice(0, middle));
    const second = await send(sqs, QueueUrl, messages.slice(middle));
    return { sent: [...first.sent, ...second.sent], failures: [...first.failures, ...second.failures] };
  }
}

async function deleteAll(sqs: SQSClient, QueueUrl: string, sent: Sent[]): Promise<string[]> {
  const Entries = sent.map(({ message }, index) => ({
    Id: String(index),
    ReceiptHandle: message.ReceiptHandle,
  }));
  return failuresIn(await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })), Entries);
}

/** A reason for each entry that the answer does not name as successful. */
function failuresIn({ Successful = [], Failed = [] }: BatchAnswer, entries: { Id: string }[]): string[] {
  const successful = new Set(Successful.map(({ Id }) => Id));
  const reasons = new Map(
    Failed.map(({ Id, Code, Message }) => [Id, [Code, Message].filter(Boolean).join(': ')]),
  );
  return entries
    .filter(({ Id }) => !successful.has(Id))
    .map(({ Id }) => reasons.get(Id) ?? 'SQS did not say why');
}

function withoutErrorAttributes(attributes: Record<string, MessageAttributeValue> = {}) {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !SNS_ERROR_ATTRIBUTES.includes(name)),
  );
}
