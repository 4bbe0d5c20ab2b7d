import { describe, expect, test } from '@jest/globals';
import { anOrder } from '../../../support/orders.ts';
import { producerWith } from '../../../support/producer.ts';

const sound = (count: number) => Array.from({ length: count }, () => anOrder());

describe('a list is refused', () => {
  test.each([
    ['without an order in it', 0],
    ['with 1,001 orders', 1001],
  ])('%s', async (_, count) => {
    const { produce } = producerWith();

    const answer = produce(sound(count));

    await expect(answer).rejects.toMatchObject({
      name: 'InvalidOrderError',
      message: `Invalid order: a list must contain 1 to 1000 orders, not ${count}`,
    });
  });

  test('with every problem of every order, by its position', async () => {
    const { produce } = producerWith();

    const answer = produce([
      { OrderId: 'A' },
      { OrderId: 'B', Amount: '250', Colour: 'red' },
      { OrderId: 'C' },
      { orderId: '', amount: -1 },
    ]);

    await expect(answer).rejects.toMatchObject({
      name: 'InvalidOrderError',
      issues: [
        { path: '[1].Colour', message: 'is not a field of an order' },
        { path: '[1].Amount', message: 'must be a number' },
        { path: '[3].orderId', message: 'must not be empty' },
        { path: '[3].amount', message: 'must be from 0 to 1,000,000,000' },
      ],
    });
  });

  test('with the position of what is no object at all', async () => {
    const { produce } = producerWith();

    const answer = produce([{ OrderId: 'A' }, null, [{ OrderId: 'B' }]]);

    await expect(answer).rejects.toMatchObject({
      issues: [
        { path: '[1]', message: 'must be a JSON object' },
        { path: '[2]', message: 'must be a JSON object' },
      ],
    });
  });

  test('in one sentence, with the positions', async () => {
    const { produce } = producerWith();

    const answer = produce([{ OrderId: 'A' }, { OrderId: 'B', Amount: '250' }, 7]);

    await expect(answer).rejects.toThrow(
      new Error('Invalid order: [1].Amount must be a number; [2] must be a JSON object'),
    );
  });

  test('at its last of 1,000 positions', async () => {
    const { produce } = producerWith();

    const answer = produce([...sound(999), { OrderId: '' }]);

    await expect(answer).rejects.toThrow('[999].OrderId must not be empty');
  });
});

describe('one order is refused', () => {
  test('with its problems and no position', async () => {
    const { produce } = producerWith();

    const answer = produce({ OrderId: 'ORD-1', Amount: '250' });

    await expect(answer).rejects.toMatchObject({
      name: 'InvalidOrderError',
      orderId: 'ORD-1',
      issues: [{ path: 'Amount', message: 'must be a number' }],
    });
  });

  test.each([null, undefined, 'ORD-1', 7].map((event) => [event]))('where it is %j', async (event) => {
    const { produce } = producerWith();

    const answer = produce(event);

    await expect(answer).rejects.toThrow('must be a JSON object');
  });
});

describe.each([
  ['an invalid order', { OrderId: '' }],
  ['a list with an invalid order', [{ OrderId: 'A' }, { OrderId: '' }]],
  ['an empty list', []],
  ['a list of 1,001', sound(1001)],
])('of %s', (_, event) => {
  test('nothing is published', async () => {
    const { produce, orderTopic } = producerWith();

    await Promise.allSettled([produce(event)]);

    expect(orderTopic.lists).toEqual([]);
  });

  test('nothing is counted as published', async () => {
    const { produce, meter } = producerWith();

    await Promise.allSettled([produce(event)]);

    expect(meter.metrics.join()).not.toContain('Published');
  });
});

describe('an error that says nothing about an order', () => {
  const failure = new Error('Out of memory');
  const event = [
    {
      get OrderId() {
        throw failure;
      },
    },
  ];

  test('passes through unchanged', async () => {
    const { produce } = producerWith();

    const answer = produce(event);

    await expect(answer).rejects.toBe(failure);
  });

  test('is not taken for a refusal', async () => {
    const { produce, log, meter } = producerWith();

    await Promise.allSettled([produce(event)]);

    expect([...log.lines, ...meter.metrics]).toEqual([]);
  });
});

test.each([
  ['an order', { OrderId: 'ORD-1', Amount: -1 }, 'ORD-1', ' ORD-1: Amount'],
  ['a list', [{ OrderId: 'ORD-1', Amount: -1 }], undefined, ': [0].Amount'],
])('a refusal of %s is logged with its reason, and counted', async (_, event, OrderId, where) => {
  const { produce, log, meter } = producerWith();

  const answer = produce(event);

  await expect(answer).rejects.toThrow(where);
  const facts = {
    OrderId,
    Outcome: 'refused',
    Reason: `Invalid order${where} must be from 0 to 1,000,000,000`,
  };
  expect(log.lines).toStrictEqual([['warn', 'Orders refused: invalid', facts]]);
  expect(meter.metrics).toEqual(['InvalidOrders 1', 'InvocationsRefused 1']);
});
