import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { createNotificationIndex } from '../../src/aws/notification-index.ts';
import type { NotificationIndex } from '../../src/orders/ports.ts';
import { functionNameOf, stackNameOf } from './stages.ts';

/** What a function answered, or the error it failed with. */
export type Outcome =
  | { answer: Record<string, unknown>; error?: never }
  | { answer?: never; error: { errorType: string; errorMessage: string } };

export type Item = Record<string, unknown>;
export type QueueDepth = { waiting: number; inFlight: number };
export type ServiceClient = ReturnType<typeof createServiceClient>;

/** Settings of an SDK client of an emulator. */
export function accessTo(endpoint: string) {
  const region = process.env.AWS_REGION || 'us-east-1';
  return { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

/**
 * A client of the deployed service: on the embedded stack, MiniStack, LocalStack or AWS.
 *
 * @param endpoint of an emulator; undefined for AWS, with the credentials and the region of the environment.
 */
export function createServiceClient(stage: string, endpoint?: string) {
  const stackName = stackNameOf(stage);
  const access = endpoint === undefined ? {} : accessTo(endpoint);
  const cloudFormation = new CloudFormationClient(access);
  const lambda = new LambdaClient(access);
  const dynamoDB = DynamoDBDocumentClient.from(new DynamoDBClient(access));
  const sqs = new SQSClient(access);
  const sns = new SNSClient(access);
  // CloudWatch Logs takes few searches a second: the client slows down when it is throttled.
  const logs = new CloudWatchLogsClient({ ...access, retryMode: 'adaptive', maxAttempts: 8 });
  let outputs: Promise<Record<string, string>> | undefined;

  async function readOutputs(): Promise<Record<string, string>> {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
    const pairs = Stacks?.[0]?.Outputs ?? [];
    return Object.fromEntries(pairs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  }

  async function output(name: string): Promise<string> {
    outputs ??= readOutputs();
    const value = (await outputs)[name];
    if (value === undefined) throw new Error(`Stack ${stackName} has no output ${name}. Deploy it again.`);
    return value;
  }

  return {
    logs,
    sns,
    sqs,
    output,

    async invoke(functionName: string, event: unknown): Promise<Outcome> {
      const { Payload, FunctionError } = await lambda.send(
        new InvokeCommand({
          FunctionName: functionNameOf(stage, functionName),
          Payload: JSON.stringify(event),
        }),
      );
      const answer = JSON.parse(Payload?.transformToString() ?? 'null');
      if (FunctionError === undefined) return { answer };
      return { error: { errorType: answer.errorType, errorMessage: answer.errorMessage } };
    },

    async order(OrderId: string): Promise<Item | undefined> {
      const TableName = await output('OrdersTableName');
      return (await dynamoDB.send(new GetCommand({ TableName, Key: { OrderId }, ConsistentRead: true })))
        .Item;
    },

    /** Writes an item without any function: a state that only a fault leaves behind. */
    async put(Item: Item): Promise<void> {
      await dynamoDB.send(new PutCommand({ TableName: await output('OrdersTableName'), Item }));
    },

    /** The whole table. */
    async orders(): Promise<Item[]> {
      const TableName = await output('OrdersTableName');
      const items: Item[] = [];
      for await (const { Items = [] } of paginateScan(
        { client: dynamoDB },
        { TableName, ConsistentRead: true },
      )) {
        items.push(...Items);
      }
      return items;
    },

    /** The high-value orders by time, as the functions read them. */
    async notificationIndex(): Promise<NotificationIndex> {
      return createNotificationIndex({ client: dynamoDB, tableName: await output('OrdersTableName') });
    },

    /** @param name of the queue's output, such as `HighValueQueueUrl`. */
    async queueDepth(name: string): Promise<QueueDepth> {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: await output(name),
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      return {
        waiting: Number(Attributes?.ApproximateNumberOfMessages),
        inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
      };
    },

    /** The names of the outputs that are queues. */
    async queues(): Promise<string[]> {
      outputs ??= readOutputs();
      return Object.keys(await outputs).filter((name) => /(Queue|DLQ)Url$/.test(name));
    },
  };
}

/** Waits until an order is stored and, if it is high-value, acknowledged. */
export function settled(service: ServiceClient, orderId: string): Promise<Item> {
  return until(`${orderId} to be stored, and acknowledged if it is high-value`, async () => {
    const item = await service.order(orderId);
    return String(item?.NotificationStatus ?? '').startsWith('PENDING') ? undefined : item;
  });
}

/** Waits until each queue in turn, by the name of its output, has no message waiting or in flight. */
export async function untilEmpty(
  { queueDepth }: Pick<ServiceClient, 'queueDepth'>,
  queues: readonly string[],
  deadlineMs: number,
): Promise<void> {
  for (const queue of queues) {
    const isEmpty = async () => {
      const { waiting, inFlight } = await queueDepth(queue);
      return waiting + inFlight === 0 || undefined;
    };
    await until(`${queue} to be empty`, isEmpty, deadlineMs);
  }
}

/**
 * Polls until there is an answer.
 *
 * @param what it waits for, for the error.
 * @throws after the deadline.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  deadlineMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${deadlineMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
