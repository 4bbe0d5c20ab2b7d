import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { MalformedMessageError, type Message } from '../orders/ports.ts';

/** Handles a batch, and returns one result per message, in the same order. */
type HandleAll = (messages: readonly Message[]) => Promise<PromiseSettledResult<unknown>[]>;

/** Whether an event is a batch of SQS records. */
function isSQSEvent(event: unknown): event is SQSEvent {
  const records =
    typeof event === 'object' && event !== null && 'Records' in event ? event.Records : undefined;
  return Array.isArray(records) && records.every((record) => record?.eventSource === 'aws:sqs');
}

/**
 * Handles a batch of SQS records and reports partial batch failures, so that SQS delivers only the failed records again.
 * It fails closed: a record without a fulfilled result counts as failed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function handleBatch({ Records }: SQSEvent, handleAll: HandleAll): Promise<SQSBatchResponse> {
  const results = await handleAll(
    Records.map(({ messageId, attributes, body }) => ({
      id: messageId,
      // Whoever invokes the function with records of their own may leave out the attributes.
      receives: Number(attributes?.ApproximateReceiveCount),
      read: () => readMessage(body),
    })),
  );

  const failed = Records.filter((_, index) => results[index]?.status !== 'fulfilled');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** Handles a batch of SQS records with `all`, and any other event, from a direct invocation, with `one`. */
export function handleBatchOrOne<Answer>(all: HandleAll, one: (event: unknown) => Promise<Answer>) {
  return async (event: unknown): Promise<Answer | SQSBatchResponse> =>
    isSQSEvent(event) ? handleBatch(event, all) : one(event);
}

/**
 * The message in the body of an SQS record: the body itself, or the `Message` of the SNS envelope without raw delivery.
 *
 * @throws MalformedMessageError if it is not JSON.
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
