import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

/** A message body is not JSON. Receiving it again never helps: it belongs in the dead-letter queue. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
}

/**
 * Handles every record of a batch at the same time and answers which of them failed, so that SQS delivers
 * exactly those again. It fails closed: a record that is not surely done is named as failed.
 *
 * @param onFailure hears of each failed record, once.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function processBatch(
  { Records }: SQSEvent,
  handle: (message: unknown) => Promise<void>,
  onFailure: (record: SQSRecord, error: unknown) => void,
): Promise<SQSBatchResponse> {
  const results = await Promise.allSettled(Records.map(async ({ body }) => handle(readMessage(body))));

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
  if (typeof message !== 'object' || message === null) return false;
  const { Type, TopicArn, Message } = message as Record<string, unknown>;
  return Type === 'Notification' && typeof TopicArn === 'string' && typeof Message === 'string';
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedMessageError(`${what} is not JSON`);
  }
}
