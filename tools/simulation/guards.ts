import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Client } from './lambda/sdk-client.ts';
import { FIELDS } from './rules/content.ts';

/** What keeps the promises, and can be taken away to see that the simulation misses it. */
export const GUARDS = {
  'put-condition': 'A put overwrites whatever is stored under its OrderId.',
  comparison: 'A put that met another order does not see any difference.',
  pending: 'A high-value order is stored without PENDING.',
  'consumer-condition': 'consumer marks an order as notified whatever it finds.',
  'failed-entries': 'What the answer of PublishBatch names as failed is taken for published.',
  'ingest-batch-answer': 'ingest reports no record of a batch as failed.',
  'consumer-batch-answer': 'consumer reports no record of a batch as failed.',
  sweep: 'sweep never runs.',
  'own-work': 'consumer does not know its own work when the client tried a call again.',
} as const;

export type Guard = keyof typeof GUARDS;

export function isGuard(name: string): name is Guard {
  return Object.hasOwn(GUARDS, name);
}

/** The same client with a guard taken away from what goes through it. */
export function unguarded(guard: Guard | undefined, client: Client): Client {
  const change = guard === undefined ? undefined : CHANGES[guard];
  return change === undefined ? client : { send: (command) => change(command, (sent) => client.send(sent)) };
}

/** The answer of a queue function with its guard taken away. */
export function unguardedAnswer(guard: Guard | undefined, functionName: string, answer: unknown): unknown {
  return guard === `${functionName}-batch-answer` ? { batchItemFailures: [] } : answer;
}

type Send = (command: unknown) => Promise<object>;

const CHANGES: Partial<Record<Guard, (command: unknown, send: Send) => Promise<object>>> = {
  'put-condition': (command, send) =>
    send(command instanceof PutCommand ? new PutCommand(withoutCondition(command.input)) : command),

  comparison: async (command, send) => {
    try {
      return await send(command);
    } catch (error) {
      if (command instanceof PutCommand && error instanceof ConditionalCheckFailedException && error.Item) {
        const sent = Object.entries(marshall(command.input.Item ?? {}));
        const order = sent.filter(([name]) => FIELDS.some((field) => field === name));
        error.Item = { ...error.Item, ...Object.fromEntries(order) };
      }
      throw error;
    }
  },

  pending: (command, send) => {
    if (!(command instanceof PutCommand)) return send(command);
    const { NotificationStatus, ...Item } = command.input.Item ?? {};
    return send(new PutCommand({ ...command.input, Item }));
  },

  'consumer-condition': (command, send) => {
    if (!(command instanceof UpdateCommand)) return send(command);
    const {
      ExpressionAttributeNames,
      ExpressionAttributeValues = {},
      ...input
    } = withoutCondition(command.input);
    const used = Object.entries(ExpressionAttributeValues).filter(([name]) =>
      input.UpdateExpression?.split(/[\s,]+/).includes(name),
    );
    return send(new UpdateCommand({ ...input, ExpressionAttributeValues: Object.fromEntries(used) }));
  },

  'failed-entries': async (command, send) => {
    const output = await send(command);
    if (!(command instanceof PublishBatchCommand)) return output;
    const entries = command.input.PublishBatchRequestEntries ?? [];
    return { ...output, Successful: entries.map(({ Id }) => ({ Id, MessageId: 'none' })), Failed: [] };
  },

  'own-work': async (command, send) => {
    try {
      return await send(command);
    } catch (error) {
      if (
        command instanceof UpdateCommand &&
        error instanceof ConditionalCheckFailedException &&
        error.Item
      ) {
        const marks = Object.keys(error.Item).filter((name) => !NO_MARKS.includes(name));
        Object.assign(error.Item, Object.fromEntries(marks.map((name) => [name, { S: "another's" }])));
      }
      throw error;
    }
  },
};

/** Attributes that do not tell which call set them. */
const NO_MARKS: readonly string[] = [...FIELDS, 'ReceivedAt', 'NotificationStatus'];

function withoutCondition<T extends { ConditionExpression?: string | undefined }>(input: T) {
  const { ConditionExpression, ...rest } = input;
  return rest;
}
