import type { Message } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { until } from '../../../tools/service/service-client.ts';
import { runBackfill } from '../../support/backfill.ts';
import { aPendingOrder } from '../../support/notification-index.ts';
import { settled } from '../../support/orders-in-table.ts';
import { take } from '../../support/queue.ts';
import { endpoint, freshOrderId, service, stage } from '../../support/service.ts';
import { subscribeQueue } from '../../support/topic-probe.ts';

const ORDERS = [
  { Amount: 1000, ItemName: 'Lamp' },
  { Amount: 1000.01, ItemName: 'Desk', UserId: 'U1', Quantity: 1 },
  { Amount: 2000.5, ItemName: '"Büro" \\ Desk', Quantity: 1 },
  { Amount: 2000.51, ItemName: 'Desk', Quantity: 1 },
  { Amount: 1500, ItemName: 'Lamp', UserId: 'U1' },
];

const RAW = { RawMessageDelivery: 'true' };
const ON_ATTRIBUTES = {
  FilterPolicy: JSON.stringify({
    Type: ['HighValueOrder'],
    Amount: [{ numeric: ['>', 1000, '<=', 2000.5] }],
  }),
};
const ON_BODY = {
  FilterPolicyScope: 'MessageBody',
  FilterPolicy: JSON.stringify({
    $or: [{ ItemName: [{ 'anything-but': ['Desk'] }] }, { UserId: [{ exists: false }], Quantity: [1] }],
    Amount: [{ numeric: ['>', 1000] }],
  }),
};

test.each([
  ['raw', RAW, [0, 1, 2, 3, 4]],
  ['in the envelope', {}, [0, 1, 2, 3, 4]],
  ['raw, filtered on the attributes', { ...RAW, ...ON_ATTRIBUTES }, [1, 2, 4]],
  ['in the envelope, filtered on the body', ON_BODY, [2, 3, 4]],
])('a queue gets once more what sweep announced to it: %s', async (_, attributes, passing) => {
  const { queueUrl, remove } = await subscribeQueue(attributes);
  try {
    const { from, to, orderIds } = await announceBySweep();
    const wanted = passing.map((index) => orderIds[index] ?? '');
    const announced = await received(queueUrl, wanted, orderIds);

    const args = ['--stage', stage, '--queue-url', queueUrl, '--from', from, '--to', to, '--send'];
    const { exitCode, output } = await runBackfill(endpoint, args);

    expect({ output, exitCode }).toEqual({
      output: expect.stringContaining(`Done: ${passing.length} announcements sent`),
      exitCode: 0,
    });
    expect(await received(queueUrl, wanted, orderIds)).toEqual(announced);
  } finally {
    await remove();
  }
});

/** Stores ORDERS as pending, in a millisecond of the far future, and lets sweep announce them. */
async function announceBySweep() {
  const start = Date.parse('2040-01-01T00:00:00Z') + Math.floor(Math.random() * 1e12);
  const [from = '', to = ''] = [start, start + 1].map((time) => new Date(time).toISOString());
  const ReceivedAt = new Date(Date.now() - 11 * 60_000).toISOString();
  const orders = ORDERS.map((fields) =>
    aPendingOrder({ ...fields, OrderId: freshOrderId(), Timestamp: from, ReceivedAt }),
  );
  for (const order of orders) await service.put(order);
  await service.invoke('sweep', {});
  const orderIds = orders.map(({ OrderId }) => OrderId);
  await Promise.all(orderIds.map(settled));
  return { from, to, orderIds };
}

/**
 * Waits for the announcements of `wanted`, and takes everything from the queue.
 *
 * @returns the announcements of `orderIds`. The queue also gets those of other tests.
 */
async function received(queueUrl: string, wanted: string[], orderIds: string[]) {
  const contents: Record<string, object> = {};
  return until(`the announcements of ${wanted}`, async () => {
    for (const message of await take(queueUrl, () => true)) {
      const content = contentOf(message);
      const { OrderId } = JSON.parse(content.text);
      if (orderIds.includes(OrderId)) contents[OrderId] = content;
    }
    return wanted.every((orderId) => orderId in contents) ? contents : undefined;
  });
}

/** What a subscriber reads; the rest of an envelope belongs to the one delivery. */
function contentOf({ Body = '', MessageAttributes }: Message) {
  const { Message: inEnvelope, Type, TopicArn, MessageAttributes: attributes } = JSON.parse(Body);
  if (inEnvelope === undefined) {
    const { Type, Amount } = MessageAttributes ?? {};
    return { text: Body, Type, Amount };
  }
  return { text: inEnvelope as string, Type, TopicArn, attributes };
}
