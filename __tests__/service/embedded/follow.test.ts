import { join } from 'node:path';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { orderIdsOf, readFixtures } from '../../../tools/dev/demo/fixtures.ts';
import { settled, until, untilEmpty } from '../../../tools/service/service-client.ts';
import { decisions, follow, type Story } from '../../support/follow.ts';
import { PROJECT } from '../../support/markdown.ts';
import { announcementOf } from '../../support/orders-in-table.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { recordedCalls } from '../../support/recorded-calls.ts';
import { freshOrderId } from '../../support/service.ts';

/** The attempts of the SDK at one call. */
const ATTEMPTS = 3;
const MINUTE = 60_000;

// Its own stack, so that the calls of other tests are not among those recorded.
const own = useOwnStack();

const drained = () => untilEmpty(own.service, ['OrderQueueUrl', 'HighValueQueueUrl'], 60_000);

/** How often the functions wrote to the table, and who published, while `act` ran and until the queues were empty. */
async function callsOf(act: () => Promise<unknown>): Promise<Record<string, number>> {
  const count = async () => {
    const recorded = await recordedCalls(own.stack.endpoint);
    return new Map(
      recorded.map(({ caller, action, calls }) => [`${caller.split('-').at(-1)} ${action}`, calls]),
    );
  };
  const before = await count();
  await act();
  await drained();
  const after = [...(await count())].map(([key, calls]) => [key, calls - (before.get(key) ?? 0)] as const);
  const made = after.filter(
    ([key, calls]) => calls > 0 && /^(?!test ).*((Put|Update)Item|Publish)$/.test(key),
  );
  // One call publishes up to ten.
  return Object.fromEntries(made.map(([key, calls]) => [key, key.endsWith('Publish') ? 1 : calls]));
}

/** The calls that the lines of these stories since then tell of. */
function callsToldBy(stories: Story[], since: string): Record<string, number> {
  const told: Record<string, number> = {};
  const add = (call: string) => {
    told[call] = call.endsWith('Publish') ? 1 : (told[call] ?? 0) + 1;
  };
  for (const { At, FunctionName, Outcome, Notification, Reason = '' } of stories.flatMap(
    ({ Lines }) => Lines,
  )) {
    if (At < since) continue;
    const isInvalid = Outcome === 'refused' && !Reason.includes('already stored');
    const isUnannounced = Reason.startsWith('AnnouncementFailedError');
    if (FunctionName === 'ingest' && !isInvalid) add('ingest dynamodb:PutItem');
    if (FunctionName === 'ingest' && (Notification === 'published' || isUnannounced))
      add('ingest sns:Publish');
    if (FunctionName === 'producer') add('producer sns:Publish');
    if (FunctionName === 'sweep') add('sweep sns:Publish');
    if (FunctionName === 'consumer') add('consumer dynamodb:UpdateItem');
  }
  return told;
}

/** Does something with an order, and follows the order: the story tells of exactly the calls that were recorded. */
async function storyOf(orderId: string, act: () => Promise<unknown>): Promise<Story> {
  const since = new Date().toISOString();
  const calls = await callsOf(act);
  const story = await follow(own.service, orderId);
  expect(callsToldBy([story], since)).toEqual(calls);
  return story;
}

async function send(queue: string, MessageBody: string): Promise<void> {
  await own.service.sqs.send(
    new SendMessageCommand({ QueueUrl: await own.service.output(`${queue}Url`), MessageBody }),
  );
}

/** Stores an order as if ingest had ended before announcing it. */
async function storeUnannounced(minutesAgo: number): Promise<string> {
  const OrderId = freshOrderId();
  const then = new Date(Date.now() - minutesAgo * MINUTE).toISOString();
  const item = { OrderId, Amount: 500, Timestamp: then, ReceivedAt: then };
  await own.service.put({ ...item, NotificationStatus: 'PENDING#0' });
  return OrderId;
}

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

describe('a message that fails at each receive', () => {
  const [conflict, invalid, malformed, unknown] = [1, 2, 3, 4].map(freshOrderId) as [
    string,
    string,
    string,
    string,
  ];
  const refusedThrice = [1, 2, 3].map((receive) => `ingest refused ${receive}`);
  const stories: Record<string, Story> = {};

  beforeAll(async () => {
    const since = new Date().toISOString();
    const pendingSince = new Date(Date.now() - 12 * MINUTE).toISOString();
    const pending = { OrderId: unknown, Amount: 500, Timestamp: pendingSince, ReceivedAt: pendingSince };
    const calls = await callsOf(async () => {
      await own.service.invoke('ingest', { OrderId: conflict, Amount: 1 });
      await own.service.put({ ...pending, NotificationStatus: 'PENDING#0' });
      await send('OrderQueue', JSON.stringify({ OrderId: conflict, Amount: 2 }));
      await send('OrderQueue', JSON.stringify({ OrderId: invalid, Amount: '3' }));
      await send('OrderQueue', `not JSON ${malformed}`);
      await send('HighValueQueue', JSON.stringify(announcementOf({ ...pending, Timestamp: new Date(0) })));
    });
    for (const orderId of [conflict, invalid, malformed, unknown]) {
      stories[orderId] = await follow(own.service, orderId);
    }
    expect(callsToldBy(Object.values(stories), since)).toEqual(calls);
  });

  test('as a conflict is a dead letter beside the stored order', () => {
    expect(stories[conflict]).toMatchObject({
      State: 'stored',
      DeadLetters: [{ Queue: 'OrderDLQ', MessageId: stories[conflict]?.Lines[1]?.MessageId }],
      Next: [expect.stringMatching(/^Message \S+ waits in OrderDLQ .* with another Amount/)],
    });
    expect(decisions(stories[conflict])).toEqual(['ingest stored', ...refusedThrice]);
  });

  test('as it is invalid is a dead letter of an order that is not stored', () => {
    expect(stories[invalid]).toMatchObject({
      State: 'dead letter',
      Item: null,
      DeadLetters: [{ Queue: 'OrderDLQ', Reason: 'Invalid order: Amount must be a number' }],
      Traces: stories[invalid]?.Lines.map(({ TraceId }) => ({ TraceId, FunctionNames: ['ingest'] })),
    });
    expect(decisions(stories[invalid])).toEqual(refusedThrice);
  });

  test('as it is not JSON is found by its text', () => {
    expect(stories[malformed]?.State).toBe('dead letter');
    expect(decisions(stories[malformed])).toEqual(refusedThrice);
    expect(stories[malformed]?.Next[0]).toContain(', which contains the OrderId, waits in OrderDLQ');
  });

  test('of consumer leaves the order pending', () => {
    expect(stories[unknown]).toMatchObject({ State: 'pending', DeadLetters: [{ Queue: 'HighValueDLQ' }] });
    expect(decisions(stories[unknown])).toEqual([1, 2, 3].map((receive) => `consumer failed ${receive}`));
    expect(stories[unknown]?.Next).toEqual([
      expect.stringMatching(/^Owed: its announcement/),
      expect.stringMatching(/waits in HighValueDLQ/),
    ]);
  });

  test('stays in the dead-letter queue, however often it is looked at', async () => {
    const again = await follow(own.service, conflict);

    expect(again.DeadLetters).toMatchObject([{ MessageId: stories[conflict]?.DeadLetters[0]?.MessageId }]);
  });
});

test('a message that fails is received again, until its receives are used up', async () => {
  const OrderId = freshOrderId();
  await send('OrderQueue', JSON.stringify({ OrderId, Amount: '3' }));

  const story = await until('the first line about the message', async () => {
    const found = await follow(own.service, OrderId);
    return found.Lines.length > 0 ? found : undefined;
  });

  const { Receives } = story.Lines.at(-1) ?? {};
  expect(story.State).toBe('refused');
  expect(story.Next).toEqual([expect.stringContaining(`was received ${Receives} of 3 times: `)]);
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

test('an announcement that fails for a while is received again, and then acknowledged', async () => {
  const OrderId = freshOrderId();
  await own.stack.failNext('dynamodb:UpdateItem', ATTEMPTS);

  const story = await storyOf(OrderId, async () => {
    await own.service.invoke('ingest', { OrderId, Amount: 250 });
    await settled(own.service, OrderId);
  });

  expect(story.State).toBe('notified');
  expect(decisions(story)).toEqual(['ingest stored', 'consumer failed 1', 'consumer acknowledged']);
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
  expect(Summary).toContain('is pending for 12 minutes');
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
