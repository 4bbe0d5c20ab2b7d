import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { MalformedMessageError, type Message } from '../orders/ports.ts';

/** Gives what became of each message of a batch, in their order. */
type HandleAll = (messages: readonly Message[]) => Promise<PromiseSettledResult<unknown>[]>;

/** Whether an event is a batch of SQS records. */
function isSQSEvent(event: unknown): event is SQSEvent {
  const records =
    typeof event === 'object' && event !== null && 'Records' in event ? event.Records : undefined;
  return Array.isArray(records) && records.every((record) => record?.eventSource === 'aws:sqs');
}

/**
 * Handles a batch of SQS records and answers which of them failed, so that SQS delivers exactly those again. It fails
 * closed: a record that is not surely done is named as failed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function handleBatch({ Records }: SQSEvent, handleAll: HandleAll): Promise<SQSBatchResponse> {
  const results = await handleAll(
    Records.map(({ messageId, body }) => ({ id: messageId, read: () => readMessage(body) })),
  );

  const failed = Records.filter((_, index) => results[index]?.status !== 'fulfilled');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** Handles a batch of SQS records with `all`, and any other event, of who invokes the function directly, with `one`. */
export function handleBatchOrOne<Answer>(all: HandleAll, one: (event: unknown) => Promise<Answer>) {
  return async (event: unknown): Promise<Answer | SQSBatchResponse> =>
    isSQSEvent(event) ? handleBatch(event, all) : one(event);
}

/**
 * The message in a queue record's body: the body itself, or what it carries where SNS delivered it in its envelope.
 *
 * @throws MalformedMessageError
 */
export function readMessage(body: string): unknown {
  const message = parseJson(body, 'The message body');
  return isEnvelope(message) ? parseJson(message.Message, "The SNS envelope's Message") : message;
}

function isEnvelope(message: unknown): message is { Message: string } {
  const { Type, TopicArn, Message } = Object(message);
  return Type === 'Notification' && typeof TopicArn === 'string' && typeof Message === 'string';
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedMessageError(`${what} is not JSON`);
  }
}
