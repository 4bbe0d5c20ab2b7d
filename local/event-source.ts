import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { LambdaFunctions } from './lambda.ts';
import type { Answer } from './lambda-function.ts';
import type { Properties } from './resources.ts';

export type EventSource = { stop(): Promise<void> };

type EventSourceProperties = {
  EventSourceArn: string;
  FunctionName: string;
  BatchSize?: number;
  MaximumBatchingWindowInSeconds?: number;
  FunctionResponseTypes?: string[];
  ScalingConfig?: { MaximumConcurrency: number };
};

type Parts = {
  properties: Properties;
  endpoint: string;
  sqs: SQSClient;
  functions: LambdaFunctions;
  region: string;
};

/** Seconds a receive waits for a first message. */
const WAIT_SECONDS = 20;
/** The most messages that one receive gives. */
const MAX_RECEIVE = 10;
/** Batches under way at once: a laptop has few cores. */
const MAX_POLLERS = 2;

/**
 * Feeds a queue to a function as Lambda does: what the function answers for is deleted, what it reports as failed
 * stays, becomes visible again, and goes to the dead-letter queue by the queue's own redrive policy.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function pollQueue({ properties, endpoint, sqs, functions, region }: Parts): EventSource {
  const source = properties as EventSourceProperties;
  const { EventSourceArn, BatchSize = 10, MaximumBatchingWindowInSeconds = 0 } = source;
  const reportsFailures = source.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false;
  const QueueUrl = `${endpoint}/${EventSourceArn.split(':').slice(4).join('/')}`;
  const stopping = new AbortController();

  async function receive(count: number, waitSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: Math.min(MAX_RECEIVE, count),
      WaitTimeSeconds: Math.min(WAIT_SECONDS, waitSeconds),
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (await sqs.send(command, { abortSignal: stopping.signal })).Messages ?? [];
  }

  /** Waits for a first message, then gathers until the batch is full, the window over, or the queue empty. */
  async function gather(): Promise<Message[]> {
    const batch = await receive(BatchSize, WAIT_SECONDS);
    const closesAt = Date.now() + MaximumBatchingWindowInSeconds * 1000;
    while (batch.length > 0 && batch.length < BatchSize) {
      const waitSeconds = Math.ceil(Math.max(0, closesAt - Date.now()) / 1000);
      const more = await receive(BatchSize - batch.length, waitSeconds);
      if (more.length === 0 && waitSeconds === 0) break;
      batch.push(...more);
    }
    return batch;
  }

  async function handle(batch: Message[]): Promise<void> {
    const Records = batch.map((message) => toRecord(message, EventSourceArn, region));
    const answer = await functions.find(source.FunctionName)?.(JSON.stringify({ Records }));
    const done = answer === undefined ? [] : succeeded(batch, answer, reportsFailures);
    for (let start = 0; start < done.length; start += MAX_RECEIVE) {
      const Entries = done.slice(start, start + MAX_RECEIVE).map(({ ReceiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle,
      }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const batch = await gather();
        if (batch.length > 0) await handle(batch);
      } catch (error) {
        if (stopping.signal.aborted) return;
        console.error(`Polling ${QueueUrl} failed, trying again: ${error}`);
        await sleep(200);
      }
    }
  }

  const pollers = Math.min(MAX_POLLERS, source.ScalingConfig?.MaximumConcurrency ?? MAX_POLLERS);
  const polling = Promise.all(Array.from({ length: pollers }, poll));
  return {
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

/** The messages of a batch that the answer vouches for: Lambda deletes these and no others. */
export function succeeded(batch: Message[], answer: Answer, reportsFailures: boolean): Message[] {
  if (answer.failed) return [];
  if (!reportsFailures) return batch;
  const failures: { itemIdentifier?: unknown }[] = JSON.parse(answer.payload)?.batchItemFailures ?? [];
  const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
  const ids = new Set<unknown>(batch.map(({ MessageId }) => MessageId));
  // An identifier that is none of the batch's makes the whole batch a failure.
  if ([...failed].some((id) => !ids.has(id))) return [];
  return batch.filter(({ MessageId }) => !failed.has(MessageId));
}

function toRecord(message: Message, eventSourceARN: string, awsRegion: string) {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
    name,
    { dataType: value.DataType, stringValue: value.StringValue, stringListValues: [], binaryListValues: [] },
  ]);
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion,
  };
}
