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

/** The deployed functions. Each invocation has its own wiring, so that its calls, clock and log are known to be its own. */
export function createFunctions(simulation: Simulation, endpoints: Endpoints) {
  const { retentionDays } = simulation;

  function partsOf(by: Invocation) {
    const clientOf = <T>(endpoint: Endpoint) =>
      withoutGuard(simulation.guard, createClient(simulation, by, endpoint)) as T;
    const toTable = { client: clientOf<DynamoDBDocumentClient>(endpoints.table), tableName: TABLE_NAME };
    const toOrders = { client: clientOf<SNSClient>(endpoints.orderTopic), topicArn: ORDER_TOPIC_ARN };
    const toHighValueOrders = {
      client: clientOf<SNSClient>(endpoints.highValueOrderTopic),
      topicArn: HIGH_VALUE_ORDER_TOPIC_ARN,
    };
    let ids = 0;
    return {
      ordersTable: createOrdersTable({ ...toTable, retentionDays, newId: () => `${by.name}, id ${++ids}` }),
      notificationIndex: createNotificationIndex(toTable),
      orderTopic: createOrderTopic(toOrders),
      highValueOrderTopic: createHighValueOrderTopic(toHighValueOrders),
      log: observedLog(by),
      meter: simulation.meter,
      now: by.now,
      threshold: THRESHOLD,
      graceSeconds: GRACE_SECONDS,
      intervalSeconds: SWEEP_INTERVAL_MS / 1_000,
    };
  }

  function observedLog(by: Invocation): Log {
    const level = (name: keyof Log): Log['info'] => {
      return (message, facts) => {
        simulation.log[name](message, facts);
        const { OrderId, Outcome } = facts;
        if (typeof OrderId !== 'string' || typeof Outcome !== 'string') return;
        simulation.trace?.(by.name, `logs ${OrderId} as ${Outcome}`);
        simulation.rules.logged(by, OrderId, Outcome);
      };
    };
    return { info: level('info'), warn: level('warn'), error: level('error') };
  }

  return {
    ingest(by: Invocation, event: unknown): Promise<unknown> {
      const { ingest, ingestAll } = createIngest(partsOf(by));
      return handleBatchOrOne(ingestAll, ingest)(event);
    },
    consumer: (by: Invocation, event: unknown): Promise<unknown> =>
      handleBatch(event as SQSEvent, createAcknowledgeAll(partsOf(by))),
    producer: (by: Invocation, event: unknown) => createPublish(partsOf(by))(event),
    sweep: (by: Invocation) => createSweep(partsOf(by))({}, { getRemainingTimeInMillis: by.remainingMs }),
  };
}
