import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

/** A message body is not JSON. Receiving it again never helps: it belongs in the dead-letter queue. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
}

/** Gives a record's message. @throws MalformedMessageError */
export type ReadMessage = () => unknown;

type OnFailure = (record: SQSRecord, error: unknown) => void;

/** Whether an event is a batch of SQS records. */
export function isSQSEvent(event: unknown): event is SQSEvent {
  const records =
    typeof event === 'object' && event !== null && 'Records' in event ? event.Records : undefined;
  return Array.isArray(records) && records.every((record) => record?.eventSource === 'aws:sqs');
}

/**
 * Handles every record of a batch at the same time and answers which of them failed, so that SQS delivers
 * exactly those again. It fails closed: a record that is not surely done is named as failed.
 *
 * @param onFailure hears of each failed record, once.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function processBatch(
  batch: SQSEvent,
  handle: (message: unknown) => Promise<unknown>,
  onFailure: OnFailure,
): Promise<SQSBatchResponse> {
  const each = (reads: ReadMessage[]) => Promise.allSettled(reads.map(async (read) => handle(read())));
  return processTogether(batch, each, onFailure);
}

/**
 * Like {@link processBatch}, for messages that are handled together.
 *
 * @param handleAll gives a result for each message, in their order.
 */
export async function processTogether(
  { Records }: SQSEvent,
  handleAll: (messages: ReadMessage[]) => Promise<PromiseSettledResult<unknown>[]>,
  onFailure: OnFailure,
): Promise<SQSBatchResponse> {
  const results = await handleAll(
    Records.map(
      ({ body }) =>
        () =>
          readMessage(body),
    ),
  );

  const batchItemFailures = Records.flatMap((record, index) => {
    const result = results[index];
    if (result?.status === 'fulfilled') return [];
    onFailure(record, result?.reason);
    return [{ itemIdentifier: record.messageId }];
  });
  return { batchItemFailures };
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
