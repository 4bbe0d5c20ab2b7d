import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { createObservability } from '../../src/aws/observability.ts';

Object.assign(process.env, {
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_NAMESPACE: 'HighValueOrders',
  POWERTOOLS_SERVICE_NAME: 'high-value-orders',
});

/** The real log and metrics, silent until a test sets a log level. */
export const { log, meter, lambdaHandler } = createObservability();

/** What the functions use of the context that Lambda gives to a handler. */
export function aContext(fields: Partial<Context> = {}): Context {
  const functionName = 'high-value-orders-test-ingest';
  const context = { awsRequestId: randomUUID(), functionName, getRemainingTimeInMillis: () => 10_000 };
  return { ...context, ...fields } as Context;
}

/** Captures what the process writes, until `jest.restoreAllMocks()`. */
export function captureOutput(): string[] {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  }
  return written;
}

/**
 * Calls a function with each event as Lambda does, and gives every line of its log group: what it writes with the real
 * `log` and `meter`, at every level, and the line in which the runtime reports an error.
 */
export async function linesWrittenBy<Event>(
  handle: (event: Event, context: Context) => Promise<unknown>,
  events: readonly Event[],
): Promise<string[]> {
  const written = captureOutput();
  log.setLogLevel('TRACE');
  try {
    for (const event of events) {
      await lambdaHandler(handle)(event, aContext()).catch((error) => written.push(runtimeLineOf(error)));
    }
  } finally {
    log.setLogLevel('SILENT');
    jest.restoreAllMocks();
  }
  return written;
}

/** The message of each line of the log, each once, in alphabetical order. */
export function messagesOf(lines: readonly string[]): string[] {
  const messages = lines.flatMap((line): unknown[] => JSON.parse(line).message ?? []);
  return [...new Set(messages.map(String))].sort();
}

/** As the runtime does, with every other property of an error and of its causes. */
function runtimeLineOf(thrown: unknown): string {
  return JSON.stringify(thrown, (_, value) => {
    if (!(value instanceof Error)) return value;
    const { name: errorType, message: errorMessage, stack, cause } = value;
    return { errorType, errorMessage, stack, cause, ...value };
  });
}
