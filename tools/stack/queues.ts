import { randomUUID } from 'node:crypto';
import { type Observe, timestamp } from './observation.ts';

/** A message that waits in a queue, or that was received and not deleted yet. */
type QueuedMessage = {
  id: string;
  body: string;
  receives: number;
  /** Milliseconds since 1970. */
  sentAt: number;
  state: 'waiting' | 'in flight';
};

/** Looks into queues and changes them without receiving messages. Queues are known by their physical names. */
export type Queues = {
  depths(): { queue: string; waiting: number; inFlight: number }[];
  /** Oldest first. Undefined if there is no such queue. */
  messages(queue: string): QueuedMessage[] | undefined;
  /** Deletes waiting messages, or the one with that id. @returns how many. */
  remove(queue: string, id?: string): number;
  /** Moves waiting messages, or the one with that id, to another queue as new messages. @returns how many. */
  redrive(from: string, to: string, id?: string): number;
  /** Ends the receives that wait for a message. */
  endWaits(): void;
};

/** What is used of the queues of fauxqs. */
type StoredMessage = {
  messageId: string;
  body: string;
  sentTimestamp: number;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp?: number;
};
type StoredQueue = {
  readonly name: string;
  messages: StoredMessage[];
  inflightMessages: Map<string, { message: StoredMessage }>;
  delayedMessages: StoredMessage[];
  /** Makes messages visible whose visibility timeout or delay is over. */
  processTimers(): void;
  cancelWaiters(): void;
  enqueue(message: StoredMessage): void;
};
export type QueueStore = {
  allQueues(): Iterable<StoredQueue>;
  getQueueByName(name: string): StoredQueue | undefined;
};

export function createQueues(store: QueueStore, observe: Observe): Queues {
  function find(name: string): StoredQueue | undefined {
    const queue = store.getQueueByName(name);
    queue?.processTimers();
    return queue;
  }

  /** Takes waiting messages out of a queue. */
  function take(name: string, id?: string): StoredMessage[] {
    const queue = find(name);
    if (queue === undefined) return [];
    const isWanted = ({ messageId }: StoredMessage) => id === undefined || messageId === id;
    const taken = queue.messages.filter(isWanted);
    queue.messages = queue.messages.filter((message) => !isWanted(message));
    return taken;
  }

  function tellDeleted(queue: string, { messageId, body }: StoredMessage, replacedBy?: string): void {
    observe({ type: 'message deleted', queue, id: messageId, body, replacedBy, at: timestamp() });
  }

  return {
    depths: () =>
      [...store.allQueues()].map((queue) => {
        queue.processTimers();
        const waiting = queue.messages.length + queue.delayedMessages.length;
        return { queue: queue.name, waiting, inFlight: queue.inflightMessages.size };
      }),

    messages(name) {
      const queue = find(name);
      if (queue === undefined) return undefined;
      const describe = (message: StoredMessage, state: QueuedMessage['state']) => ({
        id: message.messageId,
        body: message.body,
        receives: message.approximateReceiveCount,
        sentAt: message.sentTimestamp,
        state,
      });
      return [
        ...[...queue.messages, ...queue.delayedMessages].map((message) => describe(message, 'waiting')),
        ...[...queue.inflightMessages.values()].map(({ message }) => describe(message, 'in flight')),
      ].sort((a, b) => a.sentAt - b.sentAt);
    },

    remove(name, id) {
      const taken = take(name, id);
      for (const message of taken) tellDeleted(name, message);
      return taken.length;
    },

    redrive(from, to, id) {
      const target = find(to);
      if (target === undefined) return 0;
      const taken = take(from, id);
      for (const message of taken) {
        const { approximateFirstReceiveTimestamp: _, ...content } = message;
        const messageId = randomUUID();
        tellDeleted(from, message, messageId);
        target.enqueue({ ...content, messageId, sentTimestamp: Date.now(), approximateReceiveCount: 0 });
      }
      return taken.length;
    },

    endWaits() {
      for (const queue of store.allQueues()) queue.cancelWaiters();
    },
  };
}
