import { createFunctions } from '../lambda/functions.ts';
import { createPolledQueue } from '../lambda/queue-poller.ts';
import { createTable, type Table } from '../models/table.ts';
import { HIGH_VALUE_ORDER_TOPIC_ARN, ORDER_TOPIC_ARN, ORDERS_TABLE } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import { tableEndpoint, topicEndpoint } from './endpoints.ts';
import { createFaultyTopic } from './messaging.ts';

export type SimulatedService = ReturnType<typeof createSimulatedService>;

const INDEX_DELAY_MS = 20;
const MAX_INDEX_DELAY_MS = 10 * 60_000;

/** The deployed service, on models of AWS. */
export function createSimulatedService(simulation: Simulation) {
  const { rules, random } = simulation;
  const table = createFaultyTable(simulation);
  const orderQueue = createPolledQueue(simulation, 'OrderQueue', 'ingest', (by, event) =>
    functions.ingest(by, event),
  );
  const highValueQueue = createPolledQueue(simulation, 'HighValueQueue', 'consumer', (by, event) =>
    functions.consumer(by, event),
  );
  const toOrderQueue = { topicArn: ORDER_TOPIC_ARN, to: orderQueue };
  const orderTopic = createFaultyTopic(simulation, { ...toOrderQueue, raw: true });
  const highValueOrderTopic = createFaultyTopic(simulation, {
    topicArn: HIGH_VALUE_ORDER_TOPIC_ARN,
    to: highValueQueue,
    raw: random.chance('raw delivery to HighValueQueue', 0.7),
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
}

/** The table. Its index is milliseconds behind; with a fault, minutes. */
function createFaultyTable({ timeline, faults, random, trace, uniqueName }: Simulation): Table {
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
