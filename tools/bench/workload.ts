import { randomUUID } from 'node:crypto';
import { announcementOf, isHighValue } from '../../src/orders/announcement.ts';
import { type Order, type ReceivedOrder, receive } from '../../src/orders/order.ts';
import { FIELDS, type Field, kindOf } from '../service/order-fields.ts';

export type BenchOrder = Order & { Amount: number; Timestamp: string };

const THRESHOLD = 100;
export const NOW = new Date('2026-11-21T12:00:00.000Z');

/**
 * Orders with every field. The high-value ones are spread at random, the same in every run, so that batches hold
 * different numbers of them.
 */
export function createOrders(
  count: number,
  highValueShare: number,
  prefix: string = randomUUID(),
): BenchOrder[] {
  const random = createRandom(1);
  return Array.from({ length: count }, (_, index) => ({
    ...Object.fromEntries(FIELDS.map((field) => [field, sampleOf(field, index)])),
    OrderId: `${prefix}-${index}`,
    Timestamp: NOW.toISOString(),
    Amount: random() < highValueShare ? 250.5 : 49.99,
  }));
}

function sampleOf(field: Field, index: number): string | number {
  return kindOf(field) === 'count' ? 1 + (index % 5) : `${field} "${index % 997}"`;
}

export function inTens<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / 10) }, (_, index) =>
    list.slice(index * 10, index * 10 + 10),
  );
}

/** The SQS events that invoke a function: orders for ingest, announcements for consumer. */
export const EVENTS = {
  ingest: (orders: readonly BenchOrder[]) => sqsEvent('OrderQueue', orders),
  consumer: (orders: readonly BenchOrder[]) =>
    sqsEvent('HighValueQueue', announcementsOf(orders.map((order) => receive(order, NOW)))),
};

export function announcementsOf(orders: readonly ReceivedOrder[]) {
  return orders
    .filter((order) => isHighValue(order, THRESHOLD))
    .map((order) => announcementOf(order, THRESHOLD));
}

function sqsEvent(queue: string, messages: readonly object[]) {
  const Records = messages.map((message) => ({
    messageId: randomUUID(),
    receiptHandle: 'handle',
    body: JSON.stringify(message),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1795262400000' },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    awsRegion: 'us-east-1',
  }));
  return { Records };
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
