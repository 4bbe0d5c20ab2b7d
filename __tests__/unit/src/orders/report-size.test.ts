import { expect, test } from '@jest/globals';
import { aNotifiedOrder } from '../../../support/notification-index.ts';
import { aFullOrder } from '../../../support/orders.ts';
import { reportOver, THREE_DAYS } from '../../../support/report.ts';

test('1,000 of the largest orders fit into the 6 MB that an invocation can answer', async () => {
  const text = '\u0001'.repeat(256);
  const fields = aFullOrder({
    Amount: 999_999_999.99,
    Quantity: 1_000_000,
    UserId: text,
    ItemName: text,
    Status: text,
  });
  const orders = Array.from({ length: 1_000 }, (_, index) =>
    aNotifiedOrder({ ...fields, OrderId: `${'"'.repeat(252)}${1_000 + index}` }),
  );

  const answer = await reportOver(orders).report({ ...THREE_DAYS, Limit: 1_000 });

  expect(answer.Orders).toHaveLength(1_000);
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(6_000_000);
});
