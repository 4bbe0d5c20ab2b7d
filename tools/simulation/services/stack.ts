import { createEventSource, type EventSource } from '../lambda/event-source.ts';
import { createFunctions, type Functions } from '../lambda/functions.ts';
import type { Queue } from '../models/queue.ts';
import { createTable, type Table } from '../models/table.ts';
import type { Topic } from '../models/topic.ts';
import { createNames, type Names } from '../names.ts';
import type { QueueName } from '../rules/messages.ts';
import { HIGH_VALUE_ORDER_TOPIC_ARN, ORDER_TOPIC_ARN } from '../settings.ts';
import type { World } from '../world.ts';
import { createFaultyQueue } from './faulty-queue.ts';
import { createFaultyTopic } from './faulty-topic.ts';
import { watchedTable, watchedTopic } from './watched.ts';

/** The service as serverless.yml and resources/ describe it, over models. */
export type Stack = {
  table: Table;
  orderTopic: Topic;
  /** OrderTopic as it is to a subscription without raw delivery. */
  orderTopicInEnvelopes: Topic;
  orderQueue: Queue;
  highValueQueue: Queue;
  functions: Functions;
};

const INDEX_DELAY_MS = 20;
const LONGEST_INDEX_DELAY_MS = 10 * 60_000;

export function createStack(world: World): Stack {
  const { rules } = world;
  const nextName = createNames();
  const table = createLaggingTable(world, nextName);

  const orderQueue = createFaultyQueue(world, 'OrderQueue', (...visible) => wake(orderSource, ...visible));
  const highValueQueue = createFaultyQueue(world, 'HighValueQueue', (...visible) =>
    wake(highValueSource, ...visible),
  );
  const toOrderQueue = { topicArn: ORDER_TOPIC_ARN, to: orderQueue, nextName };
  const orderTopic = createFaultyTopic(world, { ...toOrderQueue, raw: true });
  const highValueOrderTopic = createFaultyTopic(world, {
    topicArn: HIGH_VALUE_ORDER_TOPIC_ARN,
    to: highValueQueue,
    raw: world.draws.chance('HighValueQueue gets raw messages', 0.7),
    nextName,
  });
  const functions = createFunctions(world, {
    table: watchedTable(world, table),
    orderTopic: watchedTopic(orderTopic, rules.publishedOrder),
    highValueOrderTopic: watchedTopic(highValueOrderTopic, rules.announced),
  });
  const orderSource = sourceOf('OrderQueue', orderQueue, 'ingest');
  const highValueSource = sourceOf('HighValueQueue', highValueQueue, 'consumer');

  return {
    table,
    orderTopic,
    orderTopicInEnvelopes: createFaultyTopic(world, { ...toOrderQueue, raw: false }),
    orderQueue,
    highValueQueue,
    functions,
  };

  function sourceOf(queueName: QueueName, queue: Queue, functionName: 'ingest' | 'consumer') {
    const { receive, delete: remove } = queue;
    return createEventSource(world, {
      queueName,
      functionName,
      receive,
      remove,
      run: functions[functionName],
    });
  }
}

function wake(source: EventSource, inMs: number, messageId: string, receives: number): void {
  source.wake(inMs, `${messageId}, receive ${receives + 1}`);
}

/** The table, of which the index lags behind by little, and sometimes by minutes. */
function createLaggingTable({ timeline, faults, draws, trace }: World, nextName: Names): Table {
  return createTable({
    now: timeline.now,
    key: 'OrderId',
    pageSize: draws.pick('size of a page', [1, 2, 1_000]),
    index: { name: 'NotificationIndex', partition: 'NotificationStatus', range: 'Timestamp' },
    indexDelay: ({ OrderId }) => {
      const write = nextName(`write of ${OrderId}`);
      if (!faults.threatens('stale index read', write)) return INDEX_DELAY_MS;
      trace.say('NotificationIndex', `will get this ${write} late`);
      return draws.between(`delay of ${write}`, INDEX_DELAY_MS, LONGEST_INDEX_DELAY_MS);
    },
  });
}
