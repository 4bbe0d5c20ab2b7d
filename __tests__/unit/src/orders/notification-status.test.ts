import { describe, expect, test } from '@jest/globals';
import {
  notifiedStatus,
  PENDING_STATUSES,
  pendingStatus,
} from '../../../../src/orders/notification-status.ts';
import { freshOrderId } from '../../../support/orders.ts';

const SHARDS = [0, 1, 2, 3, 4, 5, 6, 7].map((shard) => `PENDING#${shard}`);

test('there are eight partitions for pending orders', () => {
  expect([...PENDING_STATUSES]).toEqual(SHARDS);
});

describe('pendingStatus', () => {
  // The check value of CRC-32 is that of these nine digits: cbf43926, which is 6 modulo 8.
  test('never changes for an OrderId: items in the index depend on it', () => {
    expect(pendingStatus('123456789')).toBe('PENDING#6');
  });

  test('spreads orders over all eight shards', () => {
    const orderIds = Array.from({ length: 1_000 }, freshOrderId);

    const statuses = new Set(orderIds.map(pendingStatus));

    expect([...statuses].sort()).toEqual(SHARDS);
  });
});

describe('notifiedStatus', () => {
  test.each([
    ['2025-05-03T12:00:00.000Z', 'NOTIFIED#2025-05-03'],
    ['2025-12-31T23:59:59.999Z', 'NOTIFIED#2025-12-31'],
    ['0000-01-01T00:00:00.000Z', 'NOTIFIED#0000-01-01'],
  ])('of %s is %s', (timestamp, expected) => {
    expect(notifiedStatus(timestamp)).toBe(expected);
  });
});
