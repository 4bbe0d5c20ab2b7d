import { describe, expect, test } from '@jest/globals';
import { conflictingFields, type Order, orderFields, receive } from '../../../../src/orders/order.ts';
import { aFullOrder, anOrder, aReceivedOrder } from '../../../support/orders.ts';

const NOW = new Date('2025-06-01T12:00:00+02:00');

describe('receive', () => {
  test('notes when the order came, in UTC', () => {
    const received = receive(anOrder(), NOW);

    expect(received.ReceivedAt).toBe('2025-06-01T10:00:00.000Z');
  });

  test('gives an order without a Timestamp that time', () => {
    const received = receive(anOrder(), NOW);

    expect(received.Timestamp).toBe('2025-06-01T10:00:00.000Z');
  });

  test('keeps everything that the sender gave, Timestamp included', () => {
    const order = aFullOrder();

    const received = receive(order, NOW);

    expect(received).toStrictEqual({ ...order, ReceivedAt: '2025-06-01T10:00:00.000Z' });
  });
});

describe('conflictingFields', () => {
  const stored = aFullOrder();

  test('names none where every field agrees', () => {
    const fields = conflictingFields({ ...stored }, stored);

    expect(fields).toEqual([]);
  });

  test('names none for fields that the repeat leaves out', () => {
    const fields = conflictingFields({ OrderId: stored.OrderId }, stored);

    expect(fields).toEqual([]);
  });

  test('names none for what is stored beside the order', () => {
    const fields = conflictingFields(stored, { ...stored, ...aReceivedOrder(stored) });

    expect(fields).toEqual([]);
  });

  test.each([
    ['OrderId', 'ORD-other'],
    ['Amount', 0],
    ['Timestamp', '2025-05-03T12:00:00.001Z'],
    ['UserId', 'U124'],
    ['ItemName', 'laptop'],
    ['Status', 'new '],
    ['Quantity', 2],
  ])('names %s where it differs', (field, value) => {
    const fields = conflictingFields({ ...stored, [field]: value }, stored);

    expect(fields).toEqual([field]);
  });

  test('names a field that is not stored at all', () => {
    const fields = conflictingFields(anOrder({ OrderId: 'ORD-1', Amount: 0 }), { OrderId: 'ORD-1' });

    expect(fields).toEqual(['Amount']);
  });

  test('names every field that differs', () => {
    const fields = conflictingFields({ ...stored, Quantity: 2, Amount: 1 }, stored);

    expect(fields).toEqual(['Amount', 'Quantity']);
  });
});

describe('orderFields', () => {
  test('are the order, without what the service adds', () => {
    const order = aFullOrder();
    const stored = { ...order, ReceivedAt: '2025-06-01T10:00:00.000Z', NotificationStatus: 'PENDING#1' };

    const fields = orderFields(stored);

    expect(fields).toStrictEqual(order);
  });

  test('are only those that the order has', () => {
    const order: Order = { OrderId: 'ORD-1', Amount: 0 };

    const fields = orderFields(order);

    expect(fields).toStrictEqual({ OrderId: 'ORD-1', Amount: 0 });
  });
});
