import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { LambdaFunctions } from './lambda.ts';
import type { Answer, LambdaFunction } from './lambda-function.ts';
import { type Properties, TemplateError } from './template.ts';

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
  region: string;
  sqsAs(functionName: string): SQSClient;
  functions: LambdaFunctions;
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
export async function pollQueue({
  properties,
  endpoint,
  region,
  sqsAs,
  functions,
}: Parts): Promise<EventSource> {
  const source = properties as EventSourceProperties;
  const { EventSourceArn, FunctionName, BatchSize = 10, MaximumBatchingWindowInSeconds = 0 } = source;
  const lambda = functions.find(FunctionName);
  if (lambda === undefined)
    throw new TemplateError(`No function ${FunctionName} to feed from ${EventSourceArn}.`);
  const sqs = sqsAs(lambda.name);
  const reportsFailures = source.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false;
  const QueueUrl = `${endpoint}/${EventSourceArn.split(':').slice(4).join('/')}`;
  await checkVisibility(sqs, QueueUrl, lambda);
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

  async function handle(batch: Message[], { invoke }: LambdaFunction): Promise<void> {
    const Records = batch.map((message) => toRecord(message, EventSourceArn, region));
    const done = succeeded(batch, await invoke(JSON.stringify({ Records })), reportsFailures);
    for (let start = 0; start < done.length; start += MAX_RECEIVE) {
      const Entries = done.slice(start, start + MAX_RECEIVE).map(({ ReceiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle,
      }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  }

  async function poll(lambda: LambdaFunction): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const batch = await gather();
        if (batch.length > 0) await handle(batch, lambda);
      } catch (error) {
        if (stopping.signal.aborted) return;
        console.error(`Polling ${QueueUrl} failed, trying again: ${error}`);
        await sleep(200);
      }
    }
  }

  const pollers = Math.min(MAX_POLLERS, source.ScalingConfig?.MaximumConcurrency ?? MAX_POLLERS);
  const polling = Promise.all(Array.from({ length: pollers }, () => poll(lambda)));
  return {
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

/** Lambda refuses a queue that would hand out a message again while its function may still be at work on it. */
async function checkVisibility(sqs: SQSClient, QueueUrl: string, lambda: LambdaFunction): Promise<void> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
  );
  const visibility = Number(Attributes?.VisibilityTimeout);
  if (visibility < lambda.timeoutSeconds) {
    throw new TemplateError(
      `${QueueUrl} hides a message for ${visibility} s, but ${lambda.name} may take ${lambda.timeoutSeconds} s.`,
    );
  }
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
