import { expect, test } from '@jest/globals';
import { orderSchema } from '../../../../src/orders/order.ts';
import { createRandom } from '../../../../tools/simulation/random.ts';
import { DAY_MS, MESSAGE_LIFE_MS } from '../../../../tools/simulation/settings.ts';
import { generateLateRequests } from '../../../../tools/simulation/workload/late-requests.ts';
import { generateWorkload } from '../../../../tools/simulation/workload/workload.ts';

test.each(Object.keys(orderSchema.entries))('orders with %s are sent, and conflicts over it', (field) => {
  const requests = Array.from({ length: 200 }, (_, seed) => generateWorkload(createRandom(seed)));

  const orders = requests.flat().flatMap(({ inputs }) => inputs.flatMap(({ order }) => order ?? []));
  const values = new Set(orders.map((order) => Object(order)[field]));

  expect(values.size).toBeGreaterThan(2);
});

test('redriven messages come as long as they live; senders repeat orders before, at and after their expiry', () => {
  const late = Array.from({ length: 200 }, (_, seed) => {
    const random = createRandom(seed);
    return generateLateRequests(random, generateWorkload(random));
  }).flat();
  const daysOf = (isRedriven: boolean) =>
    late.filter((request) => request.isRedriven === isRedriven).map(({ at }) => Math.floor(at / DAY_MS));

  const lifeDays = MESSAGE_LIFE_MS / DAY_MS;
  expect(Math.max(...daysOf(true))).toBe(lifeDays - 1);
  expect([...new Set(daysOf(false))]).toEqual(expect.arrayContaining([0, 18, 29, 30, 32, 33, 39]));
});
