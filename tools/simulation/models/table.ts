import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { assertKnown, ModelError } from './errors.ts';
import {
  changesOf,
  checkCondition,
  checkPlaceholders,
  holds,
  type Item,
  invalid,
  toItem,
} from './expressions.ts';

export type TableOptions = {
  now: () => number;
  key: string;
  index: { name: string; partition: string; range: string };
  /** Milliseconds until the index gets a write. */
  indexDelay?: (item: Item) => number;
  /** The maximum number of items of one page; DynamoDB ends a page after a megabyte. */
  pageSize?: number;
};

export type Table = ReturnType<typeof createTable>;

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

/** A DynamoDB table of flat items, with one index that projects all attributes. */
export function createTable(options: TableOptions) {
  const { now, key, index, indexDelay = () => 0, pageSize = Number.POSITIVE_INFINITY } = options;
  const items = new Map<string, Item>();
  /** The versions of each item, with the time from which the index has them, in order. */
  const versions = new Map<string, { item: Item; from: number }[]>();

  function write(id: string, item: Item): object {
    items.set(id, item);
    const earlier = versions.get(id) ?? [];
    const from = Math.max(earlier.at(-1)?.from ?? 0, now() + indexDelay(item));
    versions.set(id, [...earlier, { item, from }]);
    return {};
  }

  function put({ input }: PutCommand): object {
    assertKnown(input, PUT_FIELDS, 'PutItem');
    const item = toItem(input.Item);
    const id = keyIn(item);
    checkCondition(input, items.get(id));
    return write(id, item);
  }

  function update({ input }: UpdateCommand): object {
    assertKnown(input, UPDATE_FIELDS, 'UpdateItem');
    const Key = toItem(input.Key);
    const id = keyIn(Key);
    const changes = changesOf(input);
    checkCondition(input, items.get(id));
    if (key in changes) throw invalid(`${key} is part of the key`);
    return write(id, toItem({ ...Key, ...items.get(id), ...changes }));
  }

  function query({ input }: QueryCommand): object {
    assertKnown(input, QUERY_FIELDS, 'Query');
    if (input.IndexName !== index.name) throw new ModelError(`a Query of ${input.IndexName}`);
    const { KeyConditionExpression = '', ExclusiveStartKey, Limit = pageSize } = input;
    if (!KeyConditionExpression.startsWith(`${index.partition} = `)) {
      throw new ModelError(`the key condition ${KeyConditionExpression}`);
    }
    checkPlaceholders(input);
    const start = ExclusiveStartKey && toItem(ExclusiveStartKey);
    const found = [...versions.values()]
      .map((all) => all.findLast(({ from }) => from <= now())?.item)
      .filter((item) => item !== undefined)
      .filter((item) => index.range in item && holds(KeyConditionExpression, input, item))
      .filter((item) => start === undefined || compare(start, item) < 0)
      .sort(compare);
    const size = Math.min(Limit, pageSize);
    const Items = found.slice(0, size);
    // A full page has a key even if it is the last.
    const last = Items.length === size ? Items.at(-1) : undefined;
    if (last === undefined) return { Items };
    const names = [index.partition, index.range, key];
    return { Items, LastEvaluatedKey: Object.fromEntries(names.map((name) => [name, last[name]])) };
  }

  function keyIn(item: Item): string {
    const id = item[key];
    if (typeof id !== 'string' || id === '') throw invalid(`${key} must be a string that is not empty`);
    return id;
  }

  function compare(a: Item, b: Item): number {
    const name = a[index.range] === b[index.range] ? key : index.range;
    if (a[name] === b[name]) return 0;
    return String(a[name]) < String(b[name]) ? -1 : 1;
  }

  return {
    /**
     * Does what a DynamoDB table does for a command of lib-dynamodb.
     *
     * @throws ConditionalCheckFailedException
     * @throws ServiceError for what DynamoDB refuses.
     * @throws ModelError for what the model does not know.
     */
    execute(command: unknown): object {
      if (command instanceof PutCommand) return put(command);
      if (command instanceof UpdateCommand) return update(command);
      if (command instanceof QueryCommand) return query(command);
      throw new ModelError(`a table asked for ${Object(command).constructor?.name}`);
    },
    /** The item as it is now, without the delay of the index. */
    item: (id: unknown) => items.get(String(id)),
    items: () => [...items.values()],
  };
}
