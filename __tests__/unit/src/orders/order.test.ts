import { describe, expect, test } from '@jest/globals';
import { parseOrder } from '../../../../src/orders/order.ts';
import { refusalOf } from '../../../support/errors.ts';
import { aFullOrder } from '../../../support/orders.ts';

describe('an order', () => {
  test('needs no more than an OrderId', () => {
    const order = parseOrder({ OrderId: 'ORD-1' });

    expect(order).toStrictEqual({ OrderId: 'ORD-1' });
  });

  test('is taken as it is given, with every field', () => {
    const given = aFullOrder();

    const order = parseOrder(given);

    expect(order).toStrictEqual(given);
  });

  test.each([
    ['{ "OrderId": "ORD-1001", "Amount": 250 }', { OrderId: 'ORD-1001', Amount: 250 }],
    [
      '{"orderId":"O1234","userId":"U123","itemName":"Laptop","quantity":1,"status":"new","timestamp":"2025-05-03T12:00:00Z"}',
      {
        OrderId: 'O1234',
        Timestamp: '2025-05-03T12:00:00.000Z',
        UserId: 'U123',
        ItemName: 'Laptop',
        Status: 'new',
        Quantity: 1,
      },
    ],
    [
      '{"orderId":"O9876","userId":"U432","itemName":"Tablet","quantity":3,"status":"new","timestamp":"2025-05-09T14:40:00Z"}',
      {
        OrderId: 'O9876',
        Timestamp: '2025-05-09T14:40:00.000Z',
        UserId: 'U432',
        ItemName: 'Tablet',
        Status: 'new',
        Quantity: 3,
      },
    ],
  ])('is taken from %s', (json, expected) => {
    const order = parseOrder(JSON.parse(json));

    expect(order).toStrictEqual(expected);
  });
});

describe('an order without an OrderId', () => {
  test('is refused', () => {
    const { issues } = refusalOf({ Amount: 250 });

    expect(issues).toEqual([{ path: 'OrderId', message: 'is required' }]);
  });

  test('is told so in its own casing', () => {
    const { issues } = refusalOf({ amount: 250 });

    expect(issues).toEqual([{ path: 'orderId', message: 'is required' }]);
  });

  test('is refused where it is empty altogether', () => {
    const { issues } = refusalOf({});

    expect(issues).toEqual([{ path: 'OrderId', message: 'is required' }]);
  });
});

describe('anything but a JSON object', () => {
  test.each([
    [null],
    [undefined],
    [true],
    [7],
    ['{"OrderId":"ORD-1"}'],
    [[]],
    [[{ OrderId: 'ORD-1' }]],
  ] as unknown[][])('is refused: %j', (input) => {
    const { issues } = refusalOf(input);

    expect(issues).toEqual([{ path: '', message: 'must be a JSON object' }]);
  });
});
