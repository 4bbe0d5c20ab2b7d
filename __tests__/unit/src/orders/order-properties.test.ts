import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidOrderError, type Order, parseOrder } from '../../../../src/orders/order.ts';
import { almostAnOrder, inCamelCase, order, orderAsSent } from '../../../support/arbitraries.ts';

type Outcome = { taken: Order } | { refused: unknown };

function outcomeOf(input: unknown): Outcome {
  try {
    return { taken: parseOrder(input) };
  } catch (refused) {
    return { refused };
  }
}

describe('parseOrder', () => {
  test('takes any JSON value or refuses it with an InvalidOrderError, never with another error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), almostAnOrder), (input) => {
        const outcome = outcomeOf(input);

        expect(outcome).toEqual(
          'taken' in outcome
            ? { taken: expect.objectContaining({ OrderId: expect.any(String) }) }
            : { refused: expect.any(InvalidOrderError) },
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test('takes every order, and changes nothing about it', () => {
    fc.assert(
      fc.property(order, (given) => {
        const parsed = parseOrder(JSON.parse(JSON.stringify(given)));

        expect(parsed).toStrictEqual(given);
      }),
    );
  });

  test('takes what it has parsed once more, as the same order', () => {
    fc.assert(
      fc.property(orderAsSent, (sent) => {
        const parsed = parseOrder(sent);

        const again = parseOrder(parsed);

        expect(again).toStrictEqual(parsed);
      }),
    );
  });

  test('reads either casing as the same order', () => {
    fc.assert(
      fc.property(order, (given) => {
        const parsed = parseOrder(inCamelCase(given));

        expect(parsed).toStrictEqual(given);
      }),
    );
  });

  test('leaves its input as it was', () => {
    fc.assert(
      fc.property(almostAnOrder, (input) => {
        const before = JSON.stringify(input);

        outcomeOf(input);

        expect(JSON.stringify(input)).toBe(before);
      }),
    );
  });
});
