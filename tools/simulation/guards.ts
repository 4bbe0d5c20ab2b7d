import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { FIELDS } from '../service/order-fields.ts';
import type { Client } from './lambda/calls.ts';
import { SHORTEST_RETENTION_DAYS } from './settings.ts';

/** What keeps the promises, each with what happens without it. Removing one shows that the simulation notices. */
export const GUARDS = {
  'put-condition': 'A put overwrites an existing item.',
  comparison: 'A put onto another order detects no difference.',
  pending: 'A high-value order is stored without PENDING.',
  'consumer-condition': 'consumer marks any order as notified.',
  'failed-entries': 'Failed entries of PublishBatch count as published.',
  'ingest-batch-answer': 'ingest reports no record as failed.',
  'consumer-batch-answer': 'consumer reports no record as failed.',
  sweep: 'sweep never runs.',
  retention: 'Orders are removed while messages about them live.',
  'early-expiry': 'Orders expire that are still owed.',
  'own-work': 'consumer mistakes its own retry for a duplicate.',
} as const;

export type Guard = keyof typeof GUARDS;

export function isGuard(name: string): name is Guard {
  return Object.hasOwn(GUARDS, name);
}

/** The same client with a guard removed from its calls. */
export function withoutGuard(guard: Guard | undefined, client: Client): Client {
  const change = guard === undefined ? undefined : CHANGES[guard];
  return change === undefined ? client : { send: (command) => change(command, (sent) => client.send(sent)) };
}

/** What a queue function answers, with its guard removed. */
export function withoutBatchAnswerGuard(guard: Guard | undefined, functionName: string, answer: unknown) {
  return guard === `${functionName}-batch-answer` ? { batchItemFailures: [] } : answer;
}

type Send = (command: unknown) => Promise<object>;

const CHANGES: Partial<Record<Guard, (command: unknown, send: Send) => Promise<object>>> = {
  'put-condition': (command, send) =>
    send(command instanceof PutCommand ? new PutCommand(withoutCondition(command.input)) : command),

  comparison: (command, send) =>
    changingStoredItem(send(command), (stored) => {
      if (!(command instanceof PutCommand)) return {};
      const sent = Object.entries(marshall(command.input.Item ?? {}));
      return { ...stored, ...Object.fromEntries(sent.filter(([name]) => isField(name))) };
    }),

  pending: (command, send) => {
    if (!(command instanceof PutCommand)) return send(command);
    const { NotificationStatus, ...Item } = command.input.Item ?? {};
    return send(new PutCommand({ ...command.input, Item }));
  },

  'consumer-condition': (command, send) => {
    if (!(command instanceof UpdateCommand)) return send(command);
    const { ExpressionAttributeNames, ...input } = withoutCondition(command.input);
    const isUsed = (name: string) => input.UpdateExpression?.split(/[\s,]+/).includes(name);
    const values = Object.entries(input.ExpressionAttributeValues ?? {}).filter(([name]) => isUsed(name));
    return send(new UpdateCommand({ ...input, ExpressionAttributeValues: Object.fromEntries(values) }));
  },

  'failed-entries': async (command, send) => {
    const output = await send(command);
    if (!(command instanceof PublishBatchCommand)) return output;
    const entries = command.input.PublishBatchRequestEntries ?? [];
    return { ...output, Successful: entries.map(({ Id }) => ({ Id, MessageId: 'none' })), Failed: [] };
  },

  'early-expiry': (command, send) => {
    if (!(command instanceof PutCommand)) return send(command);
    const { ReceivedAt } = command.input.Item ?? {};
    const ExpiresAt = Math.ceil(Date.parse(ReceivedAt) / 1_000) + SHORTEST_RETENTION_DAYS * 86_400;
    return send(new PutCommand({ ...command.input, Item: { ...command.input.Item, ExpiresAt } }));
  },

  'own-work': (command, send) =>
    changingStoredItem(send(command), (stored) => {
      if (!(command instanceof UpdateCommand)) return {};
      const marks = Object.keys(stored).filter((name) => !isField(name) && !UNMARKED.includes(name));
      return { ...stored, ...Object.fromEntries(marks.map((name) => [name, { S: 'from another call' }])) };
    }),
};

/** Attributes that do not tell which call notified an order. */
const UNMARKED: readonly string[] = ['ReceivedAt', 'NotificationStatus', 'ExpiresAt'];

function isField(name: string): boolean {
  return FIELDS.some((field) => field === name);
}

type StoredItem = NonNullable<ConditionalCheckFailedException['Item']>;

/** Changes the item that a failed condition gives. */
async function changingStoredItem(call: Promise<object>, change: (stored: StoredItem) => StoredItem) {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException && error.Item) {
      Object.assign(error.Item, change(error.Item));
    }
    throw error;
  }
}

function withoutCondition<T extends { ConditionExpression?: string | undefined }>(input: T) {
  const { ConditionExpression, ...rest } = input;
  return rest;
}
