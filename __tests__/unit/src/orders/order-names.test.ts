import { describe, expect, test } from '@jest/globals';
import { parseOrder } from '../../../../src/orders/order.ts';
import { refusalOf } from '../../../support/errors.ts';

const oneCasing = (name: string) => `must be written ${name}: use one casing throughout`;

describe('field names', () => {
  test('may be in camelCase throughout', () => {
    const order = parseOrder({
      orderId: 'ORD-1',
      amount: 250,
      timestamp: '2025-05-03T12:00:00.000Z',
      userId: 'U123',
      itemName: 'Laptop',
      status: 'new',
      quantity: 1,
    });

    expect(order).toStrictEqual({
      OrderId: 'ORD-1',
      Amount: 250,
      Timestamp: '2025-05-03T12:00:00.000Z',
      UserId: 'U123',
      ItemName: 'Laptop',
      Status: 'new',
      Quantity: 1,
    });
  });

  test.each(['ORDERID', 'orderid', 'order_id', 'OrderID', ' OrderId'])('are not %j', (name) => {
    const { issues } = refusalOf({ [name]: 'ORD-2', OrderId: 'ORD-1' });

    expect(issues).toEqual([{ path: name, message: 'is not a field of an order' }]);
  });

  test.each(['Currency', 'constructor', 'toString', '', 'Type'])(
    'that are unknown are refused: %j',
    (name) => {
      const { issues } = refusalOf({ OrderId: 'ORD-1', [name]: 'x' });

      expect(issues).toEqual([{ path: name, message: 'is not a field of an order' }]);
    },
  );

  test('are refused where JSON spells __proto__', () => {
    const { issues } = refusalOf(JSON.parse('{"OrderId":"ORD-1","__proto__":{"Amount":250}}'));

    expect(issues).toEqual([{ path: '__proto__', message: 'is not a field of an order' }]);
  });

  test.each([
    'ReceivedAt',
    'receivedAt',
    'NotificationStatus',
    'notificationStatus',
    'NotifiedAt',
    'notifiedAt',
  ])('that the service writes are refused: %s', (name) => {
    const { issues } = refusalOf({ OrderId: 'ORD-1', [name]: '2025-05-03T12:00:00.000Z' });

    expect(issues).toEqual([{ path: name, message: 'is set by the service, not by the sender' }]);
  });
});

describe('an order in both casings', () => {
  test('is refused by the name that is in the minority', () => {
    const { issues } = refusalOf({ orderId: 'ORD-1', amount: 250, Quantity: 1 });

    expect(issues).toEqual([{ path: 'Quantity', message: oneCasing('quantity') }]);
  });

  test('is refused by every such name', () => {
    const { issues } = refusalOf({ OrderId: 'ORD-1', Amount: 250, Status: 'new', userId: 'U1', quantity: 1 });

    expect(issues).toEqual([
      { path: 'userId', message: oneCasing('UserId') },
      { path: 'quantity', message: oneCasing('Quantity') },
    ]);
  });

  test('counts as PascalCase when there are as many of either', () => {
    const { issues } = refusalOf({ orderId: 'ORD-1', Amount: 250 });

    expect(issues).toEqual([{ path: 'orderId', message: oneCasing('OrderId') }]);
  });

  test('has no casing from names that are not of an order', () => {
    const { issues } = refusalOf({ orderId: 'ORD-1', Currency: 'EUR', Shop: 'S1' });

    expect(issues.map(({ path }) => path)).toEqual(['Currency', 'Shop']);
  });

  test('is checked in its odd fields too, under the names that were given', () => {
    const { issues } = refusalOf({ OrderId: 'ORD-1', Amount: 250, quantity: 0 });

    expect(issues).toEqual([
      { path: 'quantity', message: oneCasing('Quantity') },
      { path: 'quantity', message: 'must be a whole number from 1 to 1,000,000' },
    ]);
  });
});

describe('a field in both casings', () => {
  test.each([
    ['first', { amount: 250, Amount: 250, OrderId: 'ORD-1' }],
    ['last', { OrderId: 'ORD-1', Amount: 250, amount: 250 }],
  ])('is refused, with the odd one %s', (_, input) => {
    const { issues } = refusalOf(input);

    expect(issues).toEqual([{ path: 'amount', message: 'is also given as Amount' }]);
  });

  test('is refused in an order in camelCase', () => {
    const { issues } = refusalOf({ orderId: 'ORD-1', userId: 'U1', OrderId: 'ORD-1' });

    expect(issues).toEqual([{ path: 'OrderId', message: 'is also given as orderId' }]);
  });

  test('is checked as the one that counts', () => {
    const { issues } = refusalOf({ OrderId: 'ORD-1', Amount: -1, amount: 'much' });

    expect(issues).toEqual([
      { path: 'amount', message: 'is also given as Amount' },
      { path: 'Amount', message: 'must be from 0 to 1,000,000,000' },
    ]);
  });
});
