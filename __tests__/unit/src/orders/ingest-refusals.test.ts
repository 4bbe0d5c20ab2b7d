import { describe, expect, test } from '@jest/globals';
import { OrderConflictError } from '../../../../src/orders/ports.ts';
import { ingestWith, putFails } from '../../../support/ingest.ts';

const INVALID = { OrderId: 'ORD-1', Amount: '250' };

describe('an invalid order', () => {
  test('is refused with everything that is wrong about it', async () => {
    const { ingest } = ingestWith();

    const answer = ingest({ OrderId: 'ORD-1', Amount: '250', Colour: 'red' });

    await expect(answer).rejects.toMatchObject({
      name: 'InvalidOrderError',
      orderId: 'ORD-1',
      issues: [
        { path: 'Colour', message: 'is not a field of an order' },
        { path: 'Amount', message: 'must be a number' },
      ],
    });
  });

  test('is not stored', async () => {
    const { ingest, ordersTable } = ingestWith();

    await Promise.allSettled([ingest(INVALID)]);

    expect(ordersTable.puts).toEqual([]);
  });

  test('is not announced', async () => {
    const { ingest, highValueOrderTopic } = ingestWith();

    await Promise.allSettled([ingest(INVALID)]);

    expect(highValueOrderTopic.published).toEqual([]);
  });
});

describe.each([
  ['a conflict', new OrderConflictError('ORD-1', ['Amount'])],
  ['a failure of the table', new Error('The table is gone')],
])('%s', (_, error) => {
  test('fails the call with the same error', async () => {
    const { ingest } = ingestWith({ put: putFails(error) });

    const answer = ingest({ OrderId: 'ORD-1', Amount: 250 });

    await expect(answer).rejects.toBe(error);
  });

  test('announces nothing', async () => {
    const { ingest, highValueOrderTopic } = ingestWith({ put: putFails(error) });

    await Promise.allSettled([ingest({ OrderId: 'ORD-1', Amount: 250 })]);

    expect(highValueOrderTopic.published).toEqual([]);
  });
});
