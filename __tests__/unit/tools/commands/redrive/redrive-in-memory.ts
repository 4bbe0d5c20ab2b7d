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
import type { Service } from '../../../../../tools/commands/redrive/dead-letters.ts';

type Stored = Required<Pick<Message, 'MessageId' | 'Body' | 'MessageAttributes'>> & { visible: boolean };
type Refusal = { Code: string; Message: string };

/**
 * The calls of SQS that a redrive makes, in memory; any other call fails. A received message stays invisible until
 * `showAll`. Lists of message move tasks are answered from `tasks`, the last one forever; without `tasks` the endpoint
 * has no such call.
 */
export function createInMemorySqs() {
  const queues = new Map<string, Stored[]>();
  const calls: { name: string; input: unknown }[] = [];
  let ids = 0;

  const memory = {
    calls,
    tasks: undefined as ListMessageMoveTasksResultEntry[][] | undefined,
    /** The most messages of one receive, whatever is asked for. */
    mostReceived: 10,
    /** Refuses entries of a batch, by the message's body. */
    refuseToSend: (_body: string): Refusal | undefined => undefined,
    refuseToDelete: (_body: string): Refusal | undefined => undefined,
    /** Answers without `Failed`. */
    omitsFailures: false,
    /** Fails a whole call. */
    failCall: (_name: string, _input: unknown): Error | undefined => undefined,
    /** Called with each message as it arrives in a queue. */
    onArrival: (_queueUrl: string, _message: Stored): void => {},

    queue(url: string): Stored[] {
      const queue = queues.get(url) ?? [];
      queues.set(url, queue);
      return queue;
    },
    put(url: string, Body: string, MessageAttributes: Record<string, MessageAttributeValue> = {}) {
      ids += 1;
      const message = { MessageId: `message-${ids}`, Body, MessageAttributes, visible: true };
      memory.queue(url).push(message);
      return message;
    },
    bodies: (url: string) => memory.queue(url).map(({ Body }) => Body),
    showAll: (url: string) => {
      for (const message of memory.queue(url)) message.visible = true;
    },
    called: (name: string) => calls.filter((call) => call.name === name).map(({ input }) => input),
  };

  const handlers: Record<string, (input: never) => unknown> = {
    GetQueueAttributes: ({ QueueUrl }: { QueueUrl: string }) => ({
      Attributes: { QueueArn: `arn:aws:sqs:us-east-1:000000000000:${QueueUrl}` },
    }),

    ReceiveMessage({ QueueUrl = '', MaxNumberOfMessages = 1 }: ReceiveMessageCommandInput) {
      const received = memory
        .queue(QueueUrl)
        .filter(({ visible }) => visible)
        .slice(0, Math.min(MaxNumberOfMessages, memory.mostReceived));
      for (const message of received) message.visible = false;
      const Attributes = { SentTimestamp: '1746273600000', ApproximateReceiveCount: '4' };
      return {
        Messages: received.map(({ visible: _, ...message }) => ({
          ...message,
          Attributes,
          ReceiptHandle: `${message.MessageId} ${message.Body}`,
        })),
      };
    },

    SendMessageBatch({ QueueUrl = '', Entries = [] }: SendMessageBatchCommandInput) {
      const results = Entries.map(({ Id, MessageBody = '', MessageAttributes }) => {
        const refusal = memory.refuseToSend(MessageBody);
        if (refusal !== undefined) return { Failed: { Id, ...refusal } };
        const message = memory.put(QueueUrl, MessageBody, MessageAttributes);
        memory.onArrival(QueueUrl, message);
        return { Successful: { Id, MessageId: message.MessageId } };
      });
      return batchAnswer(results);
    },

    DeleteMessageBatch({ QueueUrl = '', Entries = [] }: DeleteMessageBatchCommandInput) {
      const queue = memory.queue(QueueUrl);
      const results = Entries.map(({ Id, ReceiptHandle = '' }) => {
        const index = queue.findIndex(({ MessageId, Body }) => `${MessageId} ${Body}` === ReceiptHandle);
        const refusal = memory.refuseToDelete(queue[index]?.Body ?? '');
        if (refusal !== undefined) return { Failed: { Id, ...refusal } };
        queue.splice(index, 1);
        return { Successful: { Id } };
      });
      return batchAnswer(results);
    },

    StartMessageMoveTask: () => (memory.tasks === undefined ? unknownAction() : { TaskHandle: 'handle' }),

    ListMessageMoveTasks() {
      if (memory.tasks === undefined) return unknownAction();
      return { Results: memory.tasks.length > 1 ? memory.tasks.shift() : memory.tasks[0] };
    },
  };

  function batchAnswer(results: { Successful?: object; Failed?: object }[]) {
    const Successful = results.flatMap((result) => result.Successful ?? []);
    const Failed = results.flatMap((result) => result.Failed ?? []);
    return memory.omitsFailures ? { Successful } : { Successful, Failed };
  }

  async function send(command: { input: never }) {
    const { input } = command;
    const name = command.constructor.name.replace(/Command$/, '');
    calls.push({ name, input });
    const handler = handlers[name];
    if (handler === undefined) throw new Error(`Unexpected ${name}`);
    const failure = memory.failCall(name, input);
    if (failure !== undefined) throw failure;
    return handler(input);
  }

  return Object.assign(memory, { client: { send } as unknown as SQSClient });
}

function unknownAction(): never {
  throw Object.assign(new Error('The action is not valid for this endpoint.'), { name: 'InvalidAction' });
}

/** The service with queues in memory and `stored` in its table; a queue's URL is the name of its output. */
export function serviceOver(
  sqs: ReturnType<typeof createInMemorySqs>,
  stored?: Record<string, unknown>,
): Service {
  return {
    sqs: sqs.client,
    output: async (name) => name,
    order: async (orderId) => (stored?.OrderId === orderId ? stored : undefined),
    async queueDepth(name) {
      const queue = sqs.queue(name);
      const waiting = queue.filter(({ visible }) => visible).length;
      return { waiting, inFlight: queue.length - waiting };
    },
  };
}

/** The command over queues in memory, and what it prints. */
export function createCommand({ environment = {}, isTTY = false } = {}) {
  const sqs = createInMemorySqs();
  const interruption = new AbortController();
  const printed = { stdout: '', stderr: '' };
  const connections: unknown[] = [];
  const slept: number[] = [];
  const connect = (...place: unknown[]) => {
    connections.push(place);
    return serviceOver(sqs);
  };
  const redrive = createRedrive({
    environment,
    connect,
    stdout: { isTTY, write: (text) => (printed.stdout += text) },
    stderr: { write: (text) => (printed.stderr += text) },
    sleep: async (milliseconds) => void slept.push(milliseconds),
    onInterrupt: () => interruption.signal,
  });
  return { sqs, interruption, printed, connections, slept, redrive };
}
