import * as v from 'valibot';
import { type Order, orderSchema } from '../../src/orders/order.ts';

type Field = keyof Order;
type Kind = 'text' | 'time' | 'count' | 'amount';

/** Every field of an order, as its schema has them. */
export const FIELDS = Object.keys(orderSchema.entries) as Field[];

/** What each kind of field takes, beside what the kinds before it take. */
const SAMPLES: [kind: Kind, value: unknown][] = [
  ['text', 'any text'],
  ['time', '2025-05-03T12:00:00.000Z'],
  ['amount', 99.5],
  ['count', 1],
];

const takes = (field: Field, value: unknown) => v.is(orderSchema.entries[field], value);

/** What a field holds, told by what its schema takes. */
export function kindOf(field: Field): Kind {
  const sample = SAMPLES.find(([, value]) => takes(field, value));
  if (sample === undefined)
    throw new Error(`No sample in order-fields.ts fits ${field}: add one for its kind`);
  return sample[0];
}

/** The fields that take free text. */
export const TEXT_FIELDS = FIELDS.filter((field) => kindOf(field) === 'text');

/** The fields whose text is the sender's own matter, so that it is never logged. */
export const PRIVATE_FIELDS = TEXT_FIELDS.filter((field) => field !== 'OrderId');

/** A value for every field. */
export function sampleFields(): Required<Order> {
  const values = FIELDS.map((field) => [field, SAMPLES.find(([kind]) => kind === kindOf(field))?.[1]]);
  return Object.fromEntries(values);
}

export const camelCase = (field: string) => field.charAt(0).toLowerCase() + field.slice(1);
