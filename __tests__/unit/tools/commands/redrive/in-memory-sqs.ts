import type {
  DeleteMessageBatchCommandInput,
  ListMessageMoveTasksResultEntry,
  Message,
  MessageAttributeValue,
  ReceiveMessageCommandInput,
  SendMessageBatchCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';

type Stored = Required<Pick<Message, 'MessageId' | 'Body' | 'MessageAttributes'>> & { visible: boolean };
type Refusal = { Code: string; Message: string };

export type InMemorySqs = ReturnType<typeof createInMemorySqs>;

/**
 * SQS in memory, as far as a redrive needs it; any other command fails. A received message stays invisible until
 * `showAll`. Message move tasks are answered from `tasks`, the last of them for ever; without any, as an endpoint
 * does that has no such call.
 */
export function createInMemorySqs() {
  const queues = new Map<string, Stored[]>();
  const calls: { name: string; input: unknown }[] = [];
  let ids = 0;

  const memory = {
    calls,
    tasks: undefined as ListMessageMoveTasksResultEntry[][] | undefined,
    /** The most messages that one receive gives, whatever is asked for. */
    mostReceived: 10,
    /** Refuses entries of a batch, by the message's body. */
    refuseToSend: (_body: string): Refusal | undefined => undefined,
    refuseToDelete: (_body: string): Refusal | undefined => undefined,
    /** Leaves refused entries out of its answers, instead of naming them in `Failed`. */
    keepsQuiet: false,
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
    return memory.keepsQuiet ? { Successful } : { Successful, Failed };
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
