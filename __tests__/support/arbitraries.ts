import fc from 'fast-check';
import type { Order } from '../../src/orders/order.ts';

/** A whole number of cents that an order's amount may have. */
export const cents = fc.integer({ min: 0, max: 100_000_000_000 });

/** Up to 64 code points of at most four bytes each: never over 256 bytes. */
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 64 });

const time = fc
  .date({
    min: new Date('0000-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());

/** Any order at all, in the form in which the service keeps one. */
export const order: fc.Arbitrary<Order> = fc.record(
  {
    OrderId: fc.stringMatching(/^[!-~]([ -~]{0,60}[!-~])?$/),
    Amount: cents.map((count) => count / 100),
    Timestamp: time,
    UserId: text,
    ItemName: text,
    Status: text,
    Quantity: fc.integer({ min: 1, max: 1_000_000 }),
  },
  { requiredKeys: ['OrderId'] },
);

const anyCasing = (field: string) => [field, field.charAt(0).toLowerCase() + field.slice(1)];

const name = fc.oneof(
  fc.constantFrom(
    ...['OrderId', 'Amount', 'Timestamp', 'UserId', 'ItemName', 'Status', 'Quantity'].flatMap(anyCasing),
    ...['ReceivedAt', 'NotificationStatus', 'NotifiedAt'].flatMap(anyCasing),
    ...['__proto__', 'constructor', 'toString'],
  ),
  fc.string(),
);

/** Any JSON value, and more often than by chance an object whose names are those of an order. */
export const almostAnOrder = fc.oneof(
  fc.jsonValue(),
  fc
    .array(fc.tuple(name, fc.oneof(fc.jsonValue(), time, cents)))
    .map((entries): unknown => Object.fromEntries(entries)),
);
