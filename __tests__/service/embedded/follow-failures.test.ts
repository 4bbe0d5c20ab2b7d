import { beforeAll, describe, expect, test } from '@jest/globals';
import { settled, until } from '../../../tools/service/service-client.ts';
import { callsToldBy, createFollowing, decisions, follow, type Story } from '../../support/follow.ts';
import { announcementOf } from '../../support/orders-in-table.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { freshOrderId } from '../../support/service.ts';

/** The attempts of the SDK at one call. */
const ATTEMPTS = 3;
const MINUTE = 60_000;

// Its own stack, so that the calls of other tests are not among those recorded.
const own = useOwnStack({ Timeout: 6, VisibilityTimeout: 6 });
const { callsOf, send, storyOf } = createFollowing(own);

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
