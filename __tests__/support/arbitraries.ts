import fc from 'fast-check';
import type { Order } from '../../src/orders/order.ts';
import { camelCase, FIELDS, kindOf } from '../../tools/service/order-fields.ts';

/** A whole number of cents that an order's amount may have. */
export const cents = fc.integer({ min: 0, max: 100_000_000_000 });

/** Any code point, with a bias to those at which JSON's escaping, what SQS carries, or the number of bytes changes. */
const codePoint = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.constantFrom(
    ...['\u0000', '\b', '\t', '\n', '\u000b', '\r', '\u001f', ' ', '"', '\\', '\u007f', '\u0080', '\u009f'],
    ...['\u07ff', '\u0800', '\u2028', '\u2029', '\ud7ff', '\ue000', '\ufdd0', '\ufffd', '\ufffe', '\uffff'],
    ...['\u{10000}', '\u{1fffe}', '\u{10ffff}'],
  ),
);

/** Any text that JSON can hold, half surrogate pairs included. */
export const anyText = fc.string({
  unit: fc.oneof({ arbitrary: codePoint, weight: 19 }, fc.constantFrom('\ud800', '\udfff')),
  maxLength: 20,
});

/** Up to 64 code points of at most four bytes each: never over 256 bytes. */
const text = fc.string({
  unit: codePoint.filter((character) => !/[\ufffe\uffff]/.test(character)),
  minLength: 1,
  maxLength: 64,
});

const dateBetween = (min: string, max: string) =>
  fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true });

const time = dateBetween('0000-01-01T00:00Z', '9999-12-31T23:59:59.999Z').map((date) => date.toISOString());

const orderId = fc.stringMatching(/^[!-~]([ -~]{0,60}[!-~])?$/);
const fieldsOf = {
  text,
  time,
  amount: cents.map((count) => count / 100),
  count: fc.integer({ min: 1, max: 1_000_000 }),
};

/** Any order, in the form in which the service keeps one. */
export const order = fc.record(
  { ...Object.fromEntries(FIELDS.map((field) => [field, fieldsOf[kindOf(field)]])), OrderId: orderId },
  { requiredKeys: ['OrderId'], noNullPrototype: true },
) as fc.Arbitrary<Order>;

const anyCasing = (field: string) => [field, camelCase(field)];

/** The same order in camelCase. */
export const inCamelCase = (given: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).map(([field, value]) => [camelCase(field), value]));

/** A time, and how a sender in any zone may write it. */
export const timeInAZone = fc
  .tuple(
    dateBetween('0001-01-01T00:00Z', '9999-01-01T00:00Z'),
    fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }),
  )
  .map(([time, minutes]) => ({ time, written: atOffset(time, minutes) }));

/** An order as a sender may write it: in either casing, its time in any zone. */
export const orderAsSent = fc
  .tuple(order, timeInAZone, fc.boolean())
  .map(([given, { written }, camel]): Record<string, unknown> => {
    const sent = { ...given, Timestamp: written };
    return camel ? inCamelCase(sent) : sent;
  });

const name = fc.oneof(
  fc.constantFrom(
    ...[...FIELDS, 'ReceivedAt', 'NotificationStatus', 'NotifiedAt'].flatMap(anyCasing),
    ...['__proto__', 'constructor', 'toString'],
  ),
  fc.string(),
);

/** Any JSON value, with a bias to objects that have the field names of an order. */
export const almostAnOrder = fc.oneof(
  fc.jsonValue(),
  fc.array(fc.tuple(name, fc.oneof(fc.jsonValue(), time, cents))).map(Object.fromEntries<unknown>),
);

/** `time` as a clock `minutes` ahead of UTC shows it. */
function atOffset(time: Date, minutes: number): string {
  const local = new Date(time.getTime() + minutes * 60_000).toISOString().replace('Z', '');
  const [offset] = /\d\d:\d\d/.exec(new Date(Math.abs(minutes) * 60_000).toISOString()) ?? [];
  return `${local}${minutes < 0 ? '-' : '+'}${offset}`;
}
