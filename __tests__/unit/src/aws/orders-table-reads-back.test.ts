import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createNotificationIndex } from '../../../../src/aws/notification-index.ts';
import { createOrdersTable } from '../../../../src/aws/orders-table.ts';
import { pendingStatus } from '../../../../src/orders/notification-status.ts';
import { type Order, orderFields } from '../../../../src/orders/order.ts';
import type { IndexedOrder } from '../../../../src/orders/ports.ts';
import { cents, order } from '../../../support/arbitraries.ts';
import { dynamoDBInMemory } from '../../../support/dynamodb-in-memory.ts';

const NOW = new Date('2025-06-01T10:00:00.000Z');

const orderWithAmount = fc.tuple(order, cents).map(([given, count]) => ({ ...given, Amount: count / 100 }));

function emptyTable() {
  const { client, item } = dynamoDBInMemory();
  const parts = { client, tableName: 'orders' };
  return { table: createOrdersTable(parts), index: createNotificationIndex(parts), item };
}

test('every order reads back as it was stored, with the time of its arrival where it has none', async () => {
  await fc.assert(
    fc.asyncProperty(order, fc.boolean(), async (given, highValue) => {
      const { table, item } = emptyTable();

      await table.put(given, highValue, NOW);

      expect(orderFields(item(given.OrderId) as Order)).toStrictEqual({
        Timestamp: NOW.toISOString(),
        ...given,
      });
    }),
  );
});

test('every order that comes again is a duplicate, answered as it was stored', async () => {
  await fc.assert(
    fc.asyncProperty(order, fc.boolean(), async (given, highValue) => {
      const { table } = emptyTable();
      const first = await table.put(given, highValue, NOW);

      const again = await table.put(given, highValue, new Date(NOW.getTime() + 1));

      expect(again).toStrictEqual({ ...first, outcome: 'duplicate' });
    }),
  );
});

test('every high-value order reads back from the index as it was stored', async () => {
  await fc.assert(
    fc.asyncProperty(orderWithAmount, async (given) => {
      const { table, index } = emptyTable();
      await table.put(given, true, NOW);

      const found: IndexedOrder[] = [];
      for await (const page of index.pages({ status: pendingStatus(given.OrderId) })) found.push(...page);

      const [read] = found;
      expect(found).toHaveLength(1);
      expect(orderFields(read as Order)).toStrictEqual({ Timestamp: NOW.toISOString(), ...given });
    }),
  );
});
