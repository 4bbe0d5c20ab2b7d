import { createDynamoDBClient, createSNSClient } from '../aws/clients.ts';
import { createNotificationIndex } from '../aws/notification-index.ts';
import { createObservability } from '../aws/observability.ts';
import { loadSettings } from '../aws/settings.ts';
import { createHighValueOrderTopic } from '../aws/topics.ts';
import { createSweep } from '../orders/sweep.ts';

const settings = loadSettings(process.env, [
  'ORDERS_TABLE_NAME',
  'HIGH_VALUE_ORDER_TOPIC_ARN',
  'HIGH_VALUE_THRESHOLD',
  'SWEEP_GRACE_SECONDS',
  'SWEEP_INTERVAL_MINUTES',
  'AWS_REQUEST_TIMEOUT_MS',
]);
const { log, meter, lambdaHandler } = createObservability();

/** Announces orders again that are still pending after the grace period. */
export const handler = lambdaHandler(
  createSweep({
    notificationIndex: createNotificationIndex({
      client: createDynamoDBClient(settings),
      tableName: settings.ORDERS_TABLE_NAME,
    }),
    highValueOrderTopic: createHighValueOrderTopic({
      client: createSNSClient(settings),
      topicArn: settings.HIGH_VALUE_ORDER_TOPIC_ARN,
    }),
    threshold: settings.HIGH_VALUE_THRESHOLD,
    graceSeconds: settings.SWEEP_GRACE_SECONDS,
    intervalSeconds: 60 * settings.SWEEP_INTERVAL_MINUTES,
    log,
    meter,
    now: () => new Date(),
  }),
);
