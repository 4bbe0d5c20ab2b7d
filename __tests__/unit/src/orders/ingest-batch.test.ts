import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batchIngestWith, NOW } from '../../../support/ingest.ts';
import { aFullOrder, anOrder, freshOrderId } from '../../../support/orders.ts';
import { failuresOf, snsEnvelope, sqsEvent, sqsRecord } from '../../../support/sqs.ts';

const NO_FAILURES = { batchItemFailures: [] };

describe('a batch of good records', () => {
  test('has no failures', async () => {
    const { ingestBodies } = batchIngestWith();

    const answer = await ingestBodies(anOrder(), anOrder({ Amount: 100 }), anOrder({ Amount: 250 }));

    expect(answer).toStrictEqual(NO_FAILURES);
  });

  test('is stored, each order as parsed, with the time of its arrival', async () => {
    const full = aFullOrder({ Amount: 100 });
    const { ingestBodies, ordersTable } = batchIngestWith();

    await ingestBodies({ orderId: 'ORD-1', amount: 100.01 }, full);

    expect(ordersTable.puts).toStrictEqual([
      { order: { OrderId: 'ORD-1', Amount: 100.01 }, highValue: true, now: NOW },
      { order: full, highValue: false, now: NOW },
    ]);
  });

  test('is stored where SNS delivered it in its envelope', async () => {
    const { ingestBodies, ordersTable } = batchIngestWith();

    await ingestBodies(snsEnvelope('{"OrderId":"ORD-1","Amount":99}'));

    expect(ordersTable.puts).toMatchObject([{ order: { OrderId: 'ORD-1', Amount: 99 } }]);
  });

  test('has no failures for an order that came before', async () => {
    const { ingestBodies } = batchIngestWith();
    await ingestBodies({ OrderId: 'ORD-1', Amount: 250 });

    const answer = await ingestBodies({ OrderId: 'ORD-1', Amount: 250 });

    expect(answer).toStrictEqual(NO_FAILURES);
  });
});

test('a batch without records has no failures', async () => {
  const { ingest } = batchIngestWith();

  const answer = await ingest(sqsEvent());

  expect(answer).toStrictEqual(NO_FAILURES);
});

describe.each([
  ['is not JSON', '{"OrderId":'],
  ['is no order', { OrderId: 'ORD-1', Amount: '250' }],
  ['is no order in its envelope', snsEnvelope('[]')],
  ['has an envelope around what is not JSON', snsEnvelope('ORD-1')],
  ['is in conflict with a stored order', { OrderId: 'ORD-TAKEN', Amount: 2 }],
])('a record that %s', (_, body) => {
  async function ingestAmongNeighbours() {
    const { ingest, ingestBodies, ordersTable } = batchIngestWith();
    await ingestBodies({ OrderId: 'ORD-TAKEN', Amount: 1 });
    ordersTable.puts.length = 0;
    const bad = sqsRecord(body);
    const [before, after] = [anOrder(), anOrder({ Amount: 250 })];

    const answer = await ingest(sqsEvent(sqsRecord(before), bad, sqsRecord(after)));

    const stored = ordersTable.puts.map(({ order }) => order.OrderId).filter((id) => id !== 'ORD-TAKEN');
    return { answer, stored, bad, neighbours: [before.OrderId, after.OrderId] };
  }

  test('fails alone', async () => {
    const { answer, bad } = await ingestAmongNeighbours();

    expect(answer).toStrictEqual(failuresOf(bad));
  });

  test('leaves its neighbours stored, and is not stored', async () => {
    const { stored, neighbours } = await ingestAmongNeighbours();

    expect(stored).toEqual(neighbours);
  });
});

test('a record that the table fails to store fails alone', async () => {
  const bad = sqsRecord({ OrderId: 'ORD-BAD' });
  const { ingest } = batchIngestWith({
    put: async (order) => {
      if (order.OrderId === 'ORD-BAD') throw new Error('The table is gone');
      const received = { ...order, Timestamp: NOW.toISOString(), ReceivedAt: NOW.toISOString() };
      return { outcome: 'stored', order: received, notification: 'not-needed' };
    },
  });

  const answer = await ingest(sqsEvent(sqsRecord(anOrder()), bad, sqsRecord(anOrder())));

  expect(answer).toStrictEqual(failuresOf(bad));
});

test('exactly the records that failed are named, whatever the batch', async () => {
  const sound = fc
    .constantFrom(undefined, 100, 250)
    .map((Amount) => ({ body: anOrder(Amount === undefined ? {} : { Amount }), fails: false }));
  const notAnOrder = fc
    .constantFrom('not JSON', '', 'null', { OrderId: '' }, snsEnvelope('{'))
    .map((body) => ({ body, fails: true }));
  const notAnnounced = fc.constant({ body: { OrderId: 'ORD-NOT-ANNOUNCED', Amount: 250 }, fails: true });

  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(sound, notAnOrder, notAnnounced), { maxLength: 20 }),
      async (batch) => {
        const { ingest } = batchIngestWith({ failing: ['ORD-NOT-ANNOUNCED'] });
        const records = batch.map(({ body }) => sqsRecord(body));

        const answer = await ingest(sqsEvent(...records));

        expect(answer).toStrictEqual(failuresOf(...records.filter((_, index) => batch[index]?.fails)));
      },
    ),
  );
});

test('records of another source than SQS are refused as an order that has fields it must not have', async () => {
  const { ingest } = batchIngestWith();

  const answer = ingest({ Records: [{ eventSource: 'aws:s3', OrderId: freshOrderId() }] });

  await expect(answer).rejects.toMatchObject({
    name: 'InvalidOrderError',
    issues: [{ path: 'Records', message: 'is not a field of an order' }, { path: 'OrderId' }],
  });
});
