import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import {
  type PutCommand,
  QueryCommand,
  type QueryCommandInput,
  type UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Endpoint } from '../lambda/calls.ts';
import { createFunctions } from '../lambda/functions.ts';
import type { Invocation } from '../lambda/invocation.ts';
import { createPolledQueue } from '../lambda/queue-poller.ts';
import { createTable, type Table } from '../models/table.ts';
import type { Topic } from '../models/topic.ts';
import { HIGH_VALUE_ORDER_TOPIC_ARN, ORDER_TOPIC_ARN, ORDERS_TABLE, START } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import { createExpiry } from './expiry.ts';
import { createFaultyTopic } from './messaging.ts';

type Page = { Items?: { OrderId?: unknown }[]; LastEvaluatedKey?: object };

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
    now: () => START + timeline.now(),
    pageSize: random.pick('page size', [1, 2, 1_000]),
    indexDelay: ({ OrderId }) => {
      const write = uniqueName(`write of ${OrderId}`);
      if (!faults.prepare('stale index read', write)) return INDEX_DELAY_MS;
      trace?.('NotificationIndex', `will get ${write} late`);
      return random.between(`delay of ${write}`, INDEX_DELAY_MS, MAX_INDEX_DELAY_MS);
    },
  });
}

/** The table as the functions call it. The rules check every write. */
function tableEndpoint(simulation: Simulation, table: Table): Endpoint {
  const { rules, faults } = simulation;
  const expiry = createExpiry(simulation, table);
  return (command, by) => {
    if (command instanceof QueryCommand) {
      const output: Page = table.execute(command);
      if (isStale(table, command.input, output)) faults.confirm('stale index read');
      return output;
    }
    const { Item, Key } = (command as PutCommand & UpdateCommand).input;
    const id = String((Item ?? Key)?.OrderId);
    expiry.called(id);
    try {
      const before = table.item(id);
      const output = table.execute(command);
      const after = table.item(id);
      if (after !== undefined) {
        rules.written(before, after, by);
        expiry.written(id, after);
      }
      return output;
    } finally {
      expiry.called(id);
    }
  };
}

/** A topic as the functions call it. `onPublished` gets the body of every message that the topic accepts. */
function topicEndpoint(topic: Topic, onPublished: (body: string, by: Invocation) => void): Endpoint {
  return (command, by) => {
    const output: { Successful?: { Id: string }[]; Failed?: unknown[] } = topic.execute(command);
    if (command instanceof PublishCommand) onPublished(command.input.Message ?? '', by);
    if (command instanceof PublishBatchCommand) {
      const accepted = new Set(output.Successful?.map(({ Id }) => Id));
      for (const { Id = '', Message = '' } of command.input.PublishBatchRequestEntries ?? []) {
        if (accepted.has(Id)) onPublished(Message, by);
      }
      if (output.Failed?.length) by.hadFault = true;
    }
    return output;
  };
}

/** Whether a page has an order that has left the partition, or is the only page and lacks one that is in it. */
function isStale(table: Table, query: QueryCommandInput, { Items = [], LastEvaluatedKey }: Page): boolean {
  const status = query.ExpressionAttributeValues?.[':status'];
  const current = table.items().filter(({ NotificationStatus }) => NotificationStatus === status);
  const isOnlyPage = query.ExclusiveStartKey === undefined && LastEvaluatedKey === undefined;
  const isOutdated = Items.some(({ OrderId }) => current.every((item) => item.OrderId !== OrderId));
  return isOutdated || (isOnlyPage && Items.length !== current.length);
}
