import { randomUUID } from 'node:crypto';
import type { SQSEvent, SQSRecord } from 'aws-lambda';

/** A queue record with a fresh id, received that often; anything but a string becomes a JSON body. */
export function sqsRecord(body: unknown, receives = 1): SQSRecord {
  return {
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '1746273600000',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '1746273600001',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:orders',
    awsRegion: 'us-east-1',
  };
}

export const sqsEvent = (...Records: SQSRecord[]): SQSEvent => ({ Records });

/** A message in the envelope of SNS, as a subscription without raw delivery sends it. */
export function snsEnvelope(message: string): Record<string, unknown> {
  return {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: 'arn:aws:sns:us-east-1:000000000000:orders',
    Message: message,
    Timestamp: '2025-05-03T12:00:00.000Z',
    SignatureVersion: '1',
  };
}

/** The batch answer that names `records`, in their order. */
export function failuresOf(...records: (SQSRecord | undefined)[]) {
  return { batchItemFailures: records.map((record) => ({ itemIdentifier: record?.messageId })) };
}
