import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { FaultKind } from '../faults.ts';
import { ModelError, ServiceError } from '../models/errors.ts';
import type { Invocation } from './invocation.ts';

/** Applies a command at once, as the table or a topic behind it does. */
export type Endpoint = (command: unknown, by: Invocation) => object;
export type Client = { send(command: unknown): Promise<object> };

/** How the endpoint answered a call. */
export type Outcome = { output: object } | { error: ServiceError | ConditionalCheckFailedException };

const OPERATIONS = [
  [PutCommand, 'put'],
  [UpdateCommand, 'update'],
  [QueryCommand, 'query'],
  [PublishCommand, 'publish'],
  [PublishBatchCommand, 'publish batch'],
] as const;

/** The faults of a call: that it fails before it is applied, and that its response is lost. */
export function faultsOf(command: unknown): { failure: FaultKind; loss(outcome: Outcome): FaultKind } {
  const [, operation] = OPERATIONS.find(([Command]) => command instanceof Command) ?? [];
  if (operation === undefined)
    throw new ModelError(`a client asked to send ${Object(command).constructor?.name}`);
  if (operation === 'query') return { failure: 'query fails', loss: () => 'query fails' };
  return {
    failure: `${operation} fails before it is applied`,
    loss: (outcome) =>
      'output' in outcome ? `${operation} is applied, response lost` : 'condition fails, response lost',
  };
}

/** Applies a call. An error that AWS would answer is an outcome; any other breaks the simulation. */
export function outcomeOf(call: () => object): Outcome {
  try {
    return { output: call() };
  } catch (error) {
    if (error instanceof ServiceError || error instanceof ConditionalCheckFailedException) return { error };
    throw error;
  }
}

/** What a call does, for the trace: `puts ORD-1`. */
export function describeCall(command: unknown): string {
  if (command instanceof PutCommand) return `puts ${command.input.Item?.OrderId}`;
  if (command instanceof UpdateCommand) return `marks ${command.input.Key?.OrderId} as notified`;
  if (command instanceof QueryCommand)
    return `queries ${command.input.ExpressionAttributeValues?.[':status']}`;
  if (command instanceof PublishCommand) return `publishes ${orderIdIn(command.input.Message)}`;
  const entries = (command as PublishBatchCommand).input.PublishBatchRequestEntries ?? [];
  return `publishes a batch of ${entries.map(({ Message }) => orderIdIn(Message)).join(', ')}`;
}

/** The outcome of a call, to follow its description; undefined for a query that finds nothing. */
export function describeOutcome(command: unknown, outcome: Outcome): string | undefined {
  if ('error' in outcome) return outcome.error.name;
  const { Items, Failed = [] }: { Items?: { OrderId: string }[]; Failed?: { Id: string }[] } = outcome.output;
  if (Items !== undefined) return Items.map(({ OrderId }) => OrderId).join(', ') || undefined;
  if (Failed.length > 0) return `the topic refuses the entries ${Failed.map(({ Id }) => Id).join(', ')}`;
  if (!(command instanceof PutCommand)) return 'done';
  const { Amount, NotificationStatus } = command.input.Item ?? {};
  return [`stored, amount ${Amount ?? 'none'}`, NotificationStatus ?? []].flat().join(', ');
}

/** The OrderId in a message, in either casing, or else the start of the message. */
export function orderIdIn(text = ''): string {
  return /\\?"[oO]rderId\\?":\\?"([^"\\]*)/.exec(text)?.[1] ?? text.slice(0, 12);
}
