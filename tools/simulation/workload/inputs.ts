import type { Order } from '../../../src/orders/order.ts';
import { camelCase, FIELDS } from '../../service/order-fields.ts';

/** A text that is sent as an order, with the order that it is in canonical form, if it is one. */
export type Input = { text: string; order?: Order };

export function inputOf(fields: Partial<Record<keyof Order, unknown>>, inCamelCase = false): Input {
  const entries = FIELDS.map((field) => [field, fields[field]] as const);
  const order = Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Order;
  const sent = inCamelCase ? camelCased(order) : order;
  return { text: JSON.stringify(sent), order };
}

function camelCased(order: Order): object {
  return Object.fromEntries(Object.entries(order).map(([field, value]) => [camelCase(field), value]));
}

/** JSON that is no order. */
export const INVALID: readonly [Input, ...Input[]] = [
  { text: '{"OrderId":"BAD-1","Amount":-1}' },
  { text: '{"OrderId":"BAD-2","Amount":"250"}' },
  { text: '{"OrderId":"BAD-3","Amount":100.011}' },
  { text: '{"OrderId":"BAD-4","orderId":"BAD-4"}' },
  { text: '{"OrderId":"BAD-5","NotifiedAt":"2025-06-01T10:00:00.000Z"}' },
  { text: '{"OrderId":"BAD-6","Timestamp":"2025-02-30T12:00:00Z"}' },
  { text: '{"Amount":250}' },
  { text: '[]' },
];

/** Messages that no queue function can parse. */
export const POISON: readonly [Input, ...Input[]] = [
  { text: 'not JSON' },
  { text: '{"OrderId":"BAD-7",' },
  { text: '{"Type":"Notification","TopicArn":"arn:aws:sns:us-east-1:000000000000:x","Message":"not JSON"}' },
];

/** An announcement that ingest never made. */
export function forgedAnnouncement(fields: { OrderId: string; Timestamp: string }): Input {
  const announcement = { Type: 'HighValueOrder', Version: 1, Amount: 250, ReceivedAt: fields.Timestamp };
  return { text: JSON.stringify({ ...announcement, ...fields, Threshold: 100 }) };
}
