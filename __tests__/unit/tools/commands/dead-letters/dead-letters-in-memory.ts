import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ChangeMessageVisibilityBatchCommandInput,
  DeleteMessageCommandInput,
  ListMessageMoveTasksResultEntry,
  MessageAttributeValue,
  ReceiveMessageCommandInput,
  SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll } from '@jest/globals';
import { createDeadLetters } from '../../../../../tools/commands/dead-letters/command.ts';
import { openJournal } from '../../../../../tools/commands/dead-letters/journal.ts';
import { createOperatorCommand } from '../../../../../tools/service/operator-command.ts';
import { createOperatorProcess } from '../../../../support/operator-process.ts';

const UNKNOWN_ACTION = Object.assign(new Error('Not valid for this endpoint.'), { name: 'InvalidAction' });
const DAY_MS = 86_400_000;
/** When the clock of the queues starts. */
export const START = Date.parse('2025-05-03T12:00:00Z');

type Stored = {
  MessageId: string;
  Body: string;
  MessageAttributes: Record<string, MessageAttributeValue>;
  ReceiptHandle: string;
  sentAt: number;
  receives: number;
  visibleAt: number;
};

/**
 * SQS in memory, as far as the command uses it. Its clock moves while a receive waits for messages. Lists of message move
 * tasks are answered from `tasks`, the last one forever; without `tasks` the endpoint has no such call.
 */
export function createSqs(tasks?: ListMessageMoveTasksResultEntry[][]) {
  const queues = new Map<string, Stored[]>();
  const calls: { name: string; input: unknown }[] = [];
  let ids = 0;
  let handles = 0;

  const sqs = {
    calls,
    time: START,
    /** The most messages of one receive, whatever is asked for. */
    mostReceived: 10,
    /** Called first: answers a call instead of the queues, or fails it with an error. */
    intercept: (_name: string, _input: object): object | undefined => undefined,
    /** Called with each call that had its effect. */
    afterEffect: (): void => {},

    queue(url: string): Stored[] {
      const queue = queues.get(url) ?? [];
      queues.set(url, queue);
      return queue;
    },
    put(url: string, content: unknown, MessageAttributes: Record<string, MessageAttributeValue> = {}) {
      ids += 1;
      const message = {
        MessageId: `message-${ids}`,
        Body: typeof content === 'string' ? content : JSON.stringify(content),
        MessageAttributes,
        ReceiptHandle: '',
        sentAt: sqs.time,
        receives: 3,
        visibleAt: 0,
      };
      sqs.queue(url).push(message);
      return message;
    },
    /** Somebody else receives a message, for that many seconds. */
    receiveElsewhere(message: Stored, seconds: number) {
      handles += 1;
      message.ReceiptHandle = `handle-${handles}`;
      message.visibleAt = sqs.time + seconds * 1000;
    },
    bodies: (url: string) => sqs.queue(url).map(({ Body }) => Body),
    called: (name: string) => calls.filter((call) => call.name === name).map(({ input }) => input),
    hidden: (url: string) => sqs.queue(url).filter(({ visibleAt }) => visibleAt > sqs.time),
  };

  const handlers: Record<string, (input: never) => unknown> = {
    GetQueueAttributes({ QueueUrl }: { QueueUrl: string }) {
      const inFlight = sqs.hidden(QueueUrl).length;
      return {
        Attributes: {
          QueueArn: `arn:aws:sqs:us-east-1:000000000000:${QueueUrl}`,
          ApproximateNumberOfMessages: String(sqs.queue(QueueUrl).length - inFlight),
          ApproximateNumberOfMessagesNotVisible: String(inFlight),
          MessageRetentionPeriod: String((14 * DAY_MS) / 1000),
        },
      };
    },

    ReceiveMessage(input: ReceiveMessageCommandInput) {
      const { QueueUrl = '', MaxNumberOfMessages = 1, VisibilityTimeout = 30, WaitTimeSeconds = 0 } = input;
      const visible = () => sqs.queue(QueueUrl).filter(({ visibleAt }) => visibleAt <= sqs.time);
      if (visible().length === 0) sqs.time += WaitTimeSeconds * 1000;
      const received = visible().slice(0, Math.min(MaxNumberOfMessages, sqs.mostReceived));
      for (const message of received) {
        sqs.receiveElsewhere(message, VisibilityTimeout);
        message.receives += 1;
      }
      return {
        Messages: received.map(({ sentAt, receives, visibleAt: _, ...message }) => ({
          ...message,
          Attributes: { SentTimestamp: String(sentAt), ApproximateReceiveCount: String(receives) },
        })),
      };
    },

    SendMessage: ({ QueueUrl = '', MessageBody = '', MessageAttributes }: SendMessageCommandInput) => ({
      MessageId: sqs.put(QueueUrl, MessageBody, MessageAttributes).MessageId,
    }),

    DeleteMessage({ QueueUrl = '', ReceiptHandle }: DeleteMessageCommandInput) {
      const queue = sqs.queue(QueueUrl);
      const index = queue.findIndex((message) => message.ReceiptHandle === ReceiptHandle);
      if (index >= 0) queue.splice(index, 1);
      return {};
    },

    ChangeMessageVisibilityBatch({ QueueUrl = '', Entries = [] }: ChangeMessageVisibilityBatchCommandInput) {
      for (const { ReceiptHandle, VisibilityTimeout = 0 } of Entries) {
        const message = sqs.hidden(QueueUrl).find((stored) => stored.ReceiptHandle === ReceiptHandle);
        if (message !== undefined) message.visibleAt = sqs.time + VisibilityTimeout * 1000;
      }
      return {};
    },

    StartMessageMoveTask: () => (tasks === undefined ? UNKNOWN_ACTION : { TaskHandle: 'handle' }),

    ListMessageMoveTasks() {
      if (tasks === undefined) return UNKNOWN_ACTION;
      return { Results: tasks.length > 1 ? tasks.shift() : tasks[0] };
    },
  };

  async function send(command: { input: never }) {
    const { input } = command;
    const name = command.constructor.name.replace(/Command$/, '');
    calls.push({ name, input });
    const answer = sqs.intercept(name, input) ?? handlers[name]?.(input);
    if (answer instanceof Error) throw answer;
    sqs.afterEffect();
    return answer;
  }

  return Object.assign(sqs, { client: { send } as unknown as SQSClient });
}

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => void rmSync(folder, { recursive: true })));

/** A folder of its own for one test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dead-letters-'));
  folders.push(folder);
  return folder;
}

type Settings = {
  sqs?: ReturnType<typeof createSqs>;
  /** The folder of the journal. */
  folder?: string;
  tasks?: ListMessageMoveTasksResultEntry[][] | undefined;
  /** The only item of the table. */
  stored?: Record<string, unknown>;
  /** How many messages OrderDLQ has, with the OrderIds ORD-1, ORD-2 and so on. */
  orders?: number;
  isTTY?: boolean;
  typed?: string[];
  /** Called before each line of the journal is written, and after. */
  beforeLine?: () => void;
  afterLine?: () => void;
};

/** The command over queues in memory. A queue's URL is the name of its output. */
export function createCommand({
  folder = freshFolder(),
  tasks,
  sqs = createSqs(tasks),
  stored = {},
  orders = 0,
  beforeLine = () => {},
  afterLine = () => {},
  ...settings
}: Settings = {}) {
  for (let number = 1; number <= orders; number += 1) sqs.put('OrderDLQUrl', { OrderId: `ORD-${number}` });
  const slept: number[] = [];
  const service = {
    sqs: sqs.client,
    output: async (name: string) => name,
    order: async (orderId: string) => (stored.OrderId === orderId ? stored : undefined),
  };
  const memory = createOperatorProcess({ service, ...settings });
  const deadLetters = createOperatorCommand(
    createDeadLetters({
      folder,
      now: () => sqs.time,
      sleep: async (milliseconds) => void slept.push(milliseconds),
      openJournal(path, now) {
        const journal = openJournal(path, now);
        return {
          ...journal,
          append(...line) {
            beforeLine();
            journal.append(...line);
            afterLine();
          },
        };
      },
    }),
    memory.commandProcess,
  );
  return { ...memory, sqs, service, folder, slept, deadLetters };
}
