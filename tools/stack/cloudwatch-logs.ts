import { type ApiHandler, type ApiResponse, errorResponse } from './api.ts';
import { createFilter, FilterPatternError } from './filter-pattern.ts';
import { type FunctionLog, LOG_STREAM, type LogLine } from './function-log.ts';

/** The supported parameters of both operations. */
type Input = {
  logGroupName?: string;
  logStreamNames?: string[];
  /** Milliseconds since 1970. Both ends are inclusive. */
  startTime?: number;
  endTime?: number;
  filterPattern?: string;
  limit?: number;
  nextToken?: string;
};

/** The most events of one page. */
const MAX_EVENTS = 10_000;

/**
 * CloudWatch Logs over the function log: a log group for each function, with one stream.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export function createCloudWatchLogs(log: FunctionLog, isFunction: (name: string) => boolean): ApiHandler {
  const operations: Record<string, (lines: LogLine[], input: Input) => object> = {
    DescribeLogStreams: describeStreams,
    FilterLogEvents: filterEvents,
  };

  return async ({ headers, body }) => {
    const name = headers['x-amz-target']?.split('.').at(-1) ?? '';
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) {
      const known = Object.keys(operations).join(' and ');
      return errorResponse(
        400,
        'UnknownOperationException',
        `The embedded stack supports ${known} of CloudWatch Logs, not ${name}.`,
      );
    }
    const input: Input = JSON.parse(body.toString());
    const [, functionName] = /^\/aws\/lambda\/([^:]+)$/.exec(input.logGroupName ?? '') ?? [];
    if (functionName === undefined || !isFunction(functionName)) {
      return errorResponse(400, 'ResourceNotFoundException', 'The specified log group does not exist.');
    }
    try {
      return json(operation(log.of(functionName), input));
    } catch (error) {
      if (error instanceof FilterPatternError)
        return errorResponse(400, 'InvalidParameterException', error.message);
      throw error;
    }
  };
}

/** There is no stream before the first line. */
function describeStreams(lines: LogLine[]): object {
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) return { logStreams: [] };
  const stream = {
    logStreamName: LOG_STREAM,
    creationTime: first.timestamp,
    firstEventTimestamp: first.timestamp,
    lastEventTimestamp: last.timestamp,
    lastIngestionTime: last.timestamp,
  };
  return { logStreams: [stream] };
}

/** Events oldest first. The token of the next page is the number of its first line. */
function filterEvents(lines: LogLine[], input: Input): object {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, limit = MAX_EVENTS, nextToken = '0' } = input;
  const matches = createFilter(input.filterPattern ?? '');
  if (input.logStreamNames?.includes(LOG_STREAM) === false) return { events: [] };

  const found = lines.filter(
    ({ number, timestamp, message }) =>
      number >= Number(nextToken) && timestamp >= startTime && timestamp <= endTime && matches(message),
  );
  const pageSize = Math.min(limit, MAX_EVENTS);
  const next = found[pageSize];
  const events = found.slice(0, pageSize).map(({ number, timestamp, message }) => ({
    logStreamName: LOG_STREAM,
    timestamp,
    message,
    ingestionTime: timestamp,
    eventId: String(number),
  }));
  return { events, ...(next && { nextToken: String(next.number) }) };
}

function json(value: object): ApiResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(value),
  };
}
