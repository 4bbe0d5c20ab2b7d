import { PublishCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Item } from '../../../tools/service/service-client.ts';
import { useDeadLetters } from '../../support/dead-letters.ts';
import { acknowledged, announcementOf, storedButNotAnnounced } from '../../support/orders-in-table.ts';
import { drained, sendTo, untilDeadLetter, untilDeadLetters } from '../../support/queue.ts';
import { deadLetterDeadlineMs, freshOrderId, service } from '../../support/service.ts';
import { subscribeProbe, type TopicProbe } from '../../support/topic-probe.ts';

describe('an order over the threshold', () => {
  test('is stored with all its fields, and notified on the day of its timestamp', async () => {
    const OrderId = freshOrderId();
    const sent = { OrderId, Amount: 250.5, UserId: 'U123', Quantity: 2 };

    await service.invoke('ingest', { ...sent, Timestamp: '2025-05-03T23:30:00-02:00' });

    // A deployed stage may have ORDER_RETENTION_DAYS.
    const { ExpiresAt: _, ...item } = await acknowledged(OrderId);
    expect(item).toEqual({
      ...sent,
      Timestamp: '2025-05-04T01:30:00.000Z',
      ReceivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      NotificationStatus: 'NOTIFIED#2025-05-04',
      NotifiedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      AcknowledgementId: expect.any(String),
    });
  });

  test('is announced by a repeat if the first invocation ended between storing and announcing it', async () => {
    const order = await storedButNotAnnounced();

    const { answer } = await service.invoke('ingest', { OrderId: order.OrderId, Amount: order.Amount });

    const facts = { Outcome: 'duplicate', HighValue: true, Notification: 'published' };
    expect(answer).toEqual({ OrderId: order.OrderId, ...facts });
    expect(await acknowledged(order.OrderId)).toMatchObject(order);
  });

  test('is announced again by sweep while it is pending', async () => {
    const order = await storedButNotAnnounced(11);

    const { answer } = await service.invoke('sweep', {});

    expect(Number(answer?.Republished)).toBeGreaterThanOrEqual(1);
    expect(await acknowledged(order.OrderId)).toMatchObject(order);
  });

  test('keeps its first NotifiedAt when its message is delivered again', async () => {
    const OrderId = freshOrderId();
    await service.invoke('ingest', { OrderId, Amount: 250 });
    const first = await acknowledged(OrderId);

    await announceAgain(first);
    await announceAgain(first);
    await drained();

    expect(await service.order(OrderId)).toEqual(first);
  });

  test('is not changed by another order with its OrderId', async () => {
    const OrderId = freshOrderId();
    await service.invoke('ingest', { OrderId, Amount: 250 });
    const stored = await acknowledged(OrderId);

    const { error } = await service.invoke('ingest', { OrderId, Amount: 251 });

    expect(error?.errorMessage).toContain(`Order ${OrderId} is already stored with another Amount`);
    expect(await service.order(OrderId)).toEqual(stored);
  });
});

describe('subscribers of HighValueOrderTopic', () => {
  let everything: TopicProbe;
  let overThousand: TopicProbe;

  beforeAll(async () => {
    everything = await subscribeProbe();
    overThousand = await subscribeProbe({ Amount: [{ numeric: ['>', 1000] }] });
  });

  afterAll(async () => {
    await everything.remove();
    await overThousand.remove();
  });

  test('get the whole order of 100.01 with its attributes, but nothing of exactly 100 or an invalid order', async () => {
    const [exactly, invalid, OrderId] = [freshOrderId(), freshOrderId(), freshOrderId()];
    const Timestamp = '2025-05-03T12:00:00.000Z';

    await service.invoke('ingest', { OrderId: exactly, Amount: 100 });
    await service.invoke('ingest', { OrderId: invalid, Amount: 100.011 });
    await service.invoke('ingest', { OrderId, Amount: 100.01, ItemName: 'Desk', Timestamp });

    const messages = await everything.untilAnnounced(OrderId);
    const message = messages.find(({ Body }) => Body?.includes(OrderId));
    expect(JSON.parse(message?.Body ?? '')).toEqual({
      ...{ Type: 'HighValueOrder', Version: 1, OrderId, Amount: 100.01, ItemName: 'Desk', Timestamp },
      ...{ ReceivedAt: expect.any(String), Threshold: 100 },
    });
    expect(message?.MessageAttributes).toMatchObject({
      Type: { DataType: 'String', StringValue: 'HighValueOrder' },
      Amount: { DataType: 'Number', StringValue: '100.01' },
    });
    const bodies = messages.map(({ Body }) => Body).join();
    expect(bodies).not.toContain(exactly);
    expect(bodies).not.toContain(invalid);
  });

  test('can filter on the amount', async () => {
    const [small, large] = [freshOrderId(), freshOrderId()];

    await service.invoke('ingest', { OrderId: small, Amount: 1000 });
    await service.invoke('ingest', { OrderId: large, Amount: 1000.01 });

    const bodies = (await overThousand.untilAnnounced(large)).map(({ Body }) => Body).join();
    expect(bodies).not.toContain(small);
  });
});

test(
  'of a batch, the good messages are acknowledged; only the bad ones become dead letters',
  async () => {
    const good = await storedButNotAnnounced();
    const [unknown, malformed] = [freshOrderId(), freshOrderId()];

    await sendTo('HighValueQueueUrl', [
      JSON.stringify(announcementOf({ ...good, OrderId: unknown })),
      `not JSON ${malformed}`,
      JSON.stringify(announcementOf(good)),
    ]);

    expect(await acknowledged(good.OrderId)).toMatchObject(good);
    const deadLetters = await untilDeadLetters('HighValueDLQUrl', [unknown, malformed]);
    expect(deadLetters.join()).not.toContain(good.OrderId);
  },
  deadLetterDeadlineMs + 30_000,
);

const deadLetters = useDeadLetters();

test(
  'dead-letters moves a whole queue back after its cause is fixed, and it takes effect once',
  async () => {
    const now = new Date().toISOString();
    const order = { OrderId: freshOrderId(), Amount: 500, Timestamp: now, ReceivedAt: now };
    await sendTo('HighValueQueueUrl', [JSON.stringify(announcementOf(order))]);
    await untilDeadLetter('HighValueDLQUrl', order.OrderId);
    await service.put({ ...order, NotificationStatus: 'PENDING#0' });

    const { stdout } = await deadLetters.run('--queue', 'HighValueDLQ', '--redrive', '--yes');

    expect(stdout).toContain('Done');
    const item = await acknowledged(order.OrderId);
    await announceAgain(item);
    await drained();
    expect(await service.order(order.OrderId)).toEqual(item);
  },
  deadLetterDeadlineMs + 90_000,
);

async function announceAgain(item: Item): Promise<void> {
  const TopicArn = await service.output('HighValueOrderTopicArn');
  await service.sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(announcementOf(item)) }));
}
