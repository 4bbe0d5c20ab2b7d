import * as v from 'valibot';
import { type Issue, listIssues } from './issues.ts';
import { isAcceptedBySqs } from './message-text.ts';
import { timestamp } from './timestamp.ts';

const MAX_TEXT_BYTES = 256;
const MAX_AMOUNT = 1_000_000_000;
const MAX_QUANTITY = 1_000_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

const text = v.pipe(
  v.string('must be a string'),
  v.minLength(1, 'must not be empty'),
  v.maxBytes(MAX_TEXT_BYTES, `must be at most ${MAX_TEXT_BYTES} UTF-8 bytes`),
  v.check((value) => value.isWellFormed(), 'must be well-formed Unicode (it contains an unpaired surrogate)'),
);

const orderId = v.pipe(
  text,
  v.check((value) => !CONTROL_CHARACTER.test(value), 'must not contain control characters'),
  v.check((value) => value.trim() === value, 'must not begin or end with a space'),
);

const amount = v.pipe(
  v.number('must be a number'),
  v.check((value) => value >= 0 && value <= MAX_AMOUNT, 'must be from 0 to 1,000,000,000'),
  v.check((value) => Number(value.toFixed(2)) === value, 'must have at most two decimals'),
);

/**
 * The fields of an order and their rules, defined only here. To add an optional field, add a line.
 */
export const orderSchema = v.object({
  OrderId: orderId,
  Amount: v.exactOptional(amount),
  Timestamp: v.exactOptional(timestamp),
  UserId: v.exactOptional(text),
  ItemName: v.exactOptional(text),
  Status: v.exactOptional(text),
  Quantity: v.exactOptional(
    v.pipe(
      v.number('must be a number'),
      v.check(
        (value) => Number.isInteger(value) && value >= 1 && value <= MAX_QUANTITY,
        'must be a whole number from 1 to 1,000,000',
      ),
    ),
  ),
});

/**
 * An order from its sender, with canonical field names. Texts are 1 to 256 UTF-8 bytes of characters that SQS accepts;
 * `Amount` is 0 to 1,000,000,000 with at most two decimals; `Quantity` is 1 to 1,000,000; `Timestamp` is ISO 8601, UTC,
 * with milliseconds.
 */
export type Order = v.InferOutput<typeof orderSchema>;

/** An {@link Order} as the service stores it. Both times are ISO 8601, UTC, with milliseconds. */
export type ReceivedOrder = Order & { Timestamp: string; ReceivedAt: string };

/** The input is not an order. A retry with the same input fails again. */
export class InvalidOrderError extends Error {
  override readonly name = 'InvalidOrderError';
  readonly issues: readonly Issue[];
  /** The order's id, if that field is valid. */
  readonly orderId: string | undefined;

  constructor(issues: readonly Issue[], orderId?: string) {
    super(`Invalid order${orderId === undefined ? '' : ` ${orderId}`}: ${listIssues(issues)}`);
    this.issues = issues;
    this.orderId = orderId;
  }
}

type Field = keyof typeof orderSchema.entries;

const FIELDS = Object.keys(orderSchema.entries) as Field[];
const PASCAL_CASE = new Map(FIELDS.map((field) => [field as string, field]));
const CAMEL_CASE = new Map(FIELDS.map((field) => [camelCase(field), field]));
const SERVICE_FIELDS = new Set(
  ['ReceivedAt', 'NotificationStatus', 'NotifiedAt', 'AcknowledgementId', 'ExpiresAt'].flatMap((field) => [
    field,
    camelCase(field),
  ]),
);

/**
 * Reads an order from any value that `JSON.parse` can return. Field names are PascalCase (`OrderId`) or camelCase
 * (`orderId`), but not both in one order.
 *
 * @throws InvalidOrderError that lists every problem with its path.
 */
export function parseOrder(input: unknown): Order {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new InvalidOrderError([{ path: '', message: 'must be a JSON object' }]);
  }

  const { values, pathOf, issues } = canonicalize(input as Record<string, unknown>);
  const result = v.safeParse(orderSchema, values);
  if (result.success && issues.length === 0) return result.output;

  for (const issue of result.issues ?? []) {
    const field = issue.path?.[0]?.key as Field;
    const missing = issue.received === 'undefined';
    issues.push({ path: pathOf(field), message: missing ? 'is required' : issue.message });
  }
  const id = v.safeParse(orderId, values.OrderId);
  throw new InvalidOrderError(issues, id.success && isAcceptedBySqs(id.output) ? id.output : undefined);
}

/** Adds what the service sets on arrival: `ReceivedAt`, and `Timestamp` if the sender set none. */
export function receive(order: Order, now: Date): ReceivedOrder {
  const ReceivedAt = now.toISOString();
  return { ...order, Timestamp: order.Timestamp ?? ReceivedAt, ReceivedAt };
}

/** The fields of `order` that differ from `stored`. If there are none, `order` is a duplicate. */
export function conflictingFields(order: Order, stored: Order): Field[] {
  return FIELDS.filter((field) => order[field] !== undefined && order[field] !== stored[field]);
}

/** The fields that the sender can set, without those that the service or the table adds. */
export function orderFields(order: Order): Order {
  const entries = FIELDS.filter((field) => order[field] !== undefined).map((field) => [field, order[field]]);
  return Object.fromEntries(entries) as Order;
}

function canonicalize(input: Record<string, unknown>) {
  const issues: Issue[] = [];
  const values: Partial<Record<Field, unknown>> = {};
  const paths = new Map<Field, string>();
  const keys = Object.keys(input);
  const count = (names: Map<string, Field>) => keys.filter((key) => names.has(key)).length;
  const usesCamelCase = count(CAMEL_CASE) > count(PASCAL_CASE);
  const nameOf = (field: Field) => (usesCamelCase ? camelCase(field) : field);

  for (const key of keys) {
    const field = PASCAL_CASE.get(key) ?? CAMEL_CASE.get(key);
    if (field === undefined) {
      const reserved = SERVICE_FIELDS.has(key);
      const message = reserved ? 'is set by the service, not by the sender' : 'is not a field of an order';
      issues.push({ path: key, message });
      continue;
    }
    const name = nameOf(field);
    if (key !== name && Object.hasOwn(input, name)) {
      issues.push({ path: key, message: `is also given as ${name}` });
      continue;
    }
    if (key !== name) {
      issues.push({ path: key, message: `must be written ${name}: use one casing throughout` });
    }
    const value = input[key];
    if (typeof value === 'string' && !isAcceptedBySqs(value)) {
      issues.push({ path: key, message: 'must not contain U+FFFE or U+FFFF, which SQS refuses' });
    }
    values[field] = value;
    paths.set(field, key);
  }
  return { values, issues, pathOf: (field: Field) => paths.get(field) ?? nameOf(field) };
}

function camelCase(field: string): string {
  return field.charAt(0).toLowerCase() + field.slice(1);
}
