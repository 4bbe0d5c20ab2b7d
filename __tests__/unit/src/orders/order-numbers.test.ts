import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseOrder } from '../../../../src/orders/order.ts';
import { cents } from '../../../support/arbitraries.ts';
import { refusalOf } from '../../../support/errors.ts';

const OrderId = 'ORD-1';

describe('an Amount', () => {
  test.each([0, 0.01, 0.1, 1.1, 99.99, 100, 100.01, 100.1, 999_999_999.99, 1_000_000_000])(
    'may be %d',
    (Amount) => {
      const order = parseOrder({ OrderId, Amount });

      expect(order).toStrictEqual({ OrderId, Amount });
    },
  );

  test('may be any number of cents within the bounds', () => {
    fc.assert(
      fc.property(cents, (count) => {
        const order = parseOrder({ OrderId, Amount: count / 100 });

        expect(order.Amount).toBe(count / 100);
      }),
    );
  });

  test.each([-0.01, -1, -1_000_000_000, 1_000_000_000.01, 1_000_000_001, 1e21])(
    'lies within its bounds: not %d',
    (Amount) => {
      const { issues } = refusalOf({ OrderId, Amount });

      expect(issues).toEqual([{ path: 'Amount', message: 'must be from 0 to 1,000,000,000' }]);
    },
  );

  test('lies within its bounds: not what JSON.parse makes of 1e999', () => {
    const { issues } = refusalOf(JSON.parse('{"OrderId":"ORD-1","Amount":1e999}'));

    expect(issues).toEqual([{ path: 'Amount', message: 'must be from 0 to 1,000,000,000' }]);
  });

  test.each([100.004999, 100.005, 100.001, 0.001, 1.005, 0.1 + 0.2, 1e-7, 999_999_999.999])(
    'has at most two decimals: not %d',
    (Amount) => {
      const { issues } = refusalOf({ OrderId, Amount });

      expect(issues).toEqual([{ path: 'Amount', message: 'must have at most two decimals' }]);
    },
  );

  test('that breaks both rules is told both', () => {
    const { issues } = refusalOf({ OrderId, Amount: -0.001 });

    expect(issues).toEqual([
      { path: 'Amount', message: 'must be from 0 to 1,000,000,000' },
      { path: 'Amount', message: 'must have at most two decimals' },
    ]);
  });

  test.each([['250'], [''], [null], [true], [[250]], [{ value: 250 }], [Number.NaN]] as unknown[][])(
    'is a number: not %j',
    (Amount) => {
      const { issues } = refusalOf({ OrderId, Amount });

      expect(issues).toEqual([{ path: 'Amount', message: 'must be a number' }]);
    },
  );
});

describe('a Quantity', () => {
  test.each([1, 2, 999_999, 1_000_000])('may be %d', (Quantity) => {
    const order = parseOrder({ OrderId, Quantity });

    expect(order).toStrictEqual({ OrderId, Quantity });
  });

  test.each([0, -1, 0.5, 1.5, 999_999.5, 1_000_001, Number.POSITIVE_INFINITY])(
    'is a whole number within its bounds: not %d',
    (Quantity) => {
      const { issues } = refusalOf({ OrderId, Quantity });

      expect(issues).toEqual([{ path: 'Quantity', message: 'must be a whole number from 1 to 1,000,000' }]);
    },
  );

  test.each([['1'], [null], [false], [[1]], [{}], [Number.NaN]] as unknown[][])(
    'is a number: not %j',
    (Quantity) => {
      const { issues } = refusalOf({ OrderId, Quantity });

      expect(issues).toEqual([{ path: 'Quantity', message: 'must be a number' }]);
    },
  );
});
