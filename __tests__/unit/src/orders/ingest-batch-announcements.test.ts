import { describe, expect, test } from '@jest/globals';
import { putIntoTableThatRemembers } from '../../../support/fakes.ts';
import { createGate } from '../../../support/gate.ts';
import { batchIngestWith, NOW, putAnswers } from '../../../support/ingest.ts';
import { aHighValueOrder, anOrder } from '../../../support/orders.ts';
import { failuresOf, sqsEvent, sqsRecord } from '../../../support/sqs.ts';

const HIGH = { OrderId: 'ORD-1', Amount: 250 };
const announcedIds = ({ lists }: ReturnType<typeof batchIngestWith>['highValueOrderTopic']) =>
  lists.map((list) => list.map(({ OrderId }) => OrderId));

describe('the high-value orders of a batch', () => {
  test('are announced in one list, in the sequence of their records', async () => {
    const { ingestBodies, highValueOrderTopic } = batchIngestWith();

    await ingestBodies(
      { OrderId: 'B', Amount: 100.01 },
      { OrderId: 'LOW', Amount: 100 },
      'not JSON',
      { OrderId: 'NONE' },
      { OrderId: 'A', Amount: 250 },
    );

    expect(announcedIds(highValueOrderTopic)).toEqual([['B', 'A']]);
  });

  test('are announced as they are stored, with the threshold', async () => {
    const { ingestBodies, highValueOrderTopic } = batchIngestWith();

    await ingestBodies({ ...HIGH, Status: 'new' });

    const times = { Timestamp: NOW.toISOString(), ReceivedAt: NOW.toISOString() };
    expect(highValueOrderTopic.lists).toStrictEqual([
      [{ Type: 'HighValueOrder', Version: 1, ...HIGH, Status: 'new', ...times, Threshold: 100 }],
    ]);
  });

  test('are announced after the last of them is stored', async () => {
    const gate = createGate();
    const put = putIntoTableThatRemembers();
    const { ingestBodies, highValueOrderTopic } = batchIngestWith({
      async put(...order) {
        await gate.pass(order[0].OrderId);
        return put(...order);
      },
    });

    const ingesting = ingestBodies({ OrderId: 'A', Amount: 250 }, { OrderId: 'A', Amount: 250 }, HIGH);
    await gate.untilArrived(2);
    gate.letThrough('ORD-1');
    gate.letThrough('A');
    await gate.untilArrived(3);
    const announcedBefore = highValueOrderTopic.lists.length;
    gate.letThrough('A');
    await ingesting;

    expect(announcedBefore).toBe(0);
  });

  test('are announced once each, however often they come', async () => {
    const { ingestBodies, highValueOrderTopic } = batchIngestWith();

    await ingestBodies(HIGH, { OrderId: 'ORD-2', Amount: 300 }, HIGH);

    expect(announcedIds(highValueOrderTopic)).toEqual([['ORD-1', 'ORD-2']]);
  });

  test('are announced again while that is owed', async () => {
    const { ingestBodies, highValueOrderTopic } = batchIngestWith();
    await ingestBodies(HIGH);

    await ingestBodies(HIGH);

    expect(announcedIds(highValueOrderTopic)).toEqual([['ORD-1'], ['ORD-1']]);
  });
});

describe('nothing is announced', () => {
  test.each([
    ['of a batch without a high-value order', [anOrder({ Amount: 100 }), anOrder()]],
    ['of a batch of refused records', ['not JSON', { OrderId: '' }]],
    ['of an empty batch', []],
  ])('%s', async (_, bodies) => {
    const { ingestBodies, highValueOrderTopic } = batchIngestWith();

    await ingestBodies(...bodies);

    expect(highValueOrderTopic.lists).toEqual([]);
  });

  test('of an order that was acknowledged', async () => {
    const put = putAnswers({ outcome: 'duplicate', order: aHighValueOrder(), notification: 'notified' });
    const { ingestBodies, highValueOrderTopic } = batchIngestWith({ put });

    await ingestBodies(HIGH);

    expect(highValueOrderTopic.lists).toEqual([]);
  });
});

describe('an announcement that fails', () => {
  test('fails the record of its order, and it alone', async () => {
    const { ingest } = batchIngestWith({ failing: ['ORD-1'] });
    const records = [anOrder({ Amount: 250 }), HIGH, anOrder({ Amount: 100 })].map(sqsRecord);

    const answer = await ingest(sqsEvent(...records));

    expect(answer).toStrictEqual(failuresOf(records[1]));
  });

  test('fails both records of its order', async () => {
    const { ingest } = batchIngestWith({ failing: ['ORD-1'] });
    const records = [HIGH, anOrder({ Amount: 250 }), HIGH].map(sqsRecord);

    const answer = await ingest(sqsEvent(...records));

    expect(answer).toStrictEqual(failuresOf(records[0], records[2]));
  });

  test('leaves its order stored as high-value', async () => {
    const { ingestBodies, ordersTable } = batchIngestWith({ failing: ['ORD-1'] });

    await ingestBodies(HIGH);

    expect(ordersTable.puts).toMatchObject([{ order: HIGH, highValue: true }]);
  });

  test('is made good when its record comes again', async () => {
    const failing = ['ORD-1'];
    const { ingestBodies } = batchIngestWith({ failing });
    await ingestBodies(HIGH);
    failing.length = 0;

    const answer = await ingestBodies(HIGH);

    expect(answer).toStrictEqual({ batchItemFailures: [] });
  });
});
