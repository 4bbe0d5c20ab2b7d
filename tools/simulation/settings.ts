/** What stage `dev` deploys. __tests__/template/simulation.test.ts compares it with the compiled template. */
export const THRESHOLD = 100;
export const GRACE_SECONDS = 600;
export const VISIBILITY_TIMEOUT_MS = 91_000;
/** Those of all stages: each schedule draws one. */
export const MAX_RECEIVE_COUNTS = [3, 10] as const;
export const BATCH_SIZE = 10;
export const SWEEP_INTERVAL_MS = 300_000;
export const FUNCTION_TIMEOUTS_MS = { ingest: 15_000, consumer: 15_000, producer: 60_000, sweep: 240_000 };
export const REQUEST_TIMEOUT_MS = 1_500;
export const ORDERS_TABLE = {
  key: 'OrderId',
  index: { name: 'NotificationIndex', partition: 'NotificationStatus', range: 'Timestamp' },
  timeToLive: 'ExpiresAt',
};
export const DAY_MS = 24 * 60 * 60_000;
/** How long a message can live: 14 days in a dead-letter queue and then, redriven, 4 days in its queue. */
export const MESSAGE_LIFE_MS = 18 * DAY_MS;
/** The shortest ORDER_RETENTION_DAYS. Each schedule draws it, or that orders are kept for ever. */
export const SHORTEST_RETENTION_DAYS = 30;

/** When a schedule starts. All other times are milliseconds from then on. */
export const START = Date.UTC(2025, 5, 1, 10);
/** The time in which everything is sent. */
export const WORKLOAD_MS = 10 * 60_000;
/** After this no fault is injected, except for a while after something is sent late. */
export const FAULTS_END_MS = 30 * 60_000;
export const LATE_FAULTS_MS = 10 * 60_000;
/** The time to recover after that. Sweep retries an order at the latest when its age has doubled. */
export const RECOVERY_MS = 4 * 60 * 60_000;
export const MAX_SKEW_MS = 15 * 60_000;
/**
 * DynamoDB deletes an expired item within a few days.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export const MAX_REMOVAL_DELAY_MS = 3 * DAY_MS;

export const TABLE_NAME = 'orders';
export const ORDER_TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:orders';
export const HIGH_VALUE_ORDER_TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:high-value-orders';
