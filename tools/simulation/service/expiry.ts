import type { Item } from '../models/expressions.ts';
import type { Table } from '../models/table.ts';
import { MAX_REMOVAL_DELAY_MS, ORDERS_TABLE, START } from '../settings.ts';
import type { Simulation } from '../simulation.ts';

/** Deletes each expired item at some moment within days after its time to live, or just when a function calls for it. */
export function createExpiry(simulation: Simulation, table: Table) {
  const { timeline, faults, random, rules, trace, uniqueName } = simulation;

  function remove(id: string): void {
    const removed = table.deleteExpired(id);
    if (removed === undefined) return;
    trace?.('OrdersTable', `removes ${id}, which has expired`);
    rules.removed(removed);
  }

  return {
    /** The item was written. */
    written(id: string, item: Item): void {
      const expiry = item[ORDERS_TABLE.timeToLive];
      if (typeof expiry !== 'number') return;
      const delay = random.between(`removal of ${uniqueName(id)}`, 1, MAX_REMOVAL_DELAY_MS);
      timeline.after(1_000 * expiry - START - timeline.now() + delay, () => remove(id));
    },
    /** A function calls, or has just called, for the item. */
    called(id: string): void {
      if (!table.isExpired(id)) return;
      if (faults.inject('expired order is removed during a call', uniqueName(`call for ${id}`))) remove(id);
    },
  };
}
