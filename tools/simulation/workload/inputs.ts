import type { Order } from '../../../src/orders/order.ts';

/** Something that is sent as an order: a text, and the order that it is, in canonical form, unless it is none. */
export type Input = { text: string; order?: Order };

const FIELDS = ['OrderId', 'Amount', 'Timestamp', 'UserId', 'ItemName', 'Status', 'Quantity'] as const;

export function inputOf(fields: Order, camelCase = false): Input {
  // In this sequence producer passes them on: so a message can be known by its text.
  const inSequence = FIELDS.filter((field) => fields[field] !== undefined).map((field) => [
    field,
    fields[field],
  ]);
  const order: Order = Object.fromEntries(inSequence);
  return { text: JSON.stringify(camelCase ? inCamelCase(order) : order), order };
}

function inCamelCase(order: Order): object {
  return Object.fromEntries(
    Object.entries(order).map(([field, value]) => [field.charAt(0).toLowerCase() + field.slice(1), value]),
  );
}

/** JSON that is not an order. */
export const UNSOUND: readonly [Input, ...Input[]] = [
  { text: '{"OrderId":"BAD-1","Amount":-1}' },
  { text: '{"OrderId":"BAD-2","Amount":"250"}' },
  { text: '{"OrderId":"BAD-3","Amount":100.011}' },
  { text: '{"OrderId":"BAD-4","orderId":"BAD-4"}' },
  { text: '{"OrderId":"BAD-5","NotifiedAt":"2025-06-01T10:00:00.000Z"}' },
  { text: '{"OrderId":"BAD-6","Timestamp":"2025-02-30T12:00:00Z"}' },
  { text: '{"Amount":250}' },
  { text: '[]' },
];

/** What no queue function can even read. */
export const POISON: readonly [Input, ...Input[]] = [
  { text: 'not JSON' },
  { text: '{"OrderId":"BAD-7",' },
  { text: '{"Type":"Notification","TopicArn":"arn:aws:sns:us-east-1:000000000000:x","Message":"not JSON"}' },
];

/** An announcement that ingest never made. */
export function forgedAnnouncement(fields: { OrderId: string; Amount?: number; Timestamp: string }): Input {
  const text = JSON.stringify({
    ...{ Type: 'HighValueOrder', Version: 1, Amount: 250, ...fields },
    ...{ ReceivedAt: fields.Timestamp, Threshold: 100 },
  });
  return { text };
}
