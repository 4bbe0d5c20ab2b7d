import { describe, expect, test } from '@jest/globals';
import { pendingStatus } from '../../../../src/orders/notification-status.ts';
import type { HighValueOrderTopic, IndexedOrder, NotificationIndex } from '../../../../src/orders/ports.ts';
import { createSweep } from '../../../../src/orders/sweep.ts';
import { recordingLog, recordingMeter } from '../../../support/fakes.ts';

const PENDING = 100_000;
const MINUTE = 60_000;
const OUTAGE_ENDS = Date.parse('2025-06-01T10:00:00.000Z');

/** What an hour without the topic leaves: pending orders of every age up to an hour, in all partitions. */
function afterAnOutage() {
  const partitions = new Map<string, Map<string, IndexedOrder>>();
  for (let index = 0; index < PENDING; index += 1) {
    const OrderId = `ORD-${index}`;
    const NotificationStatus = pendingStatus(OrderId);
    const ReceivedAt = new Date(OUTAGE_ENDS - (index / PENDING) * 60 * MINUTE).toISOString();
    const order = { OrderId, Amount: 500, Timestamp: ReceivedAt, ReceivedAt, NotificationStatus };
    const partition = partitions.get(NotificationStatus) ?? new Map();
    partitions.set(NotificationStatus, partition.set(OrderId, order));
  }
  const notificationIndex: NotificationIndex = {
    async *pages({ status, pageSize = PENDING }) {
      const orders = [...(partitions.get(status)?.values() ?? [])];
      for (let start = 0; start < orders.length; start += pageSize)
        yield orders.slice(start, start + pageSize);
    },
  };
  // The consumer acknowledges at once, so that an announced order leaves its partition.
  const highValueOrderTopic: HighValueOrderTopic = {
    publish: () => Promise.reject(new Error('Unexpected publish')),
    async publishAll(announcements) {
      for (const { OrderId } of announcements) partitions.get(pendingStatus(OrderId))?.delete(OrderId);
      return [];
    },
  };
  const left = () => [...partitions.values()].reduce((sum, { size }) => sum + size, 0);
  return { notificationIndex, highValueOrderTopic, left };
}

/** Sweeps every five minutes until nothing is left, and gives the number of sweeps. */
async function sweepUntilNothingIsLeft(pagesInTime: number): Promise<number> {
  const { left, ...parts } = afterAnOutage();
  let now = OUTAGE_ENDS;
  const numbers = { threshold: 100, graceSeconds: 600, intervalSeconds: 300 };
  const fakes = { log: recordingLog(), meter: recordingMeter(), now: () => new Date(now) };
  const sweep = createSweep({ ...parts, ...numbers, ...fakes });
  for (let sweeps = 1; sweeps <= 100; sweeps += 1) {
    let pages = 0;
    await sweep({}, { getRemainingTimeInMillis: () => (pages++ < pagesInTime ? 240_000 : 0) });
    if (left() === 0) return sweeps;
    now += 5 * MINUTE;
  }
  throw new Error(`${left()} orders are left after 100 sweeps`);
}

describe('after an outage that left 100,000 orders pending, up to an hour old', () => {
  test('sweeps with enough time announce all of them within an hour', async () => {
    const sweeps = await sweepUntilNothingIsLeft(Number.POSITIVE_INFINITY);

    expect(sweeps).toBeLessThanOrEqual(12);
  });

  test('sweeps that are cut short announce all of them, too', async () => {
    const sweeps = await sweepUntilNothingIsLeft(50);

    expect(sweeps).toBeLessThanOrEqual(30);
  });
});
