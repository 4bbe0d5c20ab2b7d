/** What serverless.yml gives the functions: their modules read it as soon as they are loaded. */
const settings = {
  AWS_REGION: 'us-east-1',
  AWS_REQUEST_TIMEOUT_MS: '1500',
  HIGH_VALUE_ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:high-value-orders',
  HIGH_VALUE_THRESHOLD: '100',
  ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:orders',
  ORDERS_TABLE_NAME: 'orders',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_NAMESPACE: 'HighValueOrders',
  POWERTOOLS_SERVICE_NAME: 'high-value-orders',
  SWEEP_GRACE_SECONDS: '600',
};
Object.assign(process.env, { ...settings, ...process.env });
