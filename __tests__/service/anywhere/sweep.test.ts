import { expect, test } from '@jest/globals';
import { acknowledged, storedButNotAnnounced } from '../../support/orders-in-table.ts';
import { service } from '../../support/service.ts';

test('sweep announces again what is still pending, and the consumer acknowledges it', async () => {
  const order = await storedButNotAnnounced(11);

  const { answer } = await service.invoke('sweep', {});

  expect(Number(answer?.Republished)).toBeGreaterThanOrEqual(1);
  expect(await acknowledged(order.OrderId)).toMatchObject(order);
});

test('a second sweep, at the same time, does no harm', async () => {
  const order = await storedButNotAnnounced(11);

  await Promise.all([service.invoke('sweep', {}), service.invoke('sweep', {})]);

  const first = await acknowledged(order.OrderId);
  await service.invoke('sweep', {});
  expect(await service.order(order.OrderId)).toEqual(first);
});
