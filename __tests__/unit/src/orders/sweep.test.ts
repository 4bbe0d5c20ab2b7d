import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { announcementOf } from '../../../../src/orders/announcement.ts';
import { dueWindow, isDue } from '../../../../src/orders/sweep.ts';
import { NOW, type Pages, pendingFor, sweepOver, timeLeft } from '../../../support/sweep.ts';

const due = (OrderId: string) => pendingFor(700, { OrderId });
const YOUNG = 599;
/** Between two windows. */
const RESTING = 2100;
const indexFailure = new Error('The index is gone');

/** Five orders that are due, over three partitions and four pages, and a young one. */
const FIVE_DUE: Pages = {
  'PENDING#0': [[due('A')], [due('B')]],
  'PENDING#2': [[], [due('C'), due('D')]],
  'PENDING#7': [[pendingFor(1), due('E')]],
};
const announcedAgain = (OrderId: string) => [
  'info',
  'Order announced again',
  { OrderId, Outcome: 'republished' },
];

describe('a sweep', () => {
  test('announces what is due page by page, and answers, counts and logs what it found', async () => {
    const { sweep, highValueOrderTopic, log, meter } = sweepOver({ pages: FIVE_DUE });

    const answer = await sweep();

    const ids = highValueOrderTopic.lists.map((list) => list.map(({ OrderId }) => OrderId));
    expect(ids).toEqual([['A'], ['B'], ['C', 'D'], ['E']]);
    const found = { Pending: 6, Republished: 5, OldestPendingAgeSeconds: 700, CutShort: false };
    expect(answer).toStrictEqual(found);
    expect(meter.metrics).toEqual([
      'PendingNotifications 6',
      'NotificationsRepublished 5',
      'OldestPendingAge 700 s',
    ]);
    expect(log.lines).toEqual([...['A', 'B', 'C', 'D', 'E'].map(announcedAgain), ['info', 'Swept', answer]]);
  });

  test('announces an order as it was announced first, with the current threshold', async () => {
    const order = pendingFor(700, { UserId: 'U1', Timestamp: '2025-05-03T12:00:00.000Z' });
    const { sweep, highValueOrderTopic } = sweepOver({ pages: { 'PENDING#0': [[order]] }, threshold: 249.5 });

    await sweep();

    expect(highValueOrderTopic.lists).toStrictEqual([[announcementOf(order, 249.5)]]);
  });

  test.each([
    ['if nothing is pending', {}, [], 0],
    ['if everything is young, or between two windows', {}, [YOUNG, RESTING, 1], RESTING],
    ['if everything is younger than its own grace period', { graceSeconds: 800 }, [700], 700],
  ])('announces nothing %s, and reports that', async (_, options, ages, OldestPendingAgeSeconds) => {
    const Pending = ages.length;
    const pages = { 'PENDING#0': [ages.map((age) => pendingFor(age))] };
    const { sweep, highValueOrderTopic, meter } = sweepOver({ pages, ...options });

    const answer = await sweep();

    expect(answer).toStrictEqual({ Pending, Republished: 0, OldestPendingAgeSeconds, CutShort: false });
    expect(highValueOrderTopic.lists).toEqual([]);
    expect(meter.metrics).toEqual([
      `PendingNotifications ${Pending}`,
      'NotificationsRepublished 0',
      `OldestPendingAge ${OldestPendingAgeSeconds} s`,
    ]);
  });

  test.each([[[5000, 4000, 1]], [[1, 5000, 4000]], [[4000, 1, 5000]]])(
    'has the age of the oldest of %j, on one page or on several',
    async (ages) => {
      const orders = ages.map((age) => pendingFor(age));
      const onOnePage = sweepOver({ pages: { 'PENDING#0': [orders] } });
      const onSeveral = sweepOver({ pages: { 'PENDING#0': orders.map((order) => [order]) } });

      const answers = [await onOnePage.sweep(), await onSeveral.sweep()];

      expect(answers.map(({ OldestPendingAgeSeconds }) => OldestPendingAgeSeconds)).toEqual([5000, 5000]);
    },
  );

  test.each([
    ['from when an order was received, whatever its Timestamp', 60, 60],
    ['in whole seconds', 60.999, 60],
    ['as 0 for an order received a moment ahead, by a clock that is fast', -5, 0],
  ])('counts the age %s', async (_, seconds, expected) => {
    const order = pendingFor(seconds, { Timestamp: '2025-05-03T12:00:00.000Z' });

    const answer = await sweepOver({ pages: { 'PENDING#0': [[order]] } }).sweep();

    expect(answer).toMatchObject({ OldestPendingAgeSeconds: expected, Republished: 0 });
  });

  test('reads every partition whole, 500 orders a page', async () => {
    const { sweep, notificationIndex } = sweepOver();

    await sweep();

    expect(notificationIndex.queries).toStrictEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((shard) => ({ status: `PENDING#${shard}`, pageSize: 500 })),
    );
  });

  test.each([
    [299.999, '01234567'],
    [300, '12345670'],
    [599.999, '12345670'],
    [600, '23456701'],
    [2100, '70123456'],
    [2400, '01234567'],
  ])('begins with another partition every interval: after %d s, reads %s', async (seconds, expected) => {
    const now = new Date(NOW.getTime() + 1000 * seconds);
    const { sweep, notificationIndex } = sweepOver({ now });

    await sweep();

    const partitions = notificationIndex.queries.map(({ status }) => status.replace('PENDING#', ''));
    expect(partitions.join('')).toBe(expected);
  });
});

describe('a sweep that fails', () => {
  test('to announce some orders counts and logs them, and has tried all others', async () => {
    const { sweep, log, meter } = sweepOver({ pages: FIVE_DUE, failing: ['A', 'D'] });

    const sweeping = sweep();

    await expect(sweeping).rejects.toMatchObject({
      name: 'SweepFailedError',
      message: '2 announcements failed. The next sweep tries again.',
    });
    const failed = (OrderId: string) => [
      'error',
      'Announcement not sent again',
      { OrderId, Outcome: 'not-republished', Reason: expect.stringContaining('Rate exceeded') },
    ];
    const found = { Pending: 6, Republished: 3, OldestPendingAgeSeconds: 700, CutShort: false };
    expect(meter.metrics).toContain('NotificationsRepublished 3');
    expect(log.lines).toEqual([
      ...[failed('A'), announcedAgain('B'), announcedAgain('C'), failed('D'), announcedAgain('E')],
      ['info', 'Swept', found],
    ]);
  });

  test.each(['PENDING#0', 'PENDING#3', 'PENDING#7'])('to read %s reads all others', async (status) => {
    const { sweep, notificationIndex, log } = sweepOver({ broken: { status, error: indexFailure } });

    const sweeping = sweep();

    await expect(sweeping).rejects.toThrow(`${status} could not be read. The next sweep tries again.`);
    expect(notificationIndex.queries).toHaveLength(8);
    const facts = { Partition: status, error: indexFailure };
    expect(log.lines[0]).toEqual(['error', 'Partition not swept completely', facts]);
  });

  test('in two ways says both in one sentence', async () => {
    const pages = { 'PENDING#0': [[due('A')]] };
    const broken = { status: 'PENDING#3', error: indexFailure };
    const { sweep } = sweepOver({ pages, failing: ['A'], broken });

    const sweeping = sweep();

    await expect(sweeping).rejects.toThrow(
      new Error('1 announcements failed; PENDING#3 could not be read. The next sweep tries again.'),
    );
  });
});

describe('a sweep that runs out of time', () => {
  const pages = {
    'PENDING#0': [[due('A')], [pendingFor(900), pendingFor(800)]],
    'PENDING#1': [[pendingFor(1000)]],
  };

  test.each([
    ['at the first page', [44_999], { Pending: 0, Republished: 0, OldestPendingAgeSeconds: 0 }, 1],
    ['at a later page', [240_000, 44_999], { Pending: 1, Republished: 1, OldestPendingAgeSeconds: 700 }, 2],
    [
      'between two partitions',
      [240_000, 45_000, 1000],
      { Pending: 3, Republished: 3, OldestPendingAgeSeconds: 900 },
      3,
    ],
  ])('%s answers what it has seen, and reads no further', async (_, times, seen, pagesRead) => {
    const { sweepIn, notificationIndex, log, meter } = sweepOver({ pages });

    const answer = await sweepIn({}, timeLeft(...times));

    expect(answer).toStrictEqual({ ...seen, CutShort: true });
    expect(notificationIndex.pagesRead).toHaveLength(pagesRead);
    expect(log.lines.at(-1)).toEqual(['info', 'Sweep ran out of time', answer]);
    expect(meter.metrics[0]).toBe(`PendingNotifications ${seen.Pending}`);
  });

  test('fails nevertheless if announcements failed before', async () => {
    const { sweepIn } = sweepOver({ pages, failing: ['A'] });

    const sweeping = sweepIn({}, timeLeft(240_000, 0));

    await expect(sweeping).rejects.toMatchObject({ name: 'SweepFailedError' });
  });
});

const INTERVAL = 300;
const TWO_WEEKS = 14 * 24 * 60 * 60;
const isDueAt = (age: number, graceSeconds: number) =>
  isDue(age, { graceSeconds, intervalSeconds: INTERVAL });

describe('an order is due for three sweeps after every doubling of a grace period of', () => {
  /** The first age of a window, and the first age after it. With 600 s, the first two windows touch. */
  test.each([
    [600, 600, 2100],
    [600, 2400, 3300],
    [600, 4800, 5700],
    [600, 1_228_800, 1_229_700],
    [3600, 3600, 4500],
    [3600, 7200, 8100],
    [1, 1, 1924],
    [1, 2048, 2948],
  ])('%d s: from the age of %d s to %d s', (grace, first, after) => {
    const around = [first - 1, first, after - 1, after].map((age) => isDueAt(age, grace));

    expect(around).toEqual([false, true, true, false]);
  });

  test.each([
    [0, 600, 1500],
    [599, 600, 1500],
    [1199, 600, 1500],
    [1200, 1200, 2100],
    [2099, 1200, 2100],
    [2100, 2400, 3300],
    [3300, 4800, 5700],
  ])('600 s: at the age of %d s it is due, or due next, from %d s to %d s', (age, from, before) => {
    const window = dueWindow(age, { graceSeconds: 600, intervalSeconds: INTERVAL });

    expect(window).toEqual({ from, before });
  });
});

describe('an order that stays pending for two weeks of sweeps', () => {
  /** The ages that an order has at the sweeps of two weeks, if the first one meets it at the age of `first`. */
  const agesFrom = (first: number) =>
    Array.from({ length: TWO_WEEKS / INTERVAL }, (_, index) => first + index * INTERVAL);
  const everyFirstAge = Array.from({ length: INTERVAL }, (_, first) => first);

  test('is due at most 40 times', () => {
    const counts = everyFirstAge.map((first) => agesFrom(first).filter((age) => isDueAt(age, 600)).length);

    expect(Math.max(...counts)).toBeLessThanOrEqual(40);
  });

  test.each([300, 600, 3600])('is due at three sweeps or more in every doubling of %d s', (grace) => {
    const count = Math.floor(Math.log2(TWO_WEEKS / grace));
    const doublings = Array.from({ length: count }, (_, k) => grace * 2 ** k);
    const whole = doublings.filter((from) => from >= 3 * INTERVAL);
    const counts = everyFirstAge.flatMap((first) => {
      const dueAges = agesFrom(first).filter((age) => isDueAt(age, grace));
      return whole.map((from) => dueAges.filter((age) => age >= from && age < 2 * from).length);
    });

    expect(Math.min(...counts)).toBe(3);
  });
});

const anyGrace = fc.integer({ min: 1, max: 999_999 });

test('an order is due again before its age has doubled, whatever its age and the grace period', () => {
  fc.assert(
    fc.property(anyGrace, fc.integer({ min: 0, max: 3 * TWO_WEEKS }), (graceSeconds, ageSeconds) => {
      const doubled = 2 * Math.max(graceSeconds, ageSeconds) + INTERVAL;
      const sweeps = Math.ceil((doubled - ageSeconds) / INTERVAL);

      const ages = Array.from({ length: sweeps }, (_, index) => ageSeconds + (index + 1) * INTERVAL);

      expect(ages.some((later) => isDueAt(later, graceSeconds))).toBe(true);
    }),
  );
});
