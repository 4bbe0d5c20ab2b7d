import { describe, expect, test } from '@jest/globals';
import { NOW, pendingFor, sweepOver, timeLeft } from '../../../support/sweep.ts';

/** The order in which a sweep at that many seconds after NOW reads the partitions, by their number. */
async function partitionsRead(secondsAfterNow: number): Promise<string[]> {
  const { sweep, notificationIndex } = sweepOver({ now: new Date(NOW.getTime() + 1000 * secondsAfterNow) });
  await sweep();
  return notificationIndex.queries.map(({ status }) => status.replace('PENDING#', ''));
}

describe('a sweep', () => {
  test('reads every partition whole, 500 orders a page', async () => {
    const { sweep, notificationIndex } = sweepOver();

    await sweep();

    expect(notificationIndex.queries).toStrictEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((shard) => ({ status: `PENDING#${shard}`, pageSize: 500 })),
    );
  });

  test.each([
    [0, '01234567'],
    [299.999, '01234567'],
    [300, '12345670'],
    [599.999, '12345670'],
    [600, '23456701'],
    [900, '34567012'],
    [1200, '45670123'],
    [1500, '56701234'],
    [1800, '67012345'],
    [2100, '70123456'],
    [2400, '01234567'],
  ])('begins with another partition every five minutes: after %d s, reads %s', async (seconds, expected) => {
    const partitions = await partitionsRead(seconds);

    expect(partitions.join('')).toBe(expected);
  });
});

describe('a sweep that runs out of time', () => {
  const pages = () => ({
    'PENDING#0': [[pendingFor(700)], [pendingFor(900), pendingFor(800)]],
    'PENDING#1': [[pendingFor(1000)]],
  });

  test('answers what it has seen, and that this is a part', async () => {
    const { sweepIn } = sweepOver({ pages: pages() });

    const answer = await sweepIn({}, timeLeft(240_000, 44_999));

    const seen = { Pending: 1, Republished: 1, OldestPendingAgeSeconds: 700 };
    expect(answer).toStrictEqual({ ...seen, CutShort: true });
  });

  test('announces nothing of the page for which the time is too short', async () => {
    const { sweepIn, highValueOrderTopic } = sweepOver({ pages: pages() });

    await sweepIn({}, timeLeft(240_000, 44_999));

    expect(highValueOrderTopic.lists.flat()).toHaveLength(1);
  });

  test('reads no further, neither that partition nor the next one', async () => {
    const { sweepIn, notificationIndex } = sweepOver({ pages: pages() });

    await sweepIn({}, timeLeft(44_999));

    expect([notificationIndex.pagesRead.length, notificationIndex.queries.length]).toEqual([1, 1]);
  });

  test('between two partitions leaves out the later one', async () => {
    const { sweepIn } = sweepOver({ pages: pages() });

    const answer = await sweepIn({}, timeLeft(240_000, 240_000, 1000));

    expect(answer).toMatchObject({ Pending: 3, CutShort: true });
  });

  test('fails all the same where announcements failed before', async () => {
    const order = pendingFor(700);
    const { sweepIn } = sweepOver({
      pages: { 'PENDING#0': [[order], [pendingFor(700)]] },
      failing: [order.OrderId],
    });

    const sweeping = sweepIn({}, timeLeft(240_000, 0));

    await expect(sweeping).rejects.toMatchObject({ name: 'SweepFailedError' });
  });
});

test('a sweep goes on as long as there are 45 seconds for a page', async () => {
  const { sweepIn } = sweepOver({ pages: { 'PENDING#0': [[pendingFor(700)]] } });

  const answer = await sweepIn({}, timeLeft(...Array<number>(8).fill(45_000)));

  expect(answer).toMatchObject({ Republished: 1, CutShort: false });
});

test.each(['PENDING#0', 'PENDING#3', 'PENDING#7'])(
  'a sweep that cannot read %s sees to the other partitions, and then says which',
  async (status) => {
    const error = new Error('The index is gone');
    const { sweep, notificationIndex } = sweepOver({ broken: { status, error } });

    const sweeping = sweep();

    await expect(sweeping).rejects.toThrow(`${status} could not be read. The next sweep tries again.`);
    expect(notificationIndex.queries).toHaveLength(8);
  },
);

test('a sweep that fails in two ways says both in one sentence', async () => {
  const order = pendingFor(700);
  const { sweep } = sweepOver({
    pages: { 'PENDING#0': [[order]] },
    failing: [order.OrderId],
    broken: { status: 'PENDING#3', error: new Error('The index is gone') },
  });

  const sweeping = sweep();

  await expect(sweeping).rejects.toThrow(
    new Error('1 announcements failed; PENDING#3 could not be read. The next sweep tries again.'),
  );
});
