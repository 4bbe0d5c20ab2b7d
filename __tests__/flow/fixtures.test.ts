import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readFixtures } from '../../local/fixtures.ts';
import { until } from '../../local/service-client.ts';
import { freshOrderId, service } from '../support/service.ts';

const run = freshOrderId();
/** The fixtures under OrderIds of this run, so that they can be sent to a stage that has seen them before. */
const fixtures: ReturnType<typeof readFixtures> = JSON.parse(
  JSON.stringify(readFixtures(join(__dirname, '../../fixtures'))).replaceAll('ORD-', `${run}-`),
);

// In order: a later fixture repeats an earlier one.
test.each(fixtures)('$name is answered as expected', async ({ order, expected }) => {
  const outcome = await service.invoke('ingest', order);

  expect(withoutErrorType(outcome)).toEqual(withoutErrorType(expected));
  if (outcome.answer?.Notification === 'published') {
    await until('the acknowledgement', async () => (await service.order(orderId(order)))?.NotifiedAt);
  }
});

test('only the orders over the threshold are acknowledged', async () => {
  const accepted = fixtures.filter(({ expected }) => expected.answer?.Outcome === 'stored');

  const stored = await Promise.all(accepted.map(({ order }) => service.order(orderId(order))));

  expect(stored.map((item) => item?.NotifiedAt !== undefined)).toEqual(
    accepted.map(({ expected }) => expected.answer?.HighValue),
  );
});

test('a refused order is not stored', async () => {
  const invalid = fixtures.find(({ name }) => name === 'invalid-order.json');

  const stored = await service.order(orderId(invalid?.order ?? {}).trim());

  expect(stored).toBeUndefined();
});

function orderId(order: Record<string, unknown>): string {
  return String(order.OrderId ?? order.orderId);
}

/** Not every emulator passes the error's class on; all pass its message. */
function withoutErrorType({ answer, error }: (typeof fixtures)[number]['expected']) {
  return error === undefined ? answer : error.errorMessage;
}
