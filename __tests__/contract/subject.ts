import type { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import type { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ReceivedMessage } from '../../tools/simulation/models/queue.ts';

export type Item = Record<string, unknown>;

/** The parts of an answer that the contract reads. */
export type Answer = {
  Items?: Item[];
  LastEvaluatedKey?: Record<string, unknown>;
  Successful?: { Id?: string }[];
  Failed?: { Id?: string }[];
};

/** A queue with a visibility timeout of one second. */
export type Queue = {
  send(body: string): Promise<void>;
  /** Gives visible messages, at most `max`, without waiting. */
  receive(max?: number): Promise<Omit<ReceivedMessage, 'messageId'>[]>;
  delete(receiptHandle: string): Promise<void>;
};

/** What the contract is tested on: the models, or a running service. */
export type Subject = {
  /** A table with the keys and the index of OrdersTable. */
  table: {
    name: string;
    send(command: PutCommand | UpdateCommand | QueryCommand): Promise<Answer>;
    item(OrderId: string): Promise<Item | undefined>;
  };
  publish(command: PublishCommand | PublishBatchCommand): Promise<Answer>;
  /** Gives the ARN of a topic with these subscriptions. */
  createTopic(...subscriptions: { queue: Queue; raw: boolean }[]): Promise<string>;
  /** With a dead-letter queue, the queue has a maxReceiveCount of three. */
  createQueue(deadLetterQueue?: Queue): Promise<Queue>;
  /** Asks until there is an answer, with a deadline. */
  until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T>;
  remove(): Promise<void>;
};
