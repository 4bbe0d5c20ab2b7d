import type { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { createNotificationIndex } from '../../../src/aws/notification-index.ts';
import { createOrdersTable } from '../../../src/aws/orders-table.ts';
import { handleBatch, handleBatchOrOne } from '../../../src/aws/sqs-batch.ts';
import { createHighValueOrderTopic, createOrderTopic } from '../../../src/aws/topics.ts';
import { createAcknowledgeAll } from '../../../src/orders/acknowledge.ts';
import { createIngest } from '../../../src/orders/ingest.ts';
import type { Log } from '../../../src/orders/ports.ts';
import { createPublish } from '../../../src/orders/publish.ts';
import { createSweep } from '../../../src/orders/sweep.ts';
import { withoutGuard } from '../guards.ts';
import {
  GRACE_SECONDS,
  HIGH_VALUE_ORDER_TOPIC_ARN,
  ORDER_TOPIC_ARN,
  SWEEP_INTERVAL_MS,
  TABLE_NAME,
  THRESHOLD,
} from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import type { Endpoint } from './calls.ts';
import type { Invocation } from './invocation.ts';
import { createClient } from './sdk-client.ts';

/** What the functions call. */
type Endpoints = { table: Endpoint; orderTopic: Endpoint; highValueOrderTopic: Endpoint };

/** The deployed functions. Each invocation is wired anew, so that its calls, clock and log are known to be its own. */
export function createFunctions(simulation: Simulation, endpoints: Endpoints) {
  const { guard, trace, rules, meter } = simulation;

  const clientOf = (endpoint: Endpoint, by: Invocation) =>
    withoutGuard(guard, createClient(simulation, by, endpoint)) as unknown;

  function tableParts(by: Invocation) {
    const client = clientOf(endpoints.table, by) as DynamoDBDocumentClient;
    let ids = 0;
    return { client, tableName: TABLE_NAME, newId: () => `${by.name}, id ${++ids}` };
  }

  function highValueOrderTopic(by: Invocation) {
    const client = clientOf(endpoints.highValueOrderTopic, by) as SNSClient;
    return createHighValueOrderTopic({ client, topicArn: HIGH_VALUE_ORDER_TOPIC_ARN });
  }

  function common(by: Invocation) {
    const level = (name: keyof Log): Log['info'] => {
      return (message, facts) => {
        simulation.log[name](message, facts);
        observe(by, facts);
      };
    };
    const log: Log = { info: level('info'), warn: level('warn'), error: level('error') };
    return { log, meter, now: by.now };
  }

  function observe(by: Invocation, facts: unknown): void {
    const { OrderId, Outcome }: { OrderId?: string; Outcome?: string } = Object(facts);
    if (OrderId === undefined || Outcome === undefined) return;
    trace?.(by.name, `logs ${OrderId} as ${Outcome}`);
    rules.logged(by, OrderId, Outcome);
  }

  return {
    ingest(by: Invocation, event: unknown): Promise<unknown> {
      const { ingest, ingestAll } = createIngest({
        ...common(by),
        ordersTable: createOrdersTable(tableParts(by)),
        highValueOrderTopic: highValueOrderTopic(by),
        threshold: THRESHOLD,
      });
      return handleBatchOrOne(ingestAll, ingest)(event);
    },

    consumer(by: Invocation, event: unknown): Promise<unknown> {
      const ordersTable = createOrdersTable(tableParts(by));
      return handleBatch(event as SQSEvent, createAcknowledgeAll({ ...common(by), ordersTable }));
    },

    producer(by: Invocation, event: unknown) {
      const client = clientOf(endpoints.orderTopic, by) as SNSClient;
      const orderTopic = createOrderTopic({ client, topicArn: ORDER_TOPIC_ARN });
      return createPublish({ ...common(by), orderTopic })(event);
    },

    sweep(by: Invocation) {
      const sweep = createSweep({
        ...common(by),
        notificationIndex: createNotificationIndex(tableParts(by)),
        highValueOrderTopic: highValueOrderTopic(by),
        threshold: THRESHOLD,
        graceSeconds: GRACE_SECONDS,
        intervalSeconds: SWEEP_INTERVAL_MS / 1_000,
      });
      return sweep({}, { getRemainingTimeInMillis: by.remainingMs });
    },
  };
}
