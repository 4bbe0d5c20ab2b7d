import { PublishCommand } from '@aws-sdk/client-sns';
import { expect, test } from '@jest/globals';
import { settled } from '../../../tools/service/service-client.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { freshOrderId } from '../../support/service.ts';

/** The attempts of the SDK at one call. */
const ATTEMPTS = 3;

const own = useOwnStack();

test('an order whose announcement fails is an error to its sender, stored and pending, until it is sent again', async () => {
  const OrderId = freshOrderId();
  await own.stack.failNext('sns:Publish', ATTEMPTS);

  const { error } = await own.service.invoke('ingest', { OrderId, Amount: 250 });
  const pending = await own.service.order(OrderId);
  const { answer } = await own.service.invoke('ingest', { OrderId, Amount: 250 });

  expect(error?.errorType).toBe('AnnouncementFailedError');
  expect(pending?.NotificationStatus).toMatch(/^PENDING#[0-7]$/);
  expect(pending?.NotifiedAt).toBeUndefined();
  expect(answer).toMatchObject({ Outcome: 'duplicate', Notification: 'published' });
  await notifiedOnce(OrderId);
});

test('an order from the queue is delivered again, and then announced', async () => {
  const OrderId = freshOrderId();
  const TopicArn = await own.service.output('OrderTopicArn');
  await own.service.sns.send(
    new PublishCommand({ TopicArn, Message: JSON.stringify({ OrderId, Amount: 250 }) }),
  );
  await own.stack.failNext('sns:Publish', ATTEMPTS);

  await notifiedOnce(OrderId);
});

/** Waits for the acknowledgement, then checks that another announcement changes nothing. */
async function notifiedOnce(OrderId: string): Promise<void> {
  const first = await settled(own.service, OrderId);
  await own.service.invoke('ingest', { OrderId, Amount: 250 });
  await own.service.invoke('sweep', {});
  expect(await own.service.order(OrderId)).toEqual(first);
}
