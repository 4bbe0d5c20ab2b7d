import {
  type Announcement,
  announcementOf,
  announcementSchema,
  isHighValue,
} from '../../../src/orders/announcement.ts';
import { orderSchema, parseOrder, receive } from '../../../src/orders/order.ts';
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
  return [...new Map(orders.map((order) => [JSON.stringify(order), order])).values()];
}

/** The announcements of those of the fixtures' orders that are over the threshold. */
export function exampleAnnouncements(fixtures: readonly Fixture[], threshold: number): Announcement[] {
  return exampleOrders(fixtures).flatMap((example) => {
    const order = receive(parseOrder(example), RECEIVED_AT);
    return isHighValue(order, threshold) ? [announcementOf(order, threshold)] : [];
  });
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
