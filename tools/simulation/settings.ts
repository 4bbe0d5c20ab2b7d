/** The figures of the stage `dev` in serverless.yml, resources/ and src/aws/clients.ts. */
export const THRESHOLD = 100;
export const GRACE_SECONDS = 600;
export const VISIBILITY_MS = 91_000;
export const MAX_RECEIVES = 3;
export const BATCH_SIZE = 10;
export const SWEEP_INTERVAL_MS = 300_000;
export const TIME_OUT_MS = { ingest: 15_000, consumer: 15_000, producer: 60_000, sweep: 240_000 };
export const REQUEST_TIME_OUT_MS = 1_500;
export const MAX_ATTEMPTS = 3;

/** When a schedule begins. All other times are milliseconds since then. */
export const START = Date.UTC(2025, 5, 1, 10);
/** Everything is sent in this time. */
export const SENDING_MS = 10 * 60_000;
/** From then on nothing fails any more. */
export const FAULTS_END_MS = 30 * 60_000;
/** How long the service then has to come to rest: sweep looks at an order at twice its age at the latest. */
export const REST_MS = 4 * 60 * 60_000;
export const MAX_SKEW_MS = 15 * 60_000;

export const TABLE_NAME = 'orders';
export const ORDER_TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:orders';
export const HIGH_VALUE_ORDER_TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:high-value-orders';
