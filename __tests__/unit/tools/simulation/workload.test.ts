import { expect, test } from '@jest/globals';
import { orderSchema } from '../../../../src/orders/order.ts';
import { createRandom } from '../../../../tools/simulation/random.ts';
import { generateWorkload } from '../../../../tools/simulation/workload/workload.ts';

test.each(Object.keys(orderSchema.entries))('orders with %s are sent, and conflicts over it', (field) => {
  const requests = Array.from({ length: 200 }, (_, seed) => generateWorkload(createRandom(seed)));

  const orders = requests.flat().flatMap(({ inputs }) => inputs.flatMap(({ order }) => order ?? []));
  const values = new Set(orders.map((order) => Object(order)[field]));

  expect(values.size).toBeGreaterThan(2);
});
