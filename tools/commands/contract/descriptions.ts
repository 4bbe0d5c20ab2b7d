import type { Announcement } from '../../../src/orders/announcement.ts';
import { EXCEPTIONS, type Schema } from './field-schema.ts';

/** What a field means. One that is not listed is described by its bounds alone. */
const MEANING: Partial<Record<keyof Announcement, string>> = {
  Type: 'What the message is. It is also a message attribute.',
  Version: 'Within a version, fields are only added. Ignore fields that you do not know.',
  OrderId:
    'Identifies the order: the same OrderId again is a duplicate; with a field that differs, a conflict. ' +
    'It has no control characters, and no space at its ends.',
  Amount: 'The amount of the order.',
  Timestamp: 'When the order was placed. If the sender sets none, when the service received it.',
  UserId: 'Who placed the order.',
  ItemName: 'What was ordered.',
  Status: 'The state of the order in its own system.',
  Quantity: 'How many were ordered.',
  ReceivedAt: 'When the service received the order.',
  Threshold:
    'The threshold of the stage when this was announced. If it was raised, a repeat can have a lower Amount.',
};

/** The description of a field: its meaning, and the form of its values. */
export function describe(field: string, schema: Schema): string {
  return [MEANING[field as keyof Announcement], formOf(schema)].filter(Boolean).join(' ');
}

function formOf({ const: only, type, maxLength, pattern, minimum, maximum }: Schema): string | undefined {
  if (only !== undefined) return undefined;
  if (maxLength !== undefined) return `1 to ${maxLength} bytes in UTF-8.`;
  if (type === 'string') {
    return pattern?.includes('[+-]')
      ? 'ISO 8601 with a zone, such as 2025-05-03T12:00:00Z or 2025-05-03T14:00+02:00.'
      : 'ISO 8601 in UTC with milliseconds.';
  }
  if (minimum === undefined || maximum === undefined) return undefined;
  const range = `${minimum} to ${maximum.toLocaleString('en')}`;
  return type === 'integer' ? `A whole number from ${range}.` : `${range}, with at most two decimals.`;
}

export const ORDER = [
  'An order, sent as plain JSON to OrderTopic or OrderQueue. Its field names are PascalCase (OrderId) or camelCase (orderId), ' +
    'one casing throughout. The service refuses other fields.',
  'JSON Schema cannot express these rules; the service refuses an order that breaks one:',
  ...EXCEPTIONS.map((exception) => `- ${exception}`),
].join('\n');

export const HIGH_VALUE_ORDER = [
  'The announcement of a stored high-value order, on HighValueOrderTopic. It has the whole order.',
  'It can arrive more than once and in any order: let OrderId decide whether it was handled before.',
  'JSON Schema cannot express these rules, which every announcement follows as well:',
  ...EXCEPTIONS.map((exception) => `- ${exception}`),
].join('\n');
