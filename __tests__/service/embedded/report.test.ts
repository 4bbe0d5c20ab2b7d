import { expect, test } from '@jest/globals';
import { drained } from '../../support/queue.ts';
import { service } from '../../support/service.ts';

const DEADLINE_MS = 90_000;
const FROM = '2031-03-01T00:00:00.000Z';
const TO = '2031-03-04T00:00:00.000Z';
/** 2,500 high-value orders, spread evenly over three days, not in the sequence of their times. */
const orders = Array.from({ length: 2_500 }, (_, index) => {
  const minutes = ((index * 7919) % 2_500) * 1.728;
  const Timestamp = new Date(Date.parse(FROM) + minutes * 60_000).toISOString();
  return { OrderId: `REPORT-${index}`, Amount: 101, Timestamp };
});

test(
  'a report over three days gives 2,500 orders page by page, each once, the oldest first',
  async () => {
    for (let start = 0; start < orders.length; start += 1_000) {
      await service.invoke('producer', orders.slice(start, start + 1_000));
    }
    await drained();

    const reported = await allPages({ From: FROM, To: TO, Limit: 400 });

    const inOrder = orders.toSorted((a, b) => (a.Timestamp < b.Timestamp ? -1 : 1));
    expect(reported.pages).toBe(7);
    expect(reported.orderIds).toEqual(inOrder.map(({ OrderId }) => OrderId));
  },
  DEADLINE_MS,
);

async function allPages(query: object) {
  const orderIds: unknown[] = [];
  let pages = 0;
  let Cursor: unknown;
  do {
    const { answer } = await service.invoke('report', { ...query, ...(Cursor !== undefined && { Cursor }) });
    const found = answer?.Orders as { OrderId: string }[];
    orderIds.push(...found.map(({ OrderId }) => OrderId));
    pages += 1;
    Cursor = answer?.Cursor;
  } while (Cursor !== undefined);
  return { orderIds, pages };
}
