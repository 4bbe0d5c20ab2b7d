import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OrdersTable } from '../../../../src/orders/ports.ts';
import { again, consumerOver, first, NOW, unknown } from '../../../support/consumer.ts';
import { anAnnouncement } from '../../../support/orders.ts';
import { failuresOf, snsEnvelope, sqsEvent, sqsRecord } from '../../../support/sqs.ts';

const announcement = anAnnouncement({
  OrderId: 'ORD-1',
  Amount: 250,
  Timestamp: '2025-05-03T12:00:00.000Z',
  ReceivedAt: '2025-05-03T12:00:01.000Z',
});

describe('an announced order', () => {
  test('is acknowledged with its id, its time and the time of now', async () => {
    const { consumer, ordersTable } = consumerOver(first);

    await consumer(sqsEvent(sqsRecord(announcement)));

    expect(ordersTable.acknowledgements).toEqual([
      { OrderId: 'ORD-1', Timestamp: '2025-05-03T12:00:00.000Z', now: NOW },
    ]);
  });

  test('is acknowledged where it comes in the envelope of SNS', async () => {
    const { consumer, ordersTable } = consumerOver(first);

    await consumer(sqsEvent(sqsRecord(snsEnvelope(JSON.stringify(announcement)))));

    expect(ordersTable.acknowledgements).toMatchObject([{ OrderId: 'ORD-1' }]);
  });
});

describe('the answer', () => {
  test.each([
    ['the first time', first],
    ['again', again],
  ])('names no failure where an order comes %s', async (_, acknowledge) => {
    const { consumer } = consumerOver(acknowledge);

    const answer = await consumer(sqsEvent(sqsRecord(announcement)));

    expect(answer).toStrictEqual({ batchItemFailures: [] });
  });

  test('names the record of an unknown order', async () => {
    const record = sqsRecord(announcement);

    const answer = await consumerOver(unknown).consumer(sqsEvent(record));

    expect(answer).toStrictEqual(failuresOf(record));
  });

  test.each([
    ['is not JSON', 'not JSON'],
    ['is no announcement', { Type: 'OrderCreated', OrderId: 'ORD-2' }],
    ['is no announcement in its envelope', snsEnvelope('{}')],
  ])('names only the record that %s, not its neighbours', async (_, body) => {
    const bad = sqsRecord(body);
    const { consumer } = consumerOver(first);

    const answer = await consumer(sqsEvent(sqsRecord(anAnnouncement()), bad, sqsRecord(anAnnouncement())));

    expect(answer).toStrictEqual(failuresOf(bad));
  });

  test('leaves the neighbours of a bad record acknowledged', async () => {
    const neighbours = [anAnnouncement(), anAnnouncement()] as const;
    const { consumer, ordersTable } = consumerOver(first);

    await consumer(sqsEvent(sqsRecord(neighbours[0]), sqsRecord('not JSON'), sqsRecord(neighbours[1])));

    expect(ordersTable.acknowledgements.map(({ OrderId }) => OrderId)).toEqual(
      neighbours.map(({ OrderId }) => OrderId),
    );
  });

  test('names exactly the records that failed, whatever the batch', async () => {
    const acknowledge: OrdersTable['acknowledge'] = async (order, now) =>
      order.OrderId.startsWith('unknown') ? unknown(order, now) : 'acknowledged';
    const sound = fc
      .uuid()
      .map((id) => ({ record: sqsRecord(anAnnouncement({ OrderId: id })), fails: false }));
    const bad = fc
      .constantFrom('not JSON', {}, anAnnouncement({ OrderId: 'unknown-1' }))
      .map((body) => ({ record: sqsRecord(body), fails: true }));

    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(sound, bad), { maxLength: 10 }), async (batch) => {
        const answer = await consumerOver(acknowledge).consumer(
          sqsEvent(...batch.map(({ record }) => record)),
        );

        expect(answer).toStrictEqual(
          failuresOf(...batch.filter(({ fails }) => fails).map(({ record }) => record)),
        );
      }),
    );
  });
});
