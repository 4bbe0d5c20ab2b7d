import { describe, expect, test } from '@jest/globals';
import { aFullOrder, anOrder } from '../../../support/orders.ts';
import { producerWith } from '../../../support/producer.ts';

const orders = (count: number) => Array.from({ length: count }, () => anOrder());

describe('what is published', () => {
  test('is one order', async () => {
    const order = aFullOrder();
    const { produce, orderTopic } = producerWith();

    await produce(order);

    expect(orderTopic.lists).toStrictEqual([[order]]);
  });

  test.each([1, 2, 1000])('is a list of %i, in its sequence', async (count) => {
    const list = orders(count);
    const { produce, orderTopic } = producerWith();

    await produce(list);

    expect(orderTopic.lists).toStrictEqual([list]);
  });

  test.each([
    ['one order', (sent: unknown) => sent],
    ['a list', (sent: unknown) => [sent]],
  ])('is the canonical order, for %s', async (_, asEvent) => {
    const { produce, orderTopic } = producerWith();

    await produce(asEvent({ orderId: 'ORD-1', amount: 250, timestamp: '2025-05-03T14:00:00+02:00' }));

    expect(orderTopic.lists).toStrictEqual([
      [{ OrderId: 'ORD-1', Amount: 250, Timestamp: '2025-05-03T12:00:00.000Z' }],
    ]);
  });

  test('is an order twice where it is in the list twice', async () => {
    const order = anOrder();
    const { produce, orderTopic } = producerWith();

    await produce([order, order]);

    expect(orderTopic.lists).toStrictEqual([[order, order]]);
  });
});

describe('the answer', () => {
  test.each([
    ['one order', anOrder(), 1],
    ['a list of three', orders(3), 3],
    ['a list of 1,000', orders(1000), 1000],
  ])('counts what was published of %s', async (_, event, Published) => {
    const { produce } = producerWith();

    const answer = await produce(event);

    expect(answer).toStrictEqual({ Published, Failed: [] });
  });

  test('names what failed by its position, its id and the reason', async () => {
    const { produce } = producerWith([
      { position: 0, reason: 'InternalError: Try again' },
      { position: 2, reason: 'ThrottledException: Rate exceeded' },
    ]);

    const answer = await produce([{ OrderId: 'A' }, { OrderId: 'B' }, { orderId: 'C' }, { OrderId: 'D' }]);

    expect(answer).toStrictEqual({
      Published: 2,
      Failed: [
        { Position: 0, OrderId: 'A', Reason: 'InternalError: Try again' },
        { Position: 2, OrderId: 'C', Reason: 'ThrottledException: Rate exceeded' },
      ],
    });
  });

  test('names the only order where it failed', async () => {
    const { produce } = producerWith([{ position: 0, reason: 'InternalError: Try again' }]);

    const answer = await produce({ OrderId: 'A' });

    const Failed = [{ Position: 0, OrderId: 'A', Reason: 'InternalError: Try again' }];
    expect(answer).toStrictEqual({ Published: 0, Failed });
  });
});

describe('metrics', () => {
  test('count what was published, and no failure where there was none', async () => {
    const { produce, meter } = producerWith();

    await produce(orders(3));

    expect(meter.metrics).toEqual(['OrdersPublished 3']);
  });

  test('count what failed', async () => {
    const { produce, meter } = producerWith([{ position: 1, reason: 'InternalError: Try again' }]);

    await produce(orders(3));

    expect(meter.metrics).toEqual(['OrdersPublished 2', 'OrdersNotPublished 1']);
  });
});

test('the log has one line an order that says whether it was published', async () => {
  const { produce, log } = producerWith([{ position: 1, reason: 'InternalError: Try again' }]);
  const sent = orders(3);

  await produce(sent);

  const [first, second, third] = sent.map(({ OrderId }) => OrderId);
  const failure = { OrderId: second, Outcome: 'not-published', Reason: 'InternalError: Try again' };
  expect(log.lines).toStrictEqual([
    ['info', 'Order published', { OrderId: first, Outcome: 'published' }],
    ['error', 'Order not published', failure],
    ['info', 'Order published', { OrderId: third, Outcome: 'published' }],
  ]);
});
