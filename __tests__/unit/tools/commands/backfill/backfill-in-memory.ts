import { SNSClient } from '@aws-sdk/client-sns';
import {
  QueueDoesNotExist,
  type SendMessageBatchCommandInput,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { IndexedOrder } from '../../../../../src/orders/ports.ts';
import { createBackfill } from '../../../../../tools/commands/backfill/command.ts';
import { createOperatorCommand } from '../../../../../tools/service/operator-command.ts';
import { fakeNotificationIndex } from '../../../../support/notification-index.ts';
import { createOperatorProcess } from '../../../../support/operator-process.ts';

export const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/123456789012/audit';
export const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:topic';
export const SUBSCRIPTION_ARN = `${TOPIC_ARN}:11111111-2222-3333-4444-555555555555`;
const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:123456789012:audit';

/** The range of the tests' orders: more days than a report by the function may span. */
export const RANGE = ['--from', '2025-05-01T00:00:00Z', '--to', '2025-07-01T00:00:00Z'];
const ENTRIES = ['--queue-url', QUEUE_URL, ...RANGE];

type Batch = Required<Pick<SendMessageBatchCommandInput, 'Entries'>>;
type Answer = { Successful?: object[]; Failed?: object[] };

type Settings = {
  orders?: IndexedOrder[];
  /** The subscription's attributes; null for a queue without a subscription. */
  attributes?: Record<string, string> | null;
  subscriptionArn?: string;
  /** Takes the place of SQS's answer to a batch. */
  answer?: (batch: Batch, calls: number) => Answer | Error | undefined;
};

/** `npm run backfill` in a process in memory. Its clock passes only while it sleeps. */
export function createCommand({
  orders = [],
  attributes = { RawMessageDelivery: 'true' },
  subscriptionArn = SUBSCRIPTION_ARN,
  answer = () => undefined,
}: Settings = {}) {
  const index = fakeNotificationIndex(orders);
  const sent: SendMessageBatchRequestEntry[] = [];
  const batches: { at: number; Entries: SendMessageBatchRequestEntry[] }[] = [];
  const clients: unknown[] = [];
  let time = 0;

  async function sqs({ input }: { input: { QueueUrl?: string; Entries?: SendMessageBatchRequestEntry[] } }) {
    const { QueueUrl, Entries } = input;
    if (QueueUrl !== QUEUE_URL) throw new QueueDoesNotExist({ message: 'No queue', $metadata: {} });
    if (Entries === undefined) return { Attributes: { QueueArn: QUEUE_ARN } };
    batches.push({ at: time, Entries });
    const instead = answer({ Entries }, batches.length);
    if (instead instanceof Error) throw instead;
    const Successful = instead === undefined ? Entries.map(({ Id }) => ({ Id })) : (instead.Successful ?? []);
    const successful = Successful.map((entry) => Object(entry).Id);
    sent.push(...Entries.filter(({ Id }) => successful.includes(Id)));
    return instead ?? { Successful };
  }

  const others = [
    { Protocol: 'email', Endpoint: QUEUE_ARN, SubscriptionArn: 'arn:none' },
    { Protocol: 'sqs', Endpoint: `${QUEUE_ARN}-2`, SubscriptionArn: 'arn:none' },
  ];
  const mine = { Protocol: 'sqs', Endpoint: QUEUE_ARN, SubscriptionArn: subscriptionArn };
  const sns = snsThatAnswers({
    ListSubscriptionsByTopicCommand: ({ NextToken }) =>
      NextToken === undefined
        ? { Subscriptions: others, NextToken: 'more' }
        : { Subscriptions: attributes === null ? [] : [mine] },
    GetSubscriptionAttributesCommand: ({ SubscriptionArn }) => ({
      Attributes: SubscriptionArn === SUBSCRIPTION_ARN ? (attributes ?? {}) : {},
    }),
  });
  const outputs: Record<string, string> = { HighValueOrderTopicArn: TOPIC_ARN, HighValueThreshold: '99.5' };
  const memory = createOperatorProcess({
    service: {
      sns,
      output: async (name) => outputs[name] ?? '',
      notificationIndex: async () => index,
    },
  });
  const backfill = createOperatorCommand(
    createBackfill({
      queueClient(...place) {
        clients.push(place);
        return { send: sqs } as unknown as SQSClient;
      },
      now: () => time,
      async sleep(milliseconds) {
        time += milliseconds;
      },
    }),
    memory.commandProcess,
  );
  return {
    ...memory,
    /** With the queue and the range of the tests, and more options. */
    backfill: (...args: string[]) => backfill([...ENTRIES, ...args]),
    backfillOf: (...args: string[]) => backfill(args),
    sent,
    batches,
    clients,
    index,
    elapsed: () => time,
    cursors: () => [...memory.text().matchAll(/--cursor (\S+)/g)].map(([, cursor = '']) => cursor),
  };
}

/** A real client, as the SDK's paginators ask for one, that sends nothing. */
function snsThatAnswers(answers: Record<string, (input: Record<string, unknown>) => object>): SNSClient {
  const client = new SNSClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    (_, { commandName = '' }) =>
      async ({ input }) => {
        const output = answers[commandName]?.({ ...input });
        if (output === undefined) throw new Error(`Unexpected ${commandName}`);
        return { output: { $metadata: {}, ...output }, response: {} };
      },
    { step: 'initialize', priority: 'high' },
  );
  return client;
}

/** The OrderIds of raw messages. */
export const idsOf = (messages: SendMessageBatchRequestEntry[]) =>
  messages.map(({ MessageBody = '' }) => JSON.parse(MessageBody).OrderId as string);
