import {
  BatchRequestTooLong,
  type BatchResultErrorEntry,
  DeleteMessageBatchCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { count, wrap } from '../../service/text.ts';
import { INTERRUPTED, type Move, type Report } from './move-task.ts';

/** Visibility timeout of a batch: what could not be sent or deleted is back in the queue after it. */
const BATCH_SECONDS = 30;
const BATCH_SIZE = 10;
/** Attributes that SNS adds to a message it could not deliver. */
const SNS_ERROR_ATTRIBUTES = ['RequestID', 'ErrorCode', 'ErrorMessage'];

/**
 * Moves up to `total` messages from one queue to another, batch by batch: sends a copy, and deletes only what was
 * certainly sent. Nothing is lost; at worst, stopping halfway leaves duplicates. A message that fails again and comes
 * back is not moved twice. An interruption takes effect after the current batch.
 */
export async function resend(move: Move): Promise<Report> {
  const { sqs, queue, source, from, to, total, command, interrupted, showProgress } = move;
  const taken = new Set<string>();
  // A message keeps the id it was sent with when it becomes a dead letter again.
  const newIds = new Set<string>();
  const cameBack = new Set<string>();
  const notSent: string[] = [];
  const notDeleted: string[] = [];
  let moved = 0;
  let stopped = false;

  while (taken.size < total) {
    stopped = interrupted.aborted;
    if (stopped) break;
    const messages = await receive();
    for (const { MessageId = '' } of messages) if (newIds.has(MessageId)) cameBack.add(MessageId);
    const batch = messages
      .filter(({ MessageId = '' }) => !newIds.has(MessageId) && !taken.has(MessageId))
      .slice(0, total - taken.size);
    if (batch.length === 0) break;

    for (const { MessageId = '' } of batch) taken.add(MessageId);
    const sent = await send(batch);
    if (sent.length > 0) await deleteAll(sent);
    moved += sent.length;
    showProgress(moved);
  }
  return report();

  async function receive(): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: from,
      MaxNumberOfMessages: BATCH_SIZE,
      VisibilityTimeout: BATCH_SECONDS,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
    });
    return (await sqs.send(command)).Messages ?? [];
  }

  /** @returns what was certainly sent. Messages too long for one batch go in two. */
  async function send(messages: Message[]): Promise<Message[]> {
    const Entries = messages.map(({ Body, MessageAttributes }, index) => ({
      Id: String(index),
      MessageBody: Body,
      MessageAttributes: withoutErrorAttributes(MessageAttributes),
    }));
    try {
      const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl: to, Entries }));
      const { Successful = [] } = answer;
      notSent.push(...refusals(messages.length, Successful.length, answer.Failed));
      for (const { MessageId = '' } of Successful) newIds.add(MessageId);
      return Successful.flatMap(({ Id }) => messages[Number(Id)] ?? []);
    } catch (error) {
      if (!(error instanceof BatchRequestTooLong) || messages.length === 1) throw error;
      const middle = Math.ceil(messages.length / 2);
      return [...(await send(messages.slice(0, middle))), ...(await send(messages.slice(middle)))];
    }
  }

  async function deleteAll(messages: Message[]): Promise<void> {
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const answer = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: from, Entries }));
    notDeleted.push(...refusals(messages.length, answer.Successful?.length, answer.Failed));
  }

  function report(): Report {
    const lines = [
      `${stopped ? 'Interrupted' : 'Done'}: ${moved} of ${count(total, 'message')} moved to ${source}.`,
    ];
    const again = `run the same command again in ${BATCH_SECONDS} seconds`;
    if (cameBack.size > 0) {
      lines.push(
        `${count(cameBack.size, 'message')} failed again and came back. To see why, in ${BATCH_SECONDS} seconds:`,
        `  ${command}`,
      );
    }
    if (notSent.length > 0) {
      lines.push(
        wrap(`${count(notSent.length, 'message')} could not be sent (${distinct(notSent)}).`),
        wrap(`They are still in ${queue}: ${again}.`),
      );
    }
    if (notDeleted.length > 0) {
      lines.push(
        wrap(`${count(notDeleted.length, 'message')} could not be deleted (${distinct(notDeleted)}).`),
        wrap(`They were sent and are still in ${queue}: ${again}. Duplicates do no harm.`),
      );
    }
    if (stopped) lines.push(`The rest is still in ${queue}: to continue, run the same command again.`);
    if (notSent.length + notDeleted.length > 0) return { exitCode: 1, lines };
    return { exitCode: stopped ? INTERRUPTED : 0, lines };
  }
}

/** A reason for each entry of a batch that the answer does not name as successful. */
function refusals(entries: number, successful = 0, failed: BatchResultErrorEntry[] = []): string[] {
  const reasons = failed.map(({ Code, Message }) => [Code, Message].filter(Boolean).join(': '));
  const unanswered = entries - successful - failed.length;
  return [...reasons, ...Array<string>(unanswered).fill('SQS did not say why')];
}

function distinct(reasons: string[]): string {
  return [...new Set(reasons)].join('; ');
}

function withoutErrorAttributes(attributes: Record<string, MessageAttributeValue> = {}) {
  const kept = Object.entries(attributes).filter(([name]) => !SNS_ERROR_ATTRIBUTES.includes(name));
  return Object.fromEntries(kept);
}
