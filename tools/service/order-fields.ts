import * as v from 'valibot';
import { type Order, orderSchema } from '../../src/orders/order.ts';

export type Field = keyof Order;
export type Kind = 'text' | 'time' | 'count' | 'amount';

/** Every field of an order, as its schema has them. */
export const FIELDS = Object.keys(orderSchema.entries) as [Field, ...Field[]];

/** A value for each kind of field; the kinds before it do not accept it. */
const SAMPLES: [kind: Kind, value: unknown][] = [
  ['text', 'any text'],
  ['time', '2025-05-03T12:00:00.000Z'],
  ['amount', 99.5],
  ['count', 1],
];

const takes = (field: Field, value: unknown) => v.is(orderSchema.entries[field], value);

/** The kind of a field: the first whose sample its schema accepts. */
export function kindOf(field: Field): Kind {
  const sample = SAMPLES.find(([, value]) => takes(field, value));
  if (sample === undefined)
    throw new Error(`No sample in order-fields.ts fits ${field}: add one for its kind`);
  return sample[0];
}

/** The fields that take free text. */
export const TEXT_FIELDS = FIELDS.filter((field) => kindOf(field) === 'text');

/** The fields with the sender's own text, which is never logged. */
export const PRIVATE_FIELDS = TEXT_FIELDS.filter((field) => field !== 'OrderId');

/** A value for every field. */
export function sampleFields(): Required<Order> {
  const values = FIELDS.map((field) => [field, SAMPLES.find(([kind]) => kind === kindOf(field))?.[1]]);
  return Object.fromEntries(values);
}

export const camelCase = (field: string) => field.charAt(0).toLowerCase() + field.slice(1);
