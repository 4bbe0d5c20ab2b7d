import { createObservability } from '../../src/aws/observability.ts';

Object.assign(process.env, {
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_NAMESPACE: 'HighValueOrders',
  POWERTOOLS_SERVICE_NAME: 'high-value-orders',
});

/** The real log and metrics, silent until a test sets a log level. */
export const { log, meter, lambdaHandler } = createObservability();
