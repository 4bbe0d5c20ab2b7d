import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Fixture, orderIdsOf, readFixtures } from '../../../tools/dev/fixtures.ts';
import type { Outcome } from '../../../tools/service/service-client.ts';
import { settled } from '../../support/orders-in-table.ts';
import { freshOrderId, service } from '../../support/service.ts';

/** The fixtures under OrderIds of this run, so that they can be sent to a stage that has seen them before. */
const fixtures = underFreshOrderIds(readFixtures(join(__dirname, '../../../fixtures')));

// In order: a later fixture repeats an earlier one.
test.each(fixtures)('$name is answered as expected', async (fixture) => {
  const outcome = await service.invoke(fixture.functionName, fixture.event);

  expect(withoutErrorType(outcome)).toEqual(withoutErrorType(fixture.expected));
  if (outcome.error === undefined) await Promise.all(orderIdsOf(fixture).map(settled));
});

test('only the orders over the threshold are acknowledged', async () => {
  const accepted = fixtures.filter(({ expected }) => expected.error === undefined);

  const stored = await Promise.all(accepted.flatMap(orderIdsOf).map(settled));

  for (const { OrderId, Amount, NotifiedAt } of stored) {
    expect({ OrderId, notified: NotifiedAt !== undefined }).toEqual({
      OrderId,
      notified: Number(Amount ?? 0) > 100,
    });
  }
});

test('a refused order is not stored', async () => {
  const invalid = fixtures.filter(({ name }) => name === 'invalid-order.json').flatMap(orderIdsOf);

  const stored = await Promise.all(invalid.map((orderId) => service.order(orderId.trim())));

  expect(stored).toEqual([undefined]);
});

function underFreshOrderIds(fixtures: Fixture[]): Fixture[] {
  const run = freshOrderId();
  const orderIds = new Set(fixtures.flatMap(orderIdsOf).map((orderId) => orderId.trim()));
  const renamed = [...orderIds].reduce(
    (text, orderId) => text.replaceAll(orderId, `${run}-${orderId}`),
    JSON.stringify(fixtures),
  );
  return JSON.parse(renamed);
}

/** Not every emulator passes the error's class on; all pass its message. */
function withoutErrorType({ answer, error }: Outcome) {
  return error === undefined ? answer : error.errorMessage;
}
