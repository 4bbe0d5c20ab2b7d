import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { PutCommandInput, QueryCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ModelError, ServiceError } from './errors.ts';

/** An item whose attributes are all strings or numbers. */
export type Item = Readonly<Record<string, string | number>>;

type Input = PutCommandInput | UpdateCommandInput | QueryCommandInput;
type Operator = (attribute: unknown, ...operands: unknown[]) => boolean;
type Term = { operator: Operator; path: string; operands: string[] };

const EQUALS: [RegExp, Operator] = [/^(#?[a-z]\w*) = (:\w+)$/i, (attribute, value) => attribute === value];
/** The conditions that the model knows. */
const OPERATORS: readonly [RegExp, Operator][] = [
  EQUALS,
  [/^attribute_not_exists\((#?[a-z]\w*)\)$/i, (attribute) => attribute === undefined],
  [
    /^begins_with\((#?[a-z]\w*), (:\w+)\)$/i,
    (attribute, prefix) => String(attribute ?? '').startsWith(String(prefix)),
  ],
  [
    /^(#?[a-z]\w*) BETWEEN (:\w+) AND (:\w+)$/i,
    (attribute, low, high) =>
      attribute !== undefined && String(attribute) >= String(low) && String(attribute) <= String(high),
  ],
];

/** The fields of an order that are reserved words of DynamoDB: an expression needs a placeholder for them. */
const RESERVED = ['STATUS', 'TIMESTAMP'];

/** Parses conditions joined by AND. @throws ModelError for a condition that the model does not know. */
export function parseCondition(text: string): Term[] {
  return termsOf(text, text.split(/ AND (?!:)/), OPERATORS);
}

/** Parses an update: `SET a = :v, b = :w`. @throws ModelError for anything else. */
export function parseUpdate(text: string): Term[] {
  return termsOf(text, text.startsWith('SET ') ? text.slice('SET '.length).split(', ') : [''], [EQUALS]);
}

function termsOf(expression: string, texts: string[], operators: typeof OPERATORS): Term[] {
  return texts.map((text) => {
    for (const [pattern, operator] of operators) {
      const [, path, ...operands] = pattern.exec(text) ?? [];
      if (path !== undefined) return { operator, path, operands };
    }
    throw new ModelError(`the expression ${expression}`);
  });
}

/** Whether a condition of a command holds for an item. @throws ServiceError for a wrong placeholder. */
export function holds(condition: string, input: Input, item: Item | undefined): boolean {
  const results = parseCondition(condition).map(({ operator, path, operands }) => {
    const name = nameOf(path, input);
    return operator(item?.[name], ...operands.map((operand) => operandValue(operand, input)));
  });
  return results.every(Boolean);
}

/** What an update sets. */
export function changesOf(input: UpdateCommandInput): Record<string, unknown> {
  const terms = parseUpdate(input.UpdateExpression ?? '');
  return Object.fromEntries(
    terms.map(({ path, operands: [value = ''] }) => [nameOf(path, input), operandValue(value, input)]),
  );
}

/** @throws ConditionalCheckFailedException if a write's condition does not hold. */
export function checkCondition(input: PutCommandInput | UpdateCommandInput, item: Item | undefined): void {
  checkPlaceholders(input);
  if (input.ConditionExpression === undefined || holds(input.ConditionExpression, input, item)) return;
  const returned = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && item;
  throw new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: {},
    ...(returned && { Item: marshall(returned) }),
  });
}

/** @throws ServiceError if a placeholder is defined and not used. */
export function checkPlaceholders(input: Input): void {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {}, ...rest } = input;
  const texts = Object.entries(rest).filter(([name]) => name.endsWith('Expression'));
  const used = texts.flatMap(([, text]) => String(text).match(/[#:]\w+/g) ?? []);
  const unused = [...Object.keys(names), ...Object.keys(values)].find((name) => !used.includes(name));
  if (unused !== undefined) throw invalid(`${unused} is defined but not used in an expression`);
}

function nameOf(path: string, { ExpressionAttributeNames: names = {} }: Input): string {
  if (path.startsWith('#')) return names[path] ?? undefinedPlaceholder(path);
  if (RESERVED.includes(path.toUpperCase())) throw invalid(`Attribute name is a reserved keyword: ${path}`);
  return path;
}

function operandValue(placeholder: string, { ExpressionAttributeValues: values = {} }: Input): unknown {
  return values[placeholder] ?? undefinedPlaceholder(placeholder);
}

function undefinedPlaceholder(placeholder: string): never {
  throw invalid(`${placeholder} is used in an expression but not defined`);
}

export function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** A frozen copy of an item. */
export function toItem(item: Record<string, unknown> | undefined): Item {
  const copy: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(item ?? {})) {
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new ModelError(`${name} = ${value} in an item`);
    copy[name] = value;
  }
  return Object.freeze(copy);
}
