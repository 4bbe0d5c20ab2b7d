import type {
  DeleteMessageBatchCommandInput,
  ListMessageMoveTasksResultEntry,
  Message,
  MessageAttributeValue,
  ReceiveMessageCommandInput,
  SendMessageBatchCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createRedrive } from '../../../../../tools/commands/redrive/command.ts';

const UNKNOWN_ACTION = Object.assign(new Error('Not valid for this endpoint.'), { name: 'InvalidAction' });

type Stored = Required<Pick<Message, 'MessageId' | 'Body' | 'MessageAttributes'>> & { visible: boolean };

/**
 * The calls of SQS that a redrive makes, in memory. A received message stays invisible. Lists of message move tasks are
 * answered from `tasks`, the last one forever; without `tasks` the endpoint has no such call.
 */
function createSqs(tasks: ListMessageMoveTasksResultEntry[][] | undefined) {
  const queues = new Map<string, Stored[]>();
  const calls: { name: string; input: unknown }[] = [];
  let ids = 0;

  const sqs = {
    calls,
    /** The most messages of one receive, whatever is asked for. */
    mostReceived: 10,
    /** Called first: answers a call instead of the queues, or fails it with an error. */
    intercept: (_name: string, _input: { Entries?: object[] }): object | undefined => undefined,
    /** Whether an entry of a batch is refused. */
    refuses: (_name: string, _body: string): boolean => false,
    /** Called with each message as it arrives in a queue. */
    onArrival: (): void => {},

    queue(url: string): Stored[] {
      const queue = queues.get(url) ?? [];
      queues.set(url, queue);
      return queue;
    },
    put(url: string, Body: string, MessageAttributes: Record<string, MessageAttributeValue> = {}) {
      ids += 1;
      const message = { MessageId: `message-${ids}`, Body, MessageAttributes, visible: true };
      sqs.queue(url).push(message);
      return message;
    },
    bodies: (url: string) => sqs.queue(url).map(({ Body }) => Body),
    called: (name: string) => calls.filter((call) => call.name === name).map(({ input }) => input),
  };

  const handlers: Record<string, (input: never) => unknown> = {
    GetQueueAttributes: ({ QueueUrl }: { QueueUrl: string }) => ({
      Attributes: { QueueArn: `arn:aws:sqs:us-east-1:000000000000:${QueueUrl}` },
    }),

    ReceiveMessage({ QueueUrl = '', MaxNumberOfMessages = 1 }: ReceiveMessageCommandInput) {
      const visible = sqs.queue(QueueUrl).filter((message) => message.visible);
      const received = visible.slice(0, Math.min(MaxNumberOfMessages, sqs.mostReceived));
      for (const message of received) message.visible = false;
      const Attributes = { SentTimestamp: '1746273600000', ApproximateReceiveCount: '4' };
      return {
        Messages: received.map((message) => ({ ...message, Attributes, ReceiptHandle: message.MessageId })),
      };
    },

    SendMessageBatch: ({ QueueUrl = '', Entries = [] }: SendMessageBatchCommandInput) =>
      inBatch(Entries, ({ Id, MessageBody = '', MessageAttributes }) => {
        if (sqs.refuses('SendMessageBatch', MessageBody)) return undefined;
        const { MessageId } = sqs.put(QueueUrl, MessageBody, MessageAttributes);
        sqs.onArrival();
        return { Id, MessageId };
      }),

    DeleteMessageBatch({ QueueUrl = '', Entries = [] }: DeleteMessageBatchCommandInput) {
      const queue = sqs.queue(QueueUrl);
      return inBatch(Entries, ({ Id, ReceiptHandle }) => {
        const index = queue.findIndex(({ MessageId }) => MessageId === ReceiptHandle);
        if (sqs.refuses('DeleteMessageBatch', queue[index]?.Body ?? '')) return undefined;
        queue.splice(index, 1);
        return { Id };
      });
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
    return answer;
  }

  return Object.assign(sqs, { client: { send } as unknown as SQSClient });
}

function inBatch<Entry extends { Id: string | undefined }>(
  entries: Entry[],
  handle: (entry: Entry) => object | undefined,
) {
  const results = entries.map((entry) => ({ Id: entry.Id, successful: handle(entry) }));
  const refused = results.filter(({ successful }) => successful === undefined);
  return {
    Successful: results.flatMap(({ successful }) => successful ?? []),
    Failed: refused.map(({ Id }) => ({ Id, Code: 'InternalError', Message: 'No' })),
  };
}

/**
 * The command over queues in memory, with `stored` in the table, and what it prints. A queue's URL is the name of its
 * output. OrderDLQ has `deadLetters` messages with the bodies `1`, `2` and so on.
 */
export function createCommand({
  environment = {},
  isTTY = false,
  stored = {} as Record<string, unknown>,
  deadLetters = 0,
  tasks = undefined as ListMessageMoveTasksResultEntry[][] | undefined,
} = {}) {
  const sqs = createSqs(tasks);
  const bodies = Array.from({ length: deadLetters }, (_, index) => String(index + 1));
  for (const body of bodies) sqs.put('OrderDLQUrl', body);
  const interruption = new AbortController();
  const printed = { stdout: '', stderr: '' };
  const connections: unknown[] = [];
  const slept: number[] = [];
  const service = {
    sqs: sqs.client,
    output: async (name: string) => name,
    order: async (orderId: string) => (stored.OrderId === orderId ? stored : undefined),
    async queueDepth(name: string) {
      const queue = sqs.queue(name);
      const waiting = queue.filter(({ visible }) => visible).length;
      return { waiting, inFlight: queue.length - waiting };
    },
  };
  const redrive = createRedrive({
    environment,
    connect: (...place) => {
      connections.push(place);
      return service;
    },
    stdout: { isTTY, write: (text) => (printed.stdout += text) },
    stderr: { write: (text) => (printed.stderr += text) },
    sleep: async (milliseconds) => void slept.push(milliseconds),
    onInterrupt: () => interruption.signal,
  });
  return { sqs, bodies, service, interruption, printed, connections, slept, redrive };
}
