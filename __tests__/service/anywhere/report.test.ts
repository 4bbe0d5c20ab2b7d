import { describe, expect, test } from '@jest/globals';
import { acknowledged, storedButNotAnnounced } from '../../support/orders-in-table.ts';
import { freshOrderId, service } from '../../support/service.ts';

/** A second in the far future, random, so that the report contains no other orders of the stage. */
const second = Math.floor(Date.parse('2040-01-01T00:00:00Z') / 1000) + Math.floor(Math.random() * 1e9);
const at = (milliseconds: number) => new Date(second * 1000 + milliseconds).toISOString();

describe('report', () => {
  test('gives the high-value orders between two times page by page, oldest first', async () => {
    const [first, low, second, after] = [freshOrderId(), freshOrderId(), freshOrderId(), freshOrderId()];
    await service.invoke('ingest', { OrderId: second, Amount: 300, Timestamp: at(2) });
    await service.invoke('ingest', { OrderId: low, Amount: 3, Timestamp: at(1) });
    await service.invoke('ingest', { OrderId: first, Amount: 200, Timestamp: at(0) });
    await service.invoke('ingest', { OrderId: after, Amount: 400, Timestamp: at(3) });
    await Promise.all([first, second, after].map(acknowledged));

    const query = { From: at(0), To: at(3), Status: 'notified', Limit: 1 };
    const { answer: page } = await service.invoke('report', query);
    const { answer: next } = await service.invoke('report', { ...query, Cursor: page?.Cursor });

    expect(page?.Orders).toMatchObject([{ OrderId: first, Amount: 200, NotifiedAt: expect.any(String) }]);
    expect(next).toEqual({ Orders: [expect.objectContaining({ OrderId: second, Amount: 300 })] });
  });

  test('gives pending orders', async () => {
    const order = await storedButNotAnnounced(0);
    const To = new Date(Date.parse(order.Timestamp) + 1).toISOString();

    const { answer } = await service.invoke('report', { From: order.Timestamp, To, Status: 'pending' });

    expect(answer?.Orders).toContainEqual(order);
  });
});
