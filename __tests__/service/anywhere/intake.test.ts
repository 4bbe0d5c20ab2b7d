import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PublishCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import { acknowledged, settled } from '../../support/orders-in-table.ts';
import { sendTo, untilDeadLetters } from '../../support/queue.ts';
import { deadLetterDeadlineMs, freshOrderId, service } from '../../support/service.ts';

describe('an order published to OrderTopic by anyone', () => {
  test.each(['laptop-order.json', 'tablet-order.json'])('is stored, word for word as in %s', async (name) => {
    const text = readFileSync(join(__dirname, '../../../fixtures', name), 'utf8').trim();
    const { orderId: OrderId, userId: UserId, itemName: ItemName, ...others } = JSON.parse(text);
    const { quantity: Quantity, status: Status } = others;

    await publish(text);

    expect(await settled(OrderId)).toMatchObject({ OrderId, UserId, ItemName, Quantity, Status });
  });

  test('is announced and acknowledged if it is over the threshold', async () => {
    const OrderId = freshOrderId();

    await publish(JSON.stringify({ OrderId, Amount: 100.01 }));

    expect(await acknowledged(OrderId)).toMatchObject({ OrderId, Amount: 100.01 });
  });

  test('is stored once if it is published twice', async () => {
    const [OrderId, after] = [freshOrderId(), freshOrderId()];
    await publish(JSON.stringify({ OrderId, Amount: 250 }));
    const first = await acknowledged(OrderId);

    await publish(JSON.stringify({ OrderId, Amount: 250 }));
    await publish(JSON.stringify({ OrderId: after, Amount: 250 }));
    await acknowledged(after);

    expect(await service.order(OrderId)).toEqual(first);
  });
});

test(
  'of a batch in OrderQueue, good orders are stored; text, invalid orders and conflicts become dead letters',
  async () => {
    const [taken, good] = [freshOrderId(), freshOrderId()];
    const [invalid, malformed] = [freshOrderId(), freshOrderId()];
    await service.invoke('ingest', { OrderId: taken, Amount: 1 });

    await sendTo('OrderQueueUrl', [
      JSON.stringify({ OrderId: taken, Amount: 2 }),
      JSON.stringify({ OrderId: invalid, Amount: '3' }),
      `not JSON ${malformed}`,
      JSON.stringify({ OrderId: good, Amount: 4 }),
    ]);

    expect(await settled(good)).toMatchObject({ Amount: 4 });
    const deadLetters = await untilDeadLetters('OrderDLQUrl', [taken, invalid, malformed]);
    expect(deadLetters).toHaveLength(3);
    expect(await service.order(taken)).toMatchObject({ Amount: 1 });
    expect(await service.order(invalid)).toBeUndefined();
  },
  deadLetterDeadlineMs + 30_000,
);

test('producer publishes a list of more than ten orders', async () => {
  const orders = Array.from({ length: 25 }, (_, index) => ({ OrderId: freshOrderId(), Amount: index }));

  const { answer } = await service.invoke('producer', orders);

  expect(answer).toEqual({ Published: 25, Failed: [] });
  const items = await Promise.all(orders.map(({ OrderId }) => settled(OrderId)));
  expect(items.map(({ Amount }) => Amount)).toEqual(orders.map(({ Amount }) => Amount));
});

async function publish(Message: string): Promise<void> {
  await service.sns.send(new PublishCommand({ TopicArn: await service.output('OrderTopicArn'), Message }));
}
