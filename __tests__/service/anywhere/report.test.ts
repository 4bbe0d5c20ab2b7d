import { describe, expect, test } from '@jest/globals';
import { acknowledged, storedButNotAnnounced } from '../../support/orders-in-table.ts';
import { freshOrderId, service } from '../../support/service.ts';

/** A second in a far future, different in every run, so that a stage's other orders are not in it. */
const second = Math.floor(Date.parse('2040-01-01T00:00:00Z') / 1000) + Math.floor(Math.random() * 1e9);
const at = (milliseconds: number) => new Date(second * 1000 + milliseconds).toISOString();

describe('report', () => {
  test('gives the high-value orders between two times, the oldest first, page by page', async () => {
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

  test('gives what is still pending, until sweep has seen to it', async () => {
    const order = await storedButNotAnnounced(0);
    const To = new Date(Date.parse(order.Timestamp) + 1).toISOString();

    const { answer } = await service.invoke('report', { From: order.Timestamp, To, Status: 'pending' });

    expect(answer?.Orders).toContainEqual(order);
  });

  test('refuses a cursor of another query', async () => {
    const Cursor = Buffer.from('{"Version":1}').toString('base64url');

    const { error } = await service.invoke('report', { From: at(0), To: at(3), Cursor });

    expect(error?.errorMessage).toContain('Cursor is not a cursor of this query');
  });
});
