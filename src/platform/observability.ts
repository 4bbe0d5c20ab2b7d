import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';

/** What a function needs for its log: one JSON line a decision. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** What a function needs for its metrics, in CloudWatch's embedded metric format. */
export type Meter = {
  count(name: string, value?: number): void;
  milliseconds(name: string, value: number): void;
  seconds(name: string, value: number): void;
  /** A sum of money, in whatever currency the orders are. */
  amount(name: string, value: number): void;
};

const metrics = new Metrics();

/**
 * A log line with what tells it apart. Powertools' own would say the function's ARN, memory and more in every line,
 * which is a third of its bytes, and logs are paid by the byte.
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

export const logger = new Logger({ logFormatter: new ShortLine() });

export const meter: Meter = {
  count: (name, value = 1) => metrics.addMetric(name, MetricUnit.Count, value),
  milliseconds: (name, value) => metrics.addMetric(name, MetricUnit.Milliseconds, value),
  seconds: (name, value) => metrics.addMetric(name, MetricUnit.Seconds, value),
  amount: (name, value) => metrics.addMetric(name, MetricUnit.NoUnit, value),
};

/** What the log says of a refusal: at most 2,000 characters. The caller gets all of it. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 2_000);
}

/** Makes a Lambda handler of `handle`: every log line names the request, and the metrics go out whatever happens. */
export function lambdaHandler<Event, Answer>(handle: (event: Event, context: Context) => Promise<Answer>) {
  return async (event: Event, context: Context): Promise<Answer> => {
    logger.addContext(context);
    try {
      return await handle(event, context);
    } finally {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    }
  };
}
