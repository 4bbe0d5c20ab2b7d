import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { FaultKind } from '../fault-kinds.ts';
import { ModelError, ServiceError } from '../models/model-error.ts';

export type CallKind = 'put' | 'update' | 'query' | 'publish' | 'publish batch';

/** What a service made of a call. */
export type Applied = { output: object } | { refusal: ServiceError | ConditionalCheckFailedException };

const KINDS = [
  [PutCommand, 'put'],
  [UpdateCommand, 'update'],
  [QueryCommand, 'query'],
  [PublishCommand, 'publish'],
  [PublishBatchCommand, 'publish batch'],
] as const;

export function kindOf(command: unknown): CallKind {
  const known = KINDS.find(([Command]) => command instanceof Command);
  if (known === undefined)
    throw new ModelError(`a client asked to send ${Object(command).constructor?.name}`);
  return known[1];
}

/** Applies a call. What a service answers is an outcome; what a model does not know breaks the simulation. */
export function outcomeOf(call: () => object): Applied {
  try {
    return { output: call() };
  } catch (error) {
    if (error instanceof ServiceError || error instanceof ConditionalCheckFailedException)
      return { refusal: error };
    throw error;
  }
}

/** The OrderId that an update is about. */
export function updatedIn(command: unknown): string | undefined {
  return command instanceof UpdateCommand ? String(command.input.Key?.OrderId) : undefined;
}

/** The fault of a call that fails before it is applied. */
export function failureOf(kind: CallKind): FaultKind {
  return kind === 'query' ? 'query fails' : `${kind} fails before it is applied`;
}

/** The fault of an answer that gets lost. */
export function lossOf(kind: CallKind, applied: Applied): FaultKind {
  if (kind === 'query') return 'query fails';
  return 'output' in applied ? `${kind} is applied, its answer lost` : 'condition fails, that answer lost';
}
