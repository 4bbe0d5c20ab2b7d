import { createFunctions } from '../lambda/functions.ts';
import { createQueuePoller } from '../lambda/queue-poller.ts';
import type { Queue } from '../models/queue.ts';
import { createTable, type Table } from '../models/table.ts';
import type { QueueName } from '../rules/message-rules.ts';
import { HIGH_VALUE_ORDER_TOPIC_ARN, ORDER_TOPIC_ARN, ORDERS_TABLE } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import { createUniqueNames, type UniqueName } from '../unique-names.ts';
import { tableEndpoint, topicEndpoint } from './endpoints.ts';
import { createFaultyQueue, createFaultyTopic } from './messaging.ts';

export type SimulatedService = ReturnType<typeof createSimulatedService>;

const INDEX_DELAY_MS = 20;
const MAX_INDEX_DELAY_MS = 10 * 60_000;

/** The deployed service, on models of AWS. */
export function createSimulatedService(simulation: Simulation) {
  const { rules, random } = simulation;
  const uniqueName = createUniqueNames();
  const table = createFaultyTable(simulation, uniqueName);
  const orderQueue = polledQueue('OrderQueue', 'ingest');
  const highValueQueue = polledQueue('HighValueQueue', 'consumer');
  const toOrderQueue = { topicArn: ORDER_TOPIC_ARN, to: orderQueue, uniqueName };
  const orderTopic = createFaultyTopic(simulation, { ...toOrderQueue, raw: true });
  const highValueOrderTopic = createFaultyTopic(simulation, {
    topicArn: HIGH_VALUE_ORDER_TOPIC_ARN,
    to: highValueQueue,
    raw: random.chance('raw delivery to HighValueQueue', 0.7),
    uniqueName,
  });
  const functions = createFunctions(simulation, {
    table: tableEndpoint(simulation, table),
    orderTopic: topicEndpoint(orderTopic, rules.orderPublished),
    highValueOrderTopic: topicEndpoint(highValueOrderTopic, rules.announced),
  });

  return {
    table,
    orderTopic,
    /** OrderTopic for a subscription without raw message delivery. */
    orderTopicInEnvelopes: createFaultyTopic(simulation, { ...toOrderQueue, raw: false }),
    orderQueue,
    highValueQueue,
    functions,
  };

  function polledQueue(queueName: QueueName, functionName: 'ingest' | 'consumer'): Queue {
    const queue = createFaultyQueue(simulation, queueName, (inMs, messageId, receives) =>
      poll(inMs, `${messageId}, receive ${receives + 1}`),
    );
    const poll = createQueuePoller(simulation, {
      ...{ queueName, functionName, receive: queue.receive, remove: queue.delete },
      run: (by, event) => functions[functionName](by, event),
    });
    return queue;
  }
}

/** The table. Its index is milliseconds behind; with a fault, minutes. */
function createFaultyTable({ timeline, faults, random, trace }: Simulation, uniqueName: UniqueName): Table {
  return createTable({
    ...ORDERS_TABLE,
    now: timeline.now,
    pageSize: random.pick('page size', [1, 2, 1_000]),
    indexDelay: ({ OrderId }) => {
      const write = uniqueName(`write of ${OrderId}`);
      if (!faults.prepare('stale index read', write)) return INDEX_DELAY_MS;
      trace?.('NotificationIndex', `will get ${write} late`);
      return random.between(`delay of ${write}`, INDEX_DELAY_MS, MAX_INDEX_DELAY_MS);
    },
  });
}
