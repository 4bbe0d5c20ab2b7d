import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { Meter } from '../orders/ports.ts';

/**
 * A log line with only the attributes that differ between lines. Powertools' default formatter adds the function's ARN,
 * memory size and more, a third of the bytes, and logs are billed by the byte.
 */
class ShortLine extends LogFormatter {
  formatAttributes(line: UnformattedAttributes, attributes: LogAttributes): LogItem {
    return new LogItem({
      attributes: {
        level: line.logLevel,
        message: line.message,
        timestamp: line.timestamp.toISOString(),
        function_name: line.lambdaContext?.functionName,
        function_request_id: line.lambdaContext?.awsRequestId,
        xray_trace_id: line.xRayTraceId,
        ...attributes,
      },
    });
  }
}

/** A function's logger, its metrics in CloudWatch's embedded metric format, and a wrapper for its Lambda handler. */
export function createObservability() {
  const logger = new Logger({ logFormatter: new ShortLine() });
  const metrics = new Metrics();

  const meter: Meter = {
    count: (name, value = 1) => metrics.addMetric(name, MetricUnit.Count, value),
    milliseconds: (name, value) => metrics.addMetric(name, MetricUnit.Milliseconds, value),
    seconds: (name, value) => metrics.addMetric(name, MetricUnit.Seconds, value),
    amount: (name, value) => metrics.addMetric(name, MetricUnit.NoUnit, value),
  };

  /** Wraps `handle` as a Lambda handler: log lines name the request, and metrics are written even if `handle` throws. */
  function lambdaHandler<Event, Answer>(handle: (event: Event, context: Context) => Promise<Answer>) {
    return async (event: Event, context: Context): Promise<Answer> => {
      logger.addContext(context);
      try {
        return await handle(event, context);
      } finally {
        if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      }
    };
  }

  return { log: logger, meter, lambdaHandler };
}
