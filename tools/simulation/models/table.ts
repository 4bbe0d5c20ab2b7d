import {
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { checkCondition, flat, invalid, scopeOf } from './conditions.ts';
import { type Item, parseCondition, parseUpdate } from './expressions.ts';
import { assertKnown, ModelError } from './model-error.ts';
import { createDelayedCopy } from './notification-index.ts';

export type TableOptions = {
  now: () => number;
  key: string;
  index: { name: string; partition: string; range: string };
  /** How much later the index gets a write, in milliseconds. */
  indexDelay?: (item: Item) => number;
  /** The most items of one page, as DynamoDB ends one after a megabyte. */
  pageSize?: number;
};

export type Table = {
  /**
   * Does what a DynamoDB table does for a command of lib-dynamodb.
   *
   * @throws ConditionalCheckFailedException
   * @throws ServiceError for what DynamoDB refuses.
   * @throws ModelError for what the model does not know.
   */
  execute(command: unknown): object;
  /** The item as it is, past every delay. */
  item(key: unknown): Item | undefined;
  items(): Item[];
};

const EXPRESSION_FIELDS = [
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValuesOnConditionCheckFailure',
];
const PUT_FIELDS = ['TableName', 'Item', ...EXPRESSION_FIELDS];
const UPDATE_FIELDS = ['TableName', 'Key', 'UpdateExpression', ...EXPRESSION_FIELDS];
const QUERY_FIELDS = [
  ...['TableName', 'IndexName', 'KeyConditionExpression', 'ExclusiveStartKey', 'Limit'],
  ...['ExpressionAttributeNames', 'ExpressionAttributeValues'],
];

/** A table of flat items with one index of all attributes, as DynamoDB has it. */
export function createTable(options: TableOptions): Table {
  const { now, key, index, indexDelay = () => 0, pageSize = Number.POSITIVE_INFINITY } = options;
  const items = new Map<string, Item>();
  const copy = createDelayedCopy(now);

  function write(id: string, item: Item): object {
    items.set(id, item);
    copy.write(id, item, indexDelay(item));
    return {};
  }

  function put(input: PutCommandInput): object {
    assertKnown(input, PUT_FIELDS, 'PutItem');
    const item = flat(input.Item);
    const id = keyIn(item);
    checkCondition(input, scopeOf(input, items.get(id)));
    return write(id, item);
  }

  function update(input: UpdateCommandInput): object {
    assertKnown(input, UPDATE_FIELDS, 'UpdateItem');
    const Key = flat(input.Key);
    const id = keyIn(Key);
    const { assignments, placeholders } = parseUpdate(input.UpdateExpression ?? '');
    const scope = scopeOf(input, items.get(id), placeholders);
    checkCondition(input, scope);
    const changes = assignments.map(({ path, value }) => [path(scope), value(scope)]);
    if (changes.some(([name]) => name === key)) throw invalid(`${key} is part of the key`);
    return write(id, flat({ ...Key, ...items.get(id), ...Object.fromEntries(changes) }));
  }

  function query(input: QueryCommandInput): object {
    assertKnown(input, QUERY_FIELDS, 'Query');
    if (input.IndexName !== index.name) throw new ModelError(`a Query of ${input.IndexName}`);
    const { KeyConditionExpression = '', ExclusiveStartKey, Limit = pageSize } = input;
    if (!KeyConditionExpression.startsWith(`${index.partition} = `)) {
      throw new ModelError(`the key condition ${KeyConditionExpression}`);
    }
    const { test } = parseCondition(KeyConditionExpression);
    const scope = scopeOf(input, undefined);
    const found = copy
      .items()
      .filter((item) => index.range in item && test({ ...scope, item }))
      .sort(inOrder);
    const start = ExclusiveStartKey && flat(ExclusiveStartKey);
    const rest = start === undefined ? found : found.filter((item) => inOrder(start, item) < 0);
    const size = Math.min(Limit, pageSize);
    const Items = rest.slice(0, size);
    // A full page does not tell whether it is the last.
    const last = Items.length === size ? Items.at(-1) : undefined;
    return { Items, ...(last && { LastEvaluatedKey: indexKeyOf(last) }) };
  }

  function keyIn(item: Item): string {
    const id = item[key];
    if (typeof id !== 'string' || id === '') throw invalid(`${key} must be a text that is not empty`);
    return id;
  }

  function indexKeyOf(item: Item): Item {
    return flat(Object.fromEntries([index.partition, index.range, key].map((name) => [name, item[name]])));
  }

  function inOrder(a: Item, b: Item): number {
    const [one, other] =
      a[index.range] === b[index.range] ? [a[key], b[key]] : [a[index.range], b[index.range]];
    if (one === other) return 0;
    return String(one) < String(other) ? -1 : 1;
  }

  return {
    execute(command) {
      if (command instanceof PutCommand) return put(command.input);
      if (command instanceof UpdateCommand) return update(command.input);
      if (command instanceof QueryCommand) return query(command.input);
      throw new ModelError(`a table asked for ${Object(command).constructor?.name}`);
    },
    item: (id) => items.get(String(id)),
    items: () => [...items.values()],
  };
}
