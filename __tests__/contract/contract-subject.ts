import type { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import type { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ReceivedMessage } from '../../tools/simulation/models/queue.ts';

export type Item = Record<string, unknown>;

/** What the contract reads of an answer. */
export type Answer = {
  Items?: Item[];
  LastEvaluatedKey?: Record<string, unknown>;
  Successful?: { Id?: string }[];
  Failed?: { Id?: string }[];
};

/** A queue of which a message is invisible for one second. */
export type QueueUnderTest = {
  send(body: string): Promise<void>;
  /** What is visible now, at most so many. */
  receive(max?: number): Promise<Omit<ReceivedMessage, 'messageId'>[]>;
  delete(receiptHandle: string): Promise<void>;
};

/** What is held to the contract: the models, or a running service through SDK clients. */
export type Subject = {
  /** The table has the key and the index of OrdersTable. */
  table: {
    name: string;
    send(command: PutCommand | UpdateCommand | QueryCommand): Promise<Answer>;
    item(OrderId: string): Promise<Item | undefined>;
  };
  publish(command: PublishCommand | PublishBatchCommand): Promise<Answer>;
  /** Makes a topic with these subscriptions. Gives its ARN. */
  createTopic(...subscriptions: { queue: QueueUnderTest; raw: boolean }[]): Promise<string>;
  createQueue(): Promise<QueueUnderTest>;
  /** A queue that gives up a message after three receives, and where it goes. */
  createQueueWithDeadLetters(): Promise<{ queue: QueueUnderTest; deadLetters: QueueUnderTest }>;
  /** Asks again and again until there is an answer, with a deadline. */
  until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T>;
  remove(): Promise<void>;
};
