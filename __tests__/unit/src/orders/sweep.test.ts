import { describe, expect, test } from '@jest/globals';
import { announcementOf } from '../../../../src/orders/announcement.ts';
import { NOW, pendingFor, sweepOver } from '../../../support/sweep.ts';

const DUE = 700;
const YOUNG = 599;
/** Between two windows. */
const RESTING = 2100;

describe('a sweep announces again', () => {
  test('what is due, as it was announced at first, with the threshold of now', async () => {
    const order = pendingFor(DUE, { UserId: 'U1', Timestamp: '2025-05-03T12:00:00.000Z' });
    const { sweep, highValueOrderTopic } = sweepOver({ pages: { 'PENDING#0': [[order]] }, threshold: 249.5 });

    await sweep();

    expect(highValueOrderTopic.lists).toStrictEqual([[announcementOf(order, 249.5)]]);
  });

  test('only what is due', async () => {
    const [young, due, resting] = [pendingFor(YOUNG), pendingFor(DUE), pendingFor(RESTING)];
    const { sweep, highValueOrderTopic } = sweepOver({ pages: { 'PENDING#0': [[young, due, resting]] } });

    await sweep();

    expect(highValueOrderTopic.lists).toMatchObject([[{ OrderId: due.OrderId }]]);
  });

  test('what is due by its own grace period', async () => {
    const pages = { 'PENDING#0': [[pendingFor(60), pendingFor(59)]] };
    const { sweep, highValueOrderTopic } = sweepOver({ pages, graceSeconds: 60 });

    await sweep();

    expect(highValueOrderTopic.lists.flat()).toHaveLength(1);
  });

  test('each page by itself', async () => {
    const [a, b, c] = [pendingFor(DUE), pendingFor(DUE), pendingFor(DUE)];
    const pages = { 'PENDING#0': [[a, b], [c]] };
    const { sweep, highValueOrderTopic } = sweepOver({ pages });

    await sweep();

    expect(highValueOrderTopic.lists).toMatchObject([
      [{ OrderId: a.OrderId }, { OrderId: b.OrderId }],
      [{ OrderId: c.OrderId }],
    ]);
  });

  test('what is on a page after an empty one', async () => {
    const due = pendingFor(DUE);
    const { sweep, highValueOrderTopic } = sweepOver({ pages: { 'PENDING#3': [[], [due], []] } });

    await sweep();

    expect(highValueOrderTopic.lists).toMatchObject([[{ OrderId: due.OrderId }]]);
  });
});

test.each([
  ['nothing is pending', {}],
  ['everything that is pending is young', { 'PENDING#0': [[pendingFor(YOUNG)]] }],
])('nothing is announced where %s', async (_, pages) => {
  const { sweep, highValueOrderTopic } = sweepOver({ pages });

  await sweep();

  expect(highValueOrderTopic.lists).toEqual([]);
});

describe('the answer', () => {
  test('is all zero where nothing is pending', async () => {
    const { sweep } = sweepOver();

    const answer = await sweep();

    expect(answer).toStrictEqual({ Pending: 0, Republished: 0, OldestPendingAgeSeconds: 0, CutShort: false });
  });

  test('counts over all pages and partitions', async () => {
    const { sweep } = sweepOver({
      pages: {
        'PENDING#0': [[pendingFor(YOUNG), pendingFor(DUE)], [pendingFor(DUE)]],
        'PENDING#5': [[], [pendingFor(RESTING), pendingFor(DUE)]],
        'PENDING#7': [[pendingFor(0)]],
      },
    });

    const answer = await sweep();

    const counts = { Pending: 6, Republished: 3, OldestPendingAgeSeconds: RESTING, CutShort: false };
    expect(answer).toStrictEqual(counts);
  });

  test.each([
    ['comes first', [5000, 4000, 1]],
    ['comes in the middle', [1, 5000, 4000]],
    ['comes last', [4000, 1, 5000]],
  ])('has the age of the oldest where it %s, on one page or on several', async (_, ages) => {
    const orders = ages.map((age) => pendingFor(age));
    const onOnePage = sweepOver({ pages: { 'PENDING#0': [orders] } });
    const onSeveral = sweepOver({ pages: { 'PENDING#0': orders.map((order) => [order]) } });

    const answers = [await onOnePage.sweep(), await onSeveral.sweep()];

    expect(answers.map(({ OldestPendingAgeSeconds }) => OldestPendingAgeSeconds)).toEqual([5000, 5000]);
  });
});

describe('the age of an order', () => {
  const ageOf = async (ReceivedAt: string, Timestamp = ReceivedAt) => {
    const order = pendingFor(0, { ReceivedAt, Timestamp });
    return (await sweepOver({ pages: { 'PENDING#0': [[order]] } }).sweep()).OldestPendingAgeSeconds;
  };

  test('is counted from when it was received, whatever its time', async () => {
    const age = await ageOf('2025-06-01T09:59:00.000Z', '2025-05-03T12:00:00.000Z');

    expect(age).toBe(60);
  });

  test('is in whole seconds', async () => {
    const age = await ageOf('2025-06-01T09:58:59.001Z');

    expect(age).toBe(60);
  });

  test('is 0 where it was received a moment ahead, by a clock that is fast', async () => {
    const age = await ageOf(new Date(NOW.getTime() + 5000).toISOString());

    expect(age).toBe(0);
  });

  test('does not make it due where it was received a moment ahead', async () => {
    const pages = { 'PENDING#0': [[pendingFor(-5000)]] };

    const answer = await sweepOver({ pages }).sweep();

    expect(answer).toMatchObject({ Pending: 1, Republished: 0 });
  });
});
