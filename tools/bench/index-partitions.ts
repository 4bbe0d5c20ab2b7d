import { pendingStatus } from '../../src/orders/notification-status.ts';
import type { Item } from '../service/service-client.ts';
import { figure, type Table } from './table.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const WRITES_OF_A_PARTITION = 1_000;

/**
 * The busiest partitions of NotificationIndex, from the orders of a run: a pending order is written into its
 * partition and taken out again, a notified one is written into its day's.
 */
export function busiestPartitions(items: readonly Item[]): Table {
  const notified = items.filter(({ NotifiedAt }) => NotifiedAt !== undefined);
  const busiest = (nameOf: (item: Item) => string, writesOfOne: number) => {
    const writes = new Map<string, number>();
    for (const item of notified) writes.set(nameOf(item), (writes.get(nameOf(item)) ?? 0) + writesOfOne);
    return Math.max(0, ...writes.values());
  };
  const row = (what: string, writes: number) => [
    what,
    figure(writes),
    figure((WRITES_OF_A_PARTITION / writes) * items.length),
  ];
  return {
    headings: ['busiest partition, 20 % high-value', 'writes', 'orders a second'],
    rows: [
      row(
        'PENDING#, of eight',
        busiest(({ OrderId }) => pendingStatus(String(OrderId)), 2),
      ),
      row(
        'NOTIFIED#, of that day',
        busiest(({ NotificationStatus }) => String(NotificationStatus), 1),
      ),
    ],
  };
}
