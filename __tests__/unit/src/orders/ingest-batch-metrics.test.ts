import { describe, expect, test } from '@jest/globals';
import { batchIngestWith, putFails } from '../../../support/ingest.ts';

const LOW = { OrderId: 'LOW-1', Amount: 100 };
const HIGH = { OrderId: 'HIGH-1', Amount: 250 };
const tableFailure = new Error('The table is gone');

describe('the metrics of a batch', () => {
  test.each([
    [
      'stored orders',
      [LOW, { OrderId: 'NONE-1' }],
      ['OrdersStored 1', 'OrdersStored 1', 'OrdersWithoutAmount 1'],
    ],
    ['a record that comes twice', [LOW, LOW], ['OrdersStored 1', 'DuplicateOrders 1']],
    ['a body that is not JSON', ['not JSON'], ['OrderRecordsFailed 1', 'InvalidOrders 1']],
    ['an invalid order', [{ OrderId: '' }], ['OrderRecordsFailed 1', 'InvalidOrders 1']],
    [
      'a conflict',
      [LOW, { ...LOW, Amount: 1 }],
      ['OrdersStored 1', 'OrderRecordsFailed 1', 'ConflictingOrders 1'],
    ],
  ])('count %s', async (_, bodies, expected) => {
    const { ingestBodies, meter } = batchIngestWith();

    await ingestBodies(...bodies);

    expect(meter.metrics).toEqual(expected);
  });

  test('count each record that a failure of the table is for, and no kind of order', async () => {
    const { ingestBodies, meter } = batchIngestWith({ put: putFails(tableFailure) });

    await ingestBodies(LOW, HIGH);

    expect(meter.metrics).toEqual(['OrderRecordsFailed 1', 'OrderRecordsFailed 1']);
  });

  test('count a record whose announcement failed', async () => {
    const { ingestBodies, meter } = batchIngestWith({ failing: [HIGH.OrderId] });

    await ingestBodies(LOW, HIGH);

    expect(meter.metrics.filter((metric) => metric.includes('Failed'))).toEqual(['OrderRecordsFailed 1']);
  });

  test('count no refused invocation for a refused record', async () => {
    const { ingestBodies, meter } = batchIngestWith();

    await ingestBodies({ OrderId: '' });

    expect(meter.metrics).not.toContain('InvocationsRefused 1');
  });

  test.each([
    ['each announcement', [], 'NotificationsPublished 3'],
    ['the announcements that did not fail', ['B'], 'NotificationsPublished 2'],
    ['none where all announcements failed', ['A', 'B', 'C'], 'NotificationsPublished 0'],
  ])('count %s as published', async (_, failing, expected) => {
    const { ingestBodies, meter } = batchIngestWith({ failing });

    await ingestBodies(...['A', 'B', 'C'].map((OrderId) => ({ OrderId, Amount: 250 })));

    expect(meter.metrics.filter((metric) => metric.startsWith('Notif'))).toEqual([expected]);
  });

  test('count an announcement once for two records of its order', async () => {
    const { ingestBodies, meter } = batchIngestWith();

    await ingestBodies(HIGH, HIGH);

    const counts = [
      'OrdersStored 1',
      'HighValueOrders 1',
      'HighValueAmount 250',
      'DuplicateOrders 1',
      'NotificationsPublished 1',
    ];
    expect(meter.metrics).toEqual(counts);
  });
});
