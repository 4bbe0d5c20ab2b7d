import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { failedIn } from './batch-response.ts';
import type { InvocationResult } from './lambda-function.ts';
import type { LambdaFunctions } from './lambda-functions.ts';
import { type Properties, TemplateError } from './template.ts';
import type { Trigger } from './triggers.ts';

type MappingProperties = {
  EventSourceArn: string;
  FunctionName: string;
  BatchSize?: number;
  MaximumBatchingWindowInSeconds?: number;
  FunctionResponseTypes?: string[];
};

type Parts = {
  properties: Properties;
  endpoint: string;
  region: string;
  sqsAs(functionName: string): SQSClient;
  functions: LambdaFunctions;
  debugging: boolean;
};

/** Seconds that a receive waits for the first message. */
const WAIT_SECONDS = 20;
/** The most messages of one receive, and of one delete. */
const MAX_RECEIVE = 10;
/** The batches at once: the least concurrency that Lambda accepts, and a laptop has few cores. */
const POLLERS = 2;
/** The longest visibility timeout, for messages at a breakpoint. */
const MAX_VISIBILITY_SECONDS = 43_200;

/**
 * Polls a queue and invokes a function with batches of its messages, as Lambda does. Messages that succeeded are deleted;
 * the others become visible again, until the queue's redrive policy moves them to the dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function startEventSourceMapping({
  properties,
  endpoint,
  region,
  sqsAs,
  functions,
  debugging,
}: Parts): Promise<Trigger> {
  let mapping = properties as MappingProperties;
  const { EventSourceArn, FunctionName } = mapping;
  const lambda = functions.get(FunctionName);
  const sqs = sqsAs(lambda.name);
  const QueueUrl = `${endpoint}/${EventSourceArn.split(':').slice(4).join('/')}`;
  const VisibilityTimeout = await visibilityOf(sqs, QueueUrl);
  checkVisibility();
  const stopping = new AbortController();

  async function receive(count: number, waitSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: Math.min(MAX_RECEIVE, count),
      WaitTimeSeconds: Math.min(WAIT_SECONDS, waitSeconds),
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      ...(debugging && { VisibilityTimeout: MAX_VISIBILITY_SECONDS }),
    });
    return (await sqs.send(command, { abortSignal: stopping.signal })).Messages ?? [];
  }

  /** Waits for the first message, then for more until the batch is full or the batching window ends. */
  async function gather(): Promise<Message[]> {
    const { BatchSize = 10, MaximumBatchingWindowInSeconds = 0 } = mapping;
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

  async function invokeWith(batch: Message[]): Promise<void> {
    const Records = batch.map((message) => toRecord(message, EventSourceArn, region));
    const result = await lambda.invoke(JSON.stringify({ Records }), undefined, 'queue');
    const reportsFailures = mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false;
    const done = succeeded(batch, result, reportsFailures);
    for (const Entries of entriesOf(done))
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    if (!debugging) return;
    const failed = batch.filter((message) => !done.includes(message));
    for (const entries of entriesOf(failed)) {
      const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout }));
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    }
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await lambda.untilResumed();
        const batch = await gather();
        if (batch.length > 0) await invokeWith(batch);
      } catch (error) {
        if (stopping.signal.aborted) return;
        console.error(`Polling ${QueueUrl} failed, retrying: ${error}`);
        await sleep(200);
      }
    }
  }

  /** Lambda refuses a queue whose visibility timeout is shorter than the function's timeout. */
  function checkVisibility(): void {
    if (VisibilityTimeout >= lambda.timeoutSeconds) return;
    const message = `The visibility timeout of ${QueueUrl}, ${VisibilityTimeout} s, is shorter than the timeout of ${lambda.name}, ${lambda.timeoutSeconds} s.`;
    throw new TemplateError(message);
  }

  const polling = Promise.all(Array.from({ length: POLLERS }, poll));
  return {
    update(changed) {
      mapping = changed as MappingProperties;
      checkVisibility();
    },
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

/** Seconds. */
async function visibilityOf(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const AttributeNames = ['VisibilityTimeout' as const];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  return Number(Attributes?.VisibilityTimeout);
}

/** The entries of batch calls about messages. */
function entriesOf(messages: Message[]) {
  const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  const starts = Array.from(
    { length: Math.ceil(entries.length / MAX_RECEIVE) },
    (_, index) => index * MAX_RECEIVE,
  );
  return starts.map((start) => entries.slice(start, start + MAX_RECEIVE));
}

/** The messages that Lambda deletes: those that the function's answer does not report as failed. */
export function succeeded(
  batch: Message[],
  { payload, failed: functionFailed }: Pick<InvocationResult, 'payload' | 'failed'>,
  reportsFailures: boolean,
): Message[] {
  if (functionFailed) return [];
  if (!reportsFailures) return batch;
  const failed = failedIn(
    JSON.parse(payload),
    batch.map(({ MessageId = '' }) => MessageId),
  );
  return batch.filter(({ MessageId = '' }) => !failed.includes(MessageId));
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
