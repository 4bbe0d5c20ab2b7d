import { expect, test } from '@jest/globals';
import { until } from '../../../tools/service/service-client.ts';
import { decisions, follow } from '../../support/follow.ts';
import { acknowledged } from '../../support/orders-in-table.ts';
import { sendTo, untilDeadLetters } from '../../support/queue.ts';
import { deadLetterDeadlineMs, freshOrderId, service } from '../../support/service.ts';

/** On AWS, log lines can be a minute late. Others may be looking at the dead letter. */
const LOG_DEADLINE_MS = 120_000;

test(
  'follow tells of an order that was acknowledged, and of a conflict that is a dead letter',
  async () => {
    const OrderId = freshOrderId();
    // A write whose answer was late is tried again, and finds its own order: then this is a duplicate.
    const { answer } = await service.invoke('ingest', { OrderId, Amount: 250 });
    const item = await acknowledged(OrderId);
    await sendTo('OrderQueueUrl', [JSON.stringify({ OrderId, Amount: 251 })]);

    const story = await until(
      `everything about ${OrderId}`,
      async () => {
        const found = await follow(service, OrderId);
        const isLogged =
          found.Since === null || decisions(found).some((text) => text === 'consumer acknowledged');
        return isLogged && found.DeadLetters.length > 0 ? found : undefined;
      },
      deadLetterDeadlineMs + LOG_DEADLINE_MS,
    );

    const [stored, ...refused] = decisions(story).filter((decision) => decision.startsWith('ingest'));
    expect(story).toMatchObject({ State: 'notified', Item: item, DeadLetters: [{ Queue: 'OrderDLQ' }] });
    expect(story.Next).toEqual([expect.stringMatching(/ waits in OrderDLQ .*with another Amount/)]);
    if (story.Since === null) expect(story.Notes).toEqual([expect.stringContaining('no logs')]);
    else {
      expect(stored).toBe(`ingest ${answer?.Outcome}`);
      expect(refused).toContain('ingest refused 1');
    }
    await untilDeadLetters('OrderDLQUrl', [OrderId]);
  },
  deadLetterDeadlineMs * 2 + LOG_DEADLINE_MS,
);

test('follow tells that nobody sent an order', async () => {
  const story = await follow(service, freshOrderId());

  expect(story).toMatchObject({ State: 'unknown', Item: null, Lines: [], DeadLetters: [] });
});
