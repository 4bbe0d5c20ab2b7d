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
import { unguarded } from '../guards.ts';
import {
  GRACE_SECONDS,
  HIGH_VALUE_ORDER_TOPIC_ARN,
  ORDER_TOPIC_ARN,
  SWEEP_INTERVAL_MS,
  TABLE_NAME,
  THRESHOLD,
} from '../settings.ts';
import type { World } from '../world.ts';
import type { Invocation } from './invocation.ts';
import { createClient, type Service } from './sdk-client.ts';

/** The services that the functions call. */
export type Services = { table: Service; orderTopic: Service; highValueOrderTopic: Service };

export type Functions = ReturnType<typeof createFunctions>;

/** The functions as they are deployed, each of them wired anew for every invocation. */
export function createFunctions(world: World, services: Services) {
  const { guard, meter } = world;

  function clientOf(service: Service, by: Invocation) {
    return unguarded(guard, createClient(world, by, service)) as unknown;
  }

  function tableParts(by: Invocation) {
    const client = clientOf(services.table, by) as DynamoDBDocumentClient;
    let ids = 0;
    return { client, tableName: TABLE_NAME, newId: () => `${by.name}, id ${++ids}` };
  }

  function highValueOrderTopic(by: Invocation) {
    const client = clientOf(services.highValueOrderTopic, by) as SNSClient;
    return createHighValueOrderTopic({ client, topicArn: HIGH_VALUE_ORDER_TOPIC_ARN });
  }

  function logOf(by: Invocation): Log {
    const at = (level: keyof Log): Log['info'] => {
      return (message, facts) => {
        world.log[level](message, facts);
        hear(by, facts);
      };
    };
    return { info: at('info'), warn: at('warn'), error: at('error') };
  }

  function hear(by: Invocation, facts: unknown): void {
    const { OrderId, Outcome }: { OrderId?: string; Outcome?: string } = Object(facts);
    if (OrderId === undefined || Outcome === undefined) return;
    world.trace.say(by.name, `logs that ${OrderId} is ${Outcome}`);
    world.rules.logged(by, OrderId, Outcome);
  }

  return {
    ingest(by: Invocation, event: unknown): Promise<unknown> {
      const { ingest, ingestAll } = createIngest({
        ordersTable: createOrdersTable(tableParts(by)),
        highValueOrderTopic: highValueOrderTopic(by),
        threshold: THRESHOLD,
        log: logOf(by),
        meter,
        now: by.now,
      });
      return handleBatchOrOne(ingestAll, ingest)(event);
    },

    consumer(by: Invocation, event: unknown): Promise<unknown> {
      const acknowledgeAll = createAcknowledgeAll({
        ordersTable: createOrdersTable(tableParts(by)),
        log: logOf(by),
        meter,
        now: by.now,
      });
      return handleBatch(event as SQSEvent, acknowledgeAll);
    },

    producer: (by: Invocation, event: unknown) =>
      createPublish({
        orderTopic: createOrderTopic({
          client: clientOf(services.orderTopic, by) as SNSClient,
          topicArn: ORDER_TOPIC_ARN,
        }),
        log: logOf(by),
        meter,
      })(event),

    sweep: (by: Invocation) =>
      createSweep({
        notificationIndex: createNotificationIndex(tableParts(by)),
        highValueOrderTopic: highValueOrderTopic(by),
        threshold: THRESHOLD,
        graceSeconds: GRACE_SECONDS,
        intervalSeconds: SWEEP_INTERVAL_MS / 1_000,
        log: logOf(by),
        meter,
        now: by.now,
      })({}, { getRemainingTimeInMillis: by.remainingMs }),
  };
}
