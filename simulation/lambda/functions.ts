import '../environment.ts';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createConsumer } from '../../src/functions/consumer.ts';
import { createIngest } from '../../src/functions/ingest.ts';
import { createProducer } from '../../src/functions/producer.ts';
import { createSweep } from '../../src/functions/sweep.ts';
import { createNotificationIndex } from '../../src/orders/notification-index.ts';
import { createHighValueOrderTopic, createOrderTopic } from '../../src/orders/order-topics.ts';
import { createOrdersTable } from '../../src/orders/orders-table.ts';
import type { Log } from '../../src/platform/observability.ts';
import { unguarded } from '../guards.ts';
import {
  GRACE_SECONDS,
  HIGH_VALUE_ORDER_TOPIC_ARN,
  ORDER_TOPIC_ARN,
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
      return (message, ...extra) => {
        world.log[level](message, ...extra);
        hear(by, extra[0]);
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
    ingest: (by: Invocation, event: unknown): Promise<unknown> =>
      createIngest({
        ordersTable: createOrdersTable(tableParts(by)),
        highValueOrderTopic: highValueOrderTopic(by),
        threshold: THRESHOLD,
        log: logOf(by),
        meter,
        now: by.now,
      })(event),

    consumer: (by: Invocation, event: unknown): Promise<unknown> =>
      createConsumer({
        ordersTable: createOrdersTable(tableParts(by)),
        log: logOf(by),
        meter,
        now: by.now,
      })(event as Parameters<ReturnType<typeof createConsumer>>[0]),

    producer: (by: Invocation, event: unknown) =>
      createProducer({
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
        log: logOf(by),
        meter,
        now: by.now,
      })({}, { getRemainingTimeInMillis: by.remainingMs }),
  };
}
