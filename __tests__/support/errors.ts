import { InvalidOrderError, parseOrder } from '../../src/orders/order.ts';

/** What `act` throws. Fails if it throws nothing. */
export function errorOf(act: () => unknown): unknown {
  let answer: unknown;
  try {
    answer = act();
  } catch (error) {
    return error;
  }
  throw new Error(`Nothing was thrown; the answer was ${JSON.stringify(answer)}`);
}

/** How parseOrder refuses `input`. Fails if it takes it, or throws another error. */
export function refusalOf(input: unknown): InvalidOrderError {
  const error = errorOf(() => parseOrder(input));
  if (error instanceof InvalidOrderError) return error;
  throw error;
}
