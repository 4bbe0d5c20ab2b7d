import { describe, expect, test } from '@jest/globals';
import { aFullOrder, anOrder } from '../../../support/orders.ts';
import { publishWith } from '../../../support/use-cases.ts';

const orders = (count: number) => Array.from({ length: count }, () => anOrder());
const tryAgain = (position: number) => ({ position, reason: 'InternalError: Try again' });

describe('producer publishes', () => {
  const order = aFullOrder();
  const thousand = orders(1_000);
  const inCamelCase = { orderId: 'ORD-1', amount: 250, timestamp: '2025-05-03T14:00:00+02:00' };
  const canonical = { OrderId: 'ORD-1', Amount: 250, Timestamp: '2025-05-03T12:00:00.000Z' };

  test.each([
    ['one order', order, [order]],
    ['a list of one order', [order], [order]],
    ['a list of 1,000, in its sequence', thousand, thousand],
    ['an order twice if the list has it twice', [order, order], [order, order]],
    ['one order in its canonical form', inCamelCase, [canonical]],
    ['a list in its canonical form', [inCamelCase], [canonical]],
  ])('%s', async (_, event, published) => {
    const { publish, orderTopic, meter } = publishWith();

    const answer = await publish(event);

    expect(orderTopic.lists).toStrictEqual([published]);
    expect(answer).toStrictEqual({ Published: published.length, Failed: [] });
    expect(meter.metrics).toEqual([`OrdersPublished ${published.length}`]);
  });
});

test('producer answers, logs and counts each order that it could not publish', async () => {
  const { publish, log, meter } = publishWith([tryAgain(0), { position: 2, reason: 'Throttled' }]);

  const answer = await publish([{ OrderId: 'A' }, { OrderId: 'B' }, { orderId: 'C' }]);

  expect(answer).toStrictEqual({
    Published: 1,
    Failed: [
      { Position: 0, OrderId: 'A', Reason: 'InternalError: Try again' },
      { Position: 2, OrderId: 'C', Reason: 'Throttled' },
    ],
  });
  const failure = { Outcome: 'not-published', Reason: 'InternalError: Try again' };
  expect(log.lines).toStrictEqual([
    ['error', 'Order not published', { OrderId: 'A', ...failure }],
    ['info', 'Order published', { OrderId: 'B', Outcome: 'published' }],
    ['error', 'Order not published', { OrderId: 'C', ...failure, Reason: 'Throttled' }],
  ]);
  expect(meter.metrics).toEqual(['OrdersPublished 1', 'OrdersNotPublished 2']);
});

describe('producer refuses', () => {
  test.each([
    ['an empty list', [], ': a list must contain 1 to 1000 orders, not 0'],
    ['a list of 1,001', orders(1_001), ': a list must contain 1 to 1000 orders, not 1001'],
    ['no order at all', null, ': must be a JSON object'],
    ['an invalid order', { OrderId: 'ORD-1', Amount: '250' }, ' ORD-1: Amount must be a number'],
    [
      'a list, with every problem of every order by its position',
      [{ OrderId: 'A' }, { OrderId: 'B', Amount: '250', Colour: 'red' }, 7, { orderId: '', amount: -1 }],
      ': [1].Colour is not a field of an order; [1].Amount must be a number; [2] must be a JSON object; ' +
        '[3].orderId must not be empty; [3].amount must be from 0 to 1,000,000,000',
    ],
    ['a list whose last order is invalid', [...orders(999), {}], ': [999].OrderId is required'],
  ])('%s, and publishes nothing', async (_, event, problems) => {
    const { publish, orderTopic, log, meter } = publishWith();

    const answer = publish(event);

    const Reason = `Invalid order${problems}`;
    await expect(answer).rejects.toMatchObject({ name: 'InvalidOrderError', message: Reason });
    const OrderId = problems.startsWith(' ORD-1') ? 'ORD-1' : undefined;
    const facts = { OrderId, Outcome: 'refused', Reason };
    expect(orderTopic.lists).toEqual([]);
    expect(log.lines).toStrictEqual([['warn', 'Orders refused: invalid', facts]]);
    expect(meter.metrics).toEqual(['InvalidOrders 1', 'InvocationsRefused 1']);
  });

  test('no order because of another error, which it passes on', async () => {
    const { publish, log, meter } = publishWith();
    const failure = new Error('Out of memory');
    const order = {
      get OrderId() {
        throw failure;
      },
    };

    const answer = publish([order]);

    await expect(answer).rejects.toBe(failure);
    expect([...log.lines, ...meter.metrics]).toEqual([]);
  });
});
