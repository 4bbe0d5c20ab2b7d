import { type Order, orderSchema, parseOrder } from '../../src/orders/order.ts';

type Field = keyof Order;
type Values = readonly [string | number, string | number];

/** The fields of an order, in the order in which producer writes them. */
export const FIELDS = Object.keys(orderSchema.entries) as [Field, ...Field[]];

/** The fields that hold a sender's own text. */
export const TEXT_FIELDS = FIELDS.filter((field) => field !== 'OrderId' && accepts(field, 'some text'));

const CANDIDATES: readonly Values[] = [
  ['one text', 'another text'],
  ['2025-05-03T12:00:00.000Z', '2025-05-03T12:00:00.001Z'],
  [1, 2],
];

/** Two different values of each field. */
export const EXAMPLES = Object.fromEntries(
  FIELDS.map((field) => [field, CANDIDATES.find((values) => values.every((value) => accepts(field, value)))]),
) as Record<Field, Values>;

for (const field of FIELDS) {
  if (EXAMPLES[field] === undefined) throw new Error(`Add two values of ${field} to CANDIDATES`);
}

function accepts(field: Field, value: unknown): boolean {
  try {
    parseOrder({ OrderId: 'ORD-1', [field]: value });
    return true;
  } catch {
    return false;
  }
}
