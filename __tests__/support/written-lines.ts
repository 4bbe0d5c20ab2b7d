import { jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { aContext } from './lambda.ts';
import { lambdaHandler, log } from './observability.ts';
import { captureOutput } from './output.ts';

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
  const messages = lines
    .map((line): unknown => JSON.parse(line).message)
    .filter((message) => message !== undefined);
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
