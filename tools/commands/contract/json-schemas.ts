import {
  type Announcement,
  announcementOf,
  announcementSchema,
  isHighValue,
} from '../../../src/orders/announcement.ts';
import {
  InvalidOrderError,
  type Order,
  orderSchema,
  parseOrder,
  receive,
} from '../../../src/orders/order.ts';
import type { Fixture } from '../../dev/demo/fixtures.ts';
import { camelCase } from '../../service/order-fields.ts';
import { describe, HIGH_VALUE_ORDER, ORDER } from './descriptions.ts';
import { type Entry, fieldAsAnnounced, fieldAsSent, type Schema } from './field-schema.ts';

/** The time at which the orders of the examples arrive. */
const RECEIVED_AT = new Date('2025-05-09T14:40:01.123Z');

/** What the service takes: an order in either casing. */
export function orderJsonSchema(): Schema {
  const pascalCase = objectOf(orderSchema.entries, fieldAsSent);
  return {
    title: 'Order',
    description: ORDER,
    anyOf: [
      { title: 'Order in PascalCase', ...pascalCase, additionalProperties: false },
      { title: 'Order in camelCase', ...inCamelCase(pascalCase), additionalProperties: false },
    ],
  };
}

/** What the service announces. Fields that are not listed can come at any time. */
export function highValueOrderJsonSchema(): Schema {
  return {
    title: 'HighValueOrder',
    description: HIGH_VALUE_ORDER,
    ...objectOf(announcementSchema.entries, fieldAsAnnounced),
  };
}

/** The orders of the fixtures that the service stores, each once. */
export function exampleOrders(fixtures: readonly Fixture[]): object[] {
  const orders = fixtures.flatMap(({ event, expected }) => (expected.error ? [] : [event].flat()));
  const valid = orders.filter((order) => parsed(order) !== undefined);
  return [...new Map(valid.map((order) => [JSON.stringify(order), order])).values()];
}

/** The announcements of those of the fixtures' orders that are over the threshold. */
export function exampleAnnouncements(fixtures: readonly Fixture[], threshold: number): Announcement[] {
  return exampleOrders(fixtures).flatMap((example) => {
    const order = parsed(example);
    if (order === undefined) return [];
    const received = receive(order, RECEIVED_AT);
    return isHighValue(received, threshold) ? [announcementOf(received, threshold)] : [];
  });
}

/** The order, or undefined where a change of the schema refuses what the fixture has: the gate says what that breaks. */
function parsed(input: unknown): Order | undefined {
  try {
    return parseOrder(input);
  } catch (error) {
    if (error instanceof InvalidOrderError) return undefined;
    throw error;
  }
}

function objectOf(entries: Record<string, Entry>, describeField: (entry: Entry) => Schema): Schema {
  const fields = Object.entries(entries);
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(([field, entry]) => {
        const schema = describeField(entry);
        return [field, { description: describe(field, schema), ...schema }];
      }),
    ),
    required: fields.filter(([, { type }]) => type !== 'exact_optional').map(([field]) => field),
  };
}

function inCamelCase({ properties = {}, required = [], ...others }: Schema): Schema {
  const renamed = Object.entries(properties).map(([field, schema]) => [camelCase(field), schema]);
  return { ...others, properties: Object.fromEntries(renamed), required: required.map(camelCase) };
}
