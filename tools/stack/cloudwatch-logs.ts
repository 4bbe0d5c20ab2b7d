import { type ApiHandler, type ApiResponse, errorResponse } from './api.ts';
import { createFilter, FilterPatternError } from './filter-pattern.ts';
import { type FunctionLog, LOG_STREAM, type LogLine } from './function-log.ts';

/** The log groups by their names, and how many days each keeps its lines; undefined for ever. */
export type LogGroups = Map<string, { creationTime: number; retentionInDays?: number | undefined }>;

/** The supported parameters of all operations. */
type Input = {
  logGroupName?: string;
  logGroupNamePrefix?: string;
  logStreamNames?: string[];
  /** Milliseconds since 1970. Both ends are inclusive. */
  startTime?: number;
  endTime?: number;
  filterPattern?: string;
  limit?: number;
  nextToken?: string;
};

/** The most of one page. */
const MAX_EVENTS = 10_000;
const MAX_GROUPS = 50;

/**
 * CloudWatch Logs over the function log: the log group of each function has one stream.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export function createCloudWatchLogs(
  log: FunctionLog,
  groups: LogGroups,
  { region, accountId }: { region: string; accountId: string },
): ApiHandler {
  const operations: Record<string, (lines: LogLine[], input: Input) => object> = {
    DescribeLogStreams: describeStreams,
    FilterLogEvents: filterEvents,
  };

  return async ({ headers, body }) => {
    const name = headers['x-amz-target']?.split('.').at(-1) ?? '';
    const input: Input = JSON.parse(body.toString());
    if (name === 'DescribeLogGroups') return json(describeGroups(input));
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) {
      const known = ['DescribeLogGroups', ...Object.keys(operations)].join(', ');
      return errorResponse(
        400,
        'UnknownOperationException',
        `The embedded stack supports ${known} of CloudWatch Logs, not ${name}.`,
      );
    }
    const { logGroupName = '' } = input;
    if (!groups.has(logGroupName)) {
      return errorResponse(400, 'ResourceNotFoundException', 'The specified log group does not exist.');
    }
    try {
      return json(operation(log.of(logGroupName.replace(/^\/aws\/lambda\//, '')), input));
    } catch (error) {
      if (error instanceof FilterPatternError)
        return errorResponse(400, 'InvalidParameterException', error.message);
      throw error;
    }
  };

  /** By name. The token of the next page is the name of its first group. */
  function describeGroups({ logGroupNamePrefix = '', limit = MAX_GROUPS, nextToken = '' }: Input): object {
    const names = [...groups.keys()]
      .filter((name) => name.startsWith(logGroupNamePrefix) && name >= nextToken)
      .sort();
    const next = names[limit];
    const logGroups = names.slice(0, limit).map((logGroupName) => {
      const logGroupArn = `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}`;
      return { logGroupName, logGroupArn, arn: `${logGroupArn}:*`, ...groups.get(logGroupName) };
    });
    return { logGroups, ...(next !== undefined && { nextToken: next }) };
  }
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
