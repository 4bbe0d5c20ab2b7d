import { PublishCommand } from '@aws-sdk/client-sns';
import { expect, test } from '@jest/globals';
import { type Item, settled, until } from '../../../tools/service/service-client.ts';
import { announcementOf } from '../../support/orders-in-table.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { freshOrderId } from '../../support/service.ts';

const RETENTION_DAYS = 30;
/** The attempts of the SDK at one call. */
const ATTEMPTS = 3;

const own = useOwnStack({ ORDER_RETENTION_DAYS: RETENTION_DAYS });

/** In epoch seconds, rounded up. */
const afterRetention = (time: unknown) =>
  Math.ceil(Date.parse(String(time)) / 1000) + RETENTION_DAYS * 24 * 60 * 60;

test('an order that is not high-value expires some days after it came in, and not later if it comes again', async () => {
  const order = { OrderId: freshOrderId(), Amount: 100 };

  const first = await own.service.invoke('ingest', order);
  const stored = await own.service.order(order.OrderId);
  const again = await own.service.invoke('ingest', order);
  const conflict = await own.service.invoke('ingest', { ...order, Amount: 99 });

  const answer = { OrderId: order.OrderId, HighValue: false, Notification: 'not-needed' };
  expect(first.answer).toEqual({ ...answer, Outcome: 'stored' });
  expect(again.answer).toEqual({ ...answer, Outcome: 'duplicate' });
  expect(conflict.error?.errorMessage).toContain('already stored with another Amount;');
  expect(stored?.ExpiresAt).toBe(afterRetention(stored?.ReceivedAt));
  expect(await own.service.order(order.OrderId)).toEqual(stored);
});

test('a high-value order expires some days after it was acknowledged, and never before that', async () => {
  const order = { OrderId: freshOrderId(), Amount: 250 };
  await own.stack.failNext('sns:Publish', ATTEMPTS);

  await own.service.invoke('ingest', order);
  const pending = await own.service.order(order.OrderId);
  await own.service.invoke('ingest', order);
  const notified = await settled(own.service, order.OrderId);
  await announceAgain(notified);

  expect(pending?.NotificationStatus).toMatch(/^PENDING#/);
  expect(pending).not.toHaveProperty('ExpiresAt');
  expect(notified.ExpiresAt).toBe(afterRetention(notified.NotifiedAt));
  expect(await own.service.order(order.OrderId)).toEqual(notified);
});

test('neither a sender nor report sees when an order expires', async () => {
  const order = { OrderId: freshOrderId(), Amount: 250, Timestamp: '2025-05-03T12:00:00.000Z' };
  await own.service.invoke('ingest', order);
  await settled(own.service, order.OrderId);

  const { answer } = await own.service.invoke('ingest', order);
  const { error } = await own.service.invoke('ingest', { ...order, ExpiresAt: 1 });
  const report = await own.service.invoke('report', {
    From: '2025-05-03T00:00:00Z',
    To: '2025-05-04T00:00:00Z',
  });

  expect(Object.keys(answer ?? {}).sort()).toEqual(['HighValue', 'Notification', 'OrderId', 'Outcome']);
  expect(error?.errorMessage).toContain('ExpiresAt is set by the service, not by the sender');
  expect(report.answer?.Orders).toEqual([
    { ...order, ReceivedAt: expect.any(String), NotifiedAt: expect.any(String) },
  ]);
});

/** Announces a notified order once more, and waits until consumer has seen it. */
async function announceAgain(item: Item): Promise<void> {
  const TopicArn = await own.service.output('HighValueOrderTopicArn');
  await own.service.sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(announcementOf(item)) }));
  await until('HighValueQueue to be empty', async () => {
    const { waiting, inFlight } = await own.service.queueDepth('HighValueQueueUrl');
    return waiting + inFlight === 0 ? true : undefined;
  });
}
