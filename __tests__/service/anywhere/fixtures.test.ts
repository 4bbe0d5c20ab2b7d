import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Fixture, orderIdsOf, readFixtures } from '../../../tools/dev/demo/fixtures.ts';
import type { Outcome } from '../../../tools/service/service-client.ts';
import { settled } from '../../support/orders-in-table.ts';
import { freshOrderId, service } from '../../support/service.ts';

/** With OrderIds of this run, as the stage may have stored the fixtures in an earlier one. */
const fixtures = underFreshOrderIds(readFixtures(join(__dirname, '../../../fixtures')));

// In sequence: a later fixture repeats an earlier one.
test.each(fixtures)('$name gets the expected answer', async (fixture) => {
  const outcome = await service.invoke(fixture.functionName, fixture.event);

  expect(withoutErrorType(outcome)).toEqual(withoutErrorType(fixture.expected));
  if (outcome.error === undefined) await Promise.all(orderIdsOf(fixture).map(settled));
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

/** Some emulators do not pass on the class of an error, only its message. */
function withoutErrorType({ answer, error }: Outcome) {
  return error === undefined ? answer : error.errorMessage;
}
