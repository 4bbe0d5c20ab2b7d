import { expect, test } from '@jest/globals';
import { useOwnStack } from '../../support/own-stack.ts';
import { drained } from '../../support/queue.ts';
import { recordedCalls } from '../../support/recorded-calls.ts';

const DEADLINE_MS = 120_000;
const LIST = 1_000;
/** On a busy machine a function may time out and get its batch again: at most one batch in a hundred. */
const WITH_RETRIED_BATCHES = 1.01;
const FROM = Date.parse('2031-03-01T00:00:00Z');
const THREE_DAYS = 3 * 86_400_000;

/**
 * 10,000 orders, spread evenly over three days, but not in the sequence of their times. Every fifth group of ten is
 * high-value, so the announcements of a batch of ten fill one call.
 */
const orders = Array.from({ length: 10_000 }, (_, index) => ({
  OrderId: `TEN-${index}`,
  Amount: Math.floor(index / 10) % 5 === 0 ? 101 + (index % 900) : index % 101,
  Timestamp: new Date(FROM + ((index * 7919) % 10_000) * (THREE_DAYS / 10_000)).toISOString(),
}));
const highValueOrders = orders.filter(({ Amount }) => Amount > 100);

// With time enough: in the timeouts of stage local, calls fail on a busy machine.
const own = useOwnStack({ Timeout: 60, VisibilityTimeout: 60, AWS_REQUEST_TIMEOUT_MS: 1_500 });

test(
  '10,000 orders, every tenth sent twice: each is stored once, and each high-value one is notified once',
  async () => {
    await produce(orders);
    await drained(own.service, DEADLINE_MS);
    const calls = await callsByOperation();
    await produce(orders.filter((_, index) => index % 10 === 0));
    await drained(own.service, DEADLINE_MS);

    const items = await own.service.orders();
    expect(items).toHaveLength(10_000);
    expect(items.filter(({ NotifiedAt }) => NotifiedAt !== undefined)).toHaveLength(2_000);
    expect(await deadLetters()).toBe(0);

    console.log(`Calls for 10,000 orders: ${JSON.stringify(calls)}`);
    const { PutItem = 0, UpdateItem = 0, Publish = 0, ...others } = calls;
    expect(others).toEqual({});
    expect(PutItem).toBeLessThanOrEqual(10_000 * WITH_RETRIED_BATCHES);
    const perHighValueOrder = (highValueOrders.length + UpdateItem + Publish) / highValueOrders.length;
    expect(perHighValueOrder).toBeLessThanOrEqual(2.1 * WITH_RETRIED_BATCHES);
  },
  DEADLINE_MS,
);

test('a report over three days gives 2,000 of them page by page, each once, the oldest first', async () => {
  const query = { From: new Date(FROM), To: new Date(FROM + THREE_DAYS), Limit: 400 };
  const pages: string[][] = [];
  let cursor = {};
  do {
    const { answer } = await own.service.invoke('report', { ...query, ...cursor });
    const found = answer?.Orders as { OrderId: string }[];
    pages.push(found.map(({ OrderId }) => OrderId));
    cursor = answer?.Cursor === undefined ? {} : { Cursor: answer.Cursor };
  } while ('Cursor' in cursor);

  const oldestFirst = highValueOrders.toSorted((a, b) => (a.Timestamp < b.Timestamp ? -1 : 1));
  expect(pages.flat()).toEqual(oldestFirst.map(({ OrderId }) => OrderId));
  expect(pages.length).toBeGreaterThanOrEqual(5);
});

async function produce(list: typeof orders): Promise<void> {
  for (let start = 0; start < list.length; start += LIST) {
    const part = list.slice(start, start + LIST);
    const { answer } = await own.service.invoke('producer', part);
    expect(answer).toEqual({ Published: part.length, Failed: [] });
  }
}

async function deadLetters(): Promise<number> {
  const queues = (await own.service.queues()).filter((name) => name.includes('DLQ'));
  const depths = await Promise.all(queues.map((name) => own.service.queueDepth(name)));
  return depths.reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0);
}

/** The calls of ingest and consumer to DynamoDB and SNS, by operation, without retries of the SDK. */
async function callsByOperation(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { caller, action, calls } of await recordedCalls(own.stack.endpoint)) {
    const [service = '', operation = ''] = action.split(':');
    if (!/-(ingest|consumer)$/.test(caller) || service === 'sqs') continue;
    counts[operation] = (counts[operation] ?? 0) + calls;
  }
  return counts;
}
