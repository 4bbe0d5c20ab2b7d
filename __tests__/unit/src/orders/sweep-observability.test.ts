import { describe, expect, test } from '@jest/globals';
import { pendingFor, sweepOver, timeLeft } from '../../../support/sweep.ts';

const due = (OrderId: string) => pendingFor(700, { OrderId });
const announcedAgain = (OrderId: string) => [
  'info',
  'Order announced again',
  { OrderId, Outcome: 'republished' },
];

/** Five orders that are due, over three partitions and four pages, and a young one. */
const pages = {
  'PENDING#0': [[due('A')], [due('B')]],
  'PENDING#2': [[due('C'), due('D')]],
  'PENDING#7': [[pendingFor(1), due('E')]],
};

describe('a sweep in which announcements fail', () => {
  test('fails with their number', async () => {
    const { sweep } = sweepOver({ pages, failing: ['A', 'C', 'D'] });

    const sweeping = sweep();

    await expect(sweeping).rejects.toMatchObject({
      name: 'SweepFailedError',
      message: '3 announcements failed. The next sweep tries again.',
    });
  });

  test('fails for a single one too', async () => {
    const { sweep } = sweepOver({ pages, failing: ['E'] });

    const sweeping = sweep();

    await expect(sweeping).rejects.toMatchObject({ name: 'SweepFailedError' });
  });

  test('has tried all the others', async () => {
    const { sweep, highValueOrderTopic } = sweepOver({ pages, failing: ['A'] });

    await Promise.allSettled([sweep()]);

    const tried = highValueOrderTopic.lists.flat().map(({ OrderId }) => OrderId);
    expect(tried).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  test('counts as republished only what did not fail', async () => {
    const { sweep, meter } = sweepOver({ pages, failing: ['A', 'D'] });

    await Promise.allSettled([sweep()]);

    expect(meter.metrics).toEqual([
      'PendingNotifications 6',
      'NotificationsRepublished 3',
      'OldestPendingAge 700 s',
    ]);
  });

  test('names each of them in the log, with the reason', async () => {
    const { sweep, log } = sweepOver({ pages, failing: ['A', 'D'] });

    await Promise.allSettled([sweep()]);

    const failures = ['A', 'D'].map((OrderId) => [
      'error',
      'Announcement not sent again',
      { OrderId, Outcome: 'not-republished', Reason: expect.stringContaining('Rate exceeded') },
    ]);
    expect(log.lines.filter(([level]) => level === 'error')).toEqual(failures);
    expect(log.lines.slice(0, -1)).toEqual(expect.arrayContaining(['B', 'C', 'E'].map(announcedAgain)));
  });

  test('says what it found, as every sweep does', async () => {
    const { sweep, log } = sweepOver({ pages, failing: ['A', 'D'] });

    await Promise.allSettled([sweep()]);

    const found = { Pending: 6, Republished: 3, OldestPendingAgeSeconds: 700, CutShort: false };
    expect(log.lines.at(-1)).toEqual(['info', 'Swept', found]);
  });
});

describe('metrics', () => {
  test('say what is pending, what was announced again, and the age of the oldest', async () => {
    const { sweep, meter } = sweepOver({ pages });

    await sweep();

    expect(meter.metrics).toEqual([
      'PendingNotifications 6',
      'NotificationsRepublished 5',
      'OldestPendingAge 700 s',
    ]);
  });

  test('are all zero where nothing is pending, rather than missing', async () => {
    const { sweep, meter } = sweepOver();

    await sweep();

    expect(meter.metrics).toEqual([
      'PendingNotifications 0',
      'NotificationsRepublished 0',
      'OldestPendingAge 0 s',
    ]);
  });

  test('say what was seen where the time was over', async () => {
    const { sweepIn, meter } = sweepOver({ pages });

    await sweepIn({}, timeLeft(240_000, 0));

    expect(meter.metrics).toEqual([
      'PendingNotifications 1',
      'NotificationsRepublished 1',
      'OldestPendingAge 700 s',
    ]);
  });
});

test('a partition that cannot be read is an error in the log, with its cause', async () => {
  const error = new Error('The index is gone');
  const { sweep, log } = sweepOver({ broken: { status: 'PENDING#3', error } });

  await Promise.allSettled([sweep()]);

  const facts = { Partition: 'PENDING#3', error };
  expect(log.lines[0]).toEqual(['error', 'Partition not swept completely', facts]);
});

describe('the log has one line a sweep', () => {
  test('with the answer, after one for each order that was announced again', async () => {
    const { sweep, log } = sweepOver({ pages });

    const answer = await sweep();

    const lines = ['A', 'B', 'C', 'D', 'E'].map(announcedAgain);
    expect(log.lines).toEqual([...lines, ['info', 'Swept', answer]]);
  });

  test('that says so where the time was over', async () => {
    const { sweepIn, log } = sweepOver({ pages });

    const answer = await sweepIn({}, timeLeft(0));

    expect(log.lines).toEqual([['info', 'Sweep ran out of time', answer]]);
  });
});
