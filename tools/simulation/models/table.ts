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
  /** Milliseconds since 1970. */
  now: () => number;
  key: string;
  index: { name: string; partition: string; range: string };
  /** The attribute with an item's time to live. */
  timeToLive: string;
  /** Milliseconds until the index gets a write. */
  indexDelay?: (item: Item) => number;
  /** The maximum number of items of one page; DynamoDB ends a page after a megabyte. */
  pageSize?: number;
};

export type Table = ReturnType<typeof createTable>;

const FIVE_YEARS_MS = 5 * 365 * 24 * 60 * 60_000;

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
  const { now, key, index, timeToLive, indexDelay = () => 0, pageSize = Number.POSITIVE_INFINITY } = options;
  const items = new Map<string, Item>();
  /** The versions of each item, with the time from which the index has them, in order; undefined once it is deleted. */
  const versions = new Map<string, { item: Item | undefined; from: number }[]>();

  function write(id: string, item: Item): object {
    items.set(id, item);
    addVersion(id, item, indexDelay(item));
    return {};
  }

  function addVersion(id: string, item: Item | undefined, delay: number): void {
    const earlier = versions.get(id) ?? [];
    const from = Math.max(earlier.at(-1)?.from ?? 0, now() + delay);
    versions.set(id, [...earlier, { item, from }]);
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

  /**
   * The time to live is in seconds. If it is no number, or over five years ago, DynamoDB ignores it.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
   */
  function isExpired(id: string): boolean {
    const expiry = items.get(id)?.[timeToLive];
    const age = typeof expiry === 'number' ? now() - 1_000 * expiry : 0;
    return age > 0 && age <= FIVE_YEARS_MS;
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
    isExpired,
    /** Deletes an item if it is expired, as DynamoDB does at a time of its own choice; until then it is an item as any other. */
    deleteExpired(id: string): Item | undefined {
      const item = items.get(id);
      if (item === undefined || !isExpired(id)) return undefined;
      items.delete(id);
      addVersion(id, undefined, indexDelay(item));
      return item;
    },
    /** The item as it is now, without the delay of the index. */
    item: (id: unknown) => items.get(String(id)),
    items: () => [...items.values()],
  };
}
