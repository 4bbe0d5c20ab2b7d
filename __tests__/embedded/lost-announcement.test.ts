import { PublishCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServiceClient, type ServiceClient, until } from '../../local/service-client.ts';
import { type EmbeddedStack, startEmbeddedStack } from '../support/embedded-stack.ts';
import { freshOrderId } from '../support/service.ts';

/** As often as the client tries one call. */
const ATTEMPTS = 3;

let stack: EmbeddedStack;
let service: ServiceClient;

beforeAll(async () => {
  stack = await startEmbeddedStack();
  service = createServiceClient('local', stack.endpoint);
});

afterAll(() => stack.stop());

test('an order whose announcement failed is an error to its sender, stored, and pending', async () => {
  const OrderId = freshOrderId();
  await stack.failNext('sns:Publish', ATTEMPTS);

  const { error } = await service.invoke('ingest', { OrderId, Amount: 250 });

  expect(error?.errorType).toBe('AnnouncementFailedError');
  const item = await service.order(OrderId);
  expect(item?.NotificationStatus).toMatch(/^PENDING#[0-7]$/);
  expect(item?.NotifiedAt).toBeUndefined();
});

test('sending the order again announces it', async () => {
  const OrderId = freshOrderId();
  await stack.failNext('sns:Publish', ATTEMPTS);
  await service.invoke('ingest', { OrderId, Amount: 250 });

  const { answer } = await service.invoke('ingest', { OrderId, Amount: 250 });

  expect(answer).toMatchObject({ Outcome: 'duplicate', Notification: 'published' });
  await notifiedOnce(OrderId);
});

test('sweep announces it after the grace period', async () => {
  const OrderId = freshOrderId();
  await stack.failNext('sns:Publish', ATTEMPTS);
  await service.invoke('ingest', { OrderId, Amount: 250 });

  await until(`sweep to announce ${OrderId}`, async () => {
    await service.invoke('sweep', {});
    return (await service.order(OrderId))?.NotifiedAt;
  });

  await notifiedOnce(OrderId);
});

test('an order from the queue is delivered again, and then announced', async () => {
  const OrderId = freshOrderId();
  const TopicArn = await service.output('OrderTopicArn');
  await service.sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify({ OrderId, Amount: 250 }) }));
  await stack.failNext('sns:Publish', ATTEMPTS);

  await notifiedOnce(OrderId);
});

/** Waits for the acknowledgement, then sees that another announcement changes nothing. */
async function notifiedOnce(OrderId: string): Promise<void> {
  const first = await until(
    `${OrderId} to be acknowledged`,
    async () => {
      const item = await service.order(OrderId);
      return item?.NotifiedAt === undefined ? undefined : item;
    },
    30_000,
  );
  await service.invoke('ingest', { OrderId, Amount: 250 });
  await service.invoke('sweep', {});
  expect(await service.order(OrderId)).toEqual(first);
}
