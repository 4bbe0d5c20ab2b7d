import { join } from 'node:path';
import { PublishCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import { orderIdsOf, readFixtures } from '../../../tools/dev/demo/fixtures.ts';
import { settled, until } from '../../../tools/service/service-client.ts';
import { callsToldBy, createFollowing, decisions, follow } from '../../support/follow.ts';
import { PROJECT } from '../../support/markdown.ts';
import { announcementOf } from '../../support/orders-in-table.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { freshOrderId } from '../../support/service.ts';

/** The attempts of the SDK at one call. */
const ATTEMPTS = 3;
const MINUTE = 60_000;

// Its own stack, so that the calls of other tests are not among those recorded; and time for every call on a busy computer.
const own = useOwnStack({ Timeout: 60, VisibilityTimeout: 60 });
const { callsOf, drained, storeUnannounced, storyOf } = createFollowing(own);

// In sequence: a later fixture repeats an earlier one.
test.each(readFixtures(join(PROJECT, 'fixtures')))('follows the orders of $name', async (fixture) => {
  const since = new Date().toISOString();
  const calls = await callsOf(async () => {
    const { error } = await own.service.invoke(fixture.functionName, fixture.event);
    if (error === undefined) await Promise.all(orderIdsOf(fixture).map((id) => settled(own.service, id)));
  });

  const orderIds = orderIdsOf(fixture);
  const stories = await Promise.all(orderIds.map((orderId) => follow(own.service, orderId)));

  expect(callsToldBy(stories, since)).toEqual(calls);
  const items = await Promise.all(orderIds.map((orderId) => own.service.order(orderId)));
  expect(stories.map(({ Item }) => Item)).toEqual(items.map((item) => item ?? null));
  expect(stories.map(({ State }) => State)).toEqual(
    items.map((item) => (item === undefined ? 'unknown' : 'NotifiedAt' in item ? 'notified' : 'stored')),
  );
  for (const { Item, Next, DeadLetters } of stories) {
    expect(Next).toEqual([Item === null ? expect.stringContaining('Check the OrderId') : 'Nothing is owed.']);
    expect(DeadLetters).toEqual([]);
  }
});

test('an announcement that was lost is owed, until sweep repeats it', async () => {
  const OrderId = freshOrderId();
  await own.stack.failNext('sns:Publish', ATTEMPTS);

  const lost = await storyOf(OrderId, () => own.service.invoke('ingest', { OrderId, Amount: 250 }));
  const repeated = await storyOf(OrderId, async () => {
    // The grace period of stage local is a second.
    await until('sweep to repeat the announcement', async () => {
      const { answer } = await own.service.invoke('sweep', {});
      return Number(answer?.Republished) > 0 || undefined;
    });
    await settled(own.service, OrderId);
  });

  expect(lost.State).toBe('pending');
  expect(decisions(lost)).toEqual(['ingest failed']);
  expect(lost.Lines[0]?.Reason).toMatch(/^AnnouncementFailedError: .* is stored, but announcing it failed/);
  expect(lost.Next).toEqual([
    expect.stringMatching(/^Owed: its announcement.* announces it again by .*\d\d:\d\d UTC\.$/),
  ]);
  expect(repeated.State).toBe('notified');
  expect(decisions(repeated)).toEqual(['ingest failed', 'sweep republished', 'consumer acknowledged']);
  expect(repeated.Next).toEqual(['Nothing is owed.']);
});

test('a duplicate, of an order or of its announcement, is told once and changes nothing', async () => {
  const OrderId = freshOrderId();
  await own.service.invoke('ingest', { OrderId, Amount: 250 });
  const item = await settled(own.service, OrderId);
  await drained();

  const story = await storyOf(OrderId, async () => {
    await own.service.invoke('ingest', { OrderId, Amount: 250 });
    const TopicArn = await own.service.output('HighValueOrderTopicArn');
    await own.service.sns.send(
      new PublishCommand({ TopicArn, Message: JSON.stringify(announcementOf(item)) }),
    );
    await until('the second announcement to be received', async () => {
      const lines = await own.stack.log(OrderId);
      return lines.filter((line) => line.includes('"duplicate"')).length > 1 || undefined;
    });
  });

  expect(story.Item).toEqual(item);
  expect(decisions(story).slice(2)).toEqual(['ingest duplicate', 'consumer duplicate']);
  expect(story.Next).toEqual(['Nothing is owed.']);
});

test('sweep announces a pending order by the time that is told', async () => {
  const OrderId = await storeUnannounced(12);
  await own.service.invoke('sweep', {});
  await settled(own.service, OrderId);
  const pending = await storeUnannounced(12);

  const { State, Summary, Next } = await follow(own.service, pending);

  const [, by = ''] =
    /sweep \(last run: .* UTC\) announces it again by (?:\S+ )?(\d\d:\d\d) UTC\.$/.exec(Next[0] ?? '') ?? [];
  const inMinutes = (Date.parse(`1970-01-01T${by}Z`) - (Date.now() % (1440 * MINUTE))) / MINUTE;
  expect(State).toBe('pending');
  expect(Summary).toContain('has been pending for 12 minutes');
  // Sweep runs every five minutes; the time is rounded up.
  expect((inMinutes + 1440) % 1440).toBeGreaterThan(0);
  expect((inMinutes + 1440) % 1440).toBeLessThanOrEqual(6);
});

describe('told apart are', () => {
  test('an OrderId that is a part of others, and one that nobody sent', async () => {
    const OrderId = freshOrderId();
    const part = OrderId.slice(0, -1);
    await own.service.invoke('ingest', { OrderId, Amount: 1 });

    const stories = [await follow(own.service, part), await follow(own.service, freshOrderId())];

    expect(stories.map(({ State, Lines }) => [State, Lines])).toEqual([
      ['unknown', []],
      ['unknown', []],
    ]);
    expect(stories.map(({ OtherOrderIds }) => OtherOrderIds)).toEqual([[OrderId], []]);
    expect(stories.map(({ Notes }) => Notes)).toEqual([[`Other OrderIds contain it: ${OrderId}.`], []]);
  });

  test('an order whose lines have expired', async () => {
    const OrderId = await storeUnannounced(3 * 1440);

    const { State, Notes } = await follow(own.service, OrderId);

    expect(State).toBe('pending');
    expect(Notes).toEqual([expect.stringMatching(/ have expired, as the logs keep 24 hours\.$/)]);
  });
});
