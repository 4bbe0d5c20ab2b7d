import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ModelError, ServiceError } from './errors.ts';
import { type Item, parseCondition, type Scope } from './expressions.ts';

export type Conditional = Pick<
  PutCommandInput,
  | 'ConditionExpression'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
  | 'ReturnValuesOnConditionCheckFailure'
>;

/** @throws ConditionalCheckFailedException if a write's condition does not hold. */
export function checkCondition(input: Conditional, scope: Scope): void {
  if (input.ConditionExpression === undefined) return;
  if (parseCondition(input.ConditionExpression).test(scope)) return;
  const returned = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && scope.item;
  throw new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: {},
    ...(returned && { Item: marshall(returned) }),
  });
}

/**
 * What the placeholders of a command stand for.
 *
 * @param others placeholders of the command's other expressions.
 * @throws ServiceError if one is defined and not used.
 */
export function scopeOf(
  input: Conditional & { KeyConditionExpression?: string | undefined },
  item: Item | undefined,
  others: readonly string[] = [],
): Scope {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input;
  const condition = input.ConditionExpression ?? input.KeyConditionExpression;
  const used = [...others, ...(condition === undefined ? [] : parseCondition(condition).placeholders)];
  for (const name of [...Object.keys(names), ...Object.keys(values)]) {
    if (!used.includes(name)) throw invalid(`${name} is defined but not used in an expression`);
  }
  return { item, names, values };
}

/** A frozen copy of an item. */
export function toItem(item: Record<string, unknown> | undefined): Item {
  const copy: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(item ?? {})) {
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new ModelError(`${name} = ${value} in an item`);
    }
    copy[name] = value;
  }
  return Object.freeze(copy);
}

export function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
