import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { failedIn } from './batch-response.ts';
import type { InvocationResult, LambdaFunction } from './lambda-function.ts';
import type { LambdaFunctions, Trigger } from './lambda-functions.ts';
import { type Properties, TemplateError } from './template.ts';

type MappingProperties = {
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

/** Seconds that a receive waits for the first message. */
const WAIT_SECONDS = 20;
/** The most messages of one receive, and of one delete. */
const MAX_RECEIVE = 10;
/** The most batches at once: a laptop has few cores. */
const MAX_POLLERS = 2;

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
}: Parts): Promise<Trigger> {
  const mapping = properties as MappingProperties;
  const { EventSourceArn, FunctionName, BatchSize = 10, MaximumBatchingWindowInSeconds = 0 } = mapping;
  const lambda = functions.find(FunctionName);
  if (lambda === undefined) throw new TemplateError(`${EventSourceArn} has no function ${FunctionName}.`);
  const sqs = sqsAs(lambda.name);
  const reportsFailures = mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false;
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

  /** Waits for the first message, then for more until the batch is full or the batching window ends. */
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

  async function invokeWith(batch: Message[], lambda: LambdaFunction): Promise<void> {
    const Records = batch.map((message) => toRecord(message, EventSourceArn, region));
    const result = await lambda.invoke(JSON.stringify({ Records }));
    const done = succeeded(batch, result, reportsFailures);
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
        if (batch.length > 0) await invokeWith(batch, lambda);
      } catch (error) {
        if (stopping.signal.aborted) return;
        console.error(`Polling ${QueueUrl} failed, retrying: ${error}`);
        await sleep(200);
      }
    }
  }

  const pollers = Math.min(MAX_POLLERS, mapping.ScalingConfig?.MaximumConcurrency ?? MAX_POLLERS);
  const polling = Promise.all(Array.from({ length: pollers }, () => poll(lambda)));
  return {
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

/** Lambda refuses a queue whose visibility timeout is shorter than the function's timeout. */
async function checkVisibility(sqs: SQSClient, QueueUrl: string, lambda: LambdaFunction): Promise<void> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
  );
  const visibility = Number(Attributes?.VisibilityTimeout);
  if (visibility < lambda.timeoutSeconds) {
    throw new TemplateError(
      `The visibility timeout of ${QueueUrl}, ${visibility} s, is shorter than the timeout of ${lambda.name}, ${lambda.timeoutSeconds} s.`,
    );
  }
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
