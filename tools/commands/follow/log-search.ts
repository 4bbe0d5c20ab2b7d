import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';

/** A log group of a function. */
export type LogGroup = {
  name: string;
  functionName: string;
  /** How many days it keeps its lines; undefined for ever. */
  keptDays: number | undefined;
};

/** A line that a function logged. Texts are as they were logged. */
export type Entry = {
  /** ISO 8601, UTC. */
  at: string;
  functionName: string;
  message: string;
  orderId?: string;
  outcome?: string;
  notification?: string;
  reason?: string;
  messageId?: string;
  /** How often the message was received by then. */
  receives?: number;
  requestId?: string;
  traceId?: string;
};

/** Progress is shown after so many pages. */
const PAGES_SHOWN = 10;

type Search = { client: CloudWatchLogsClient; signal: AbortSignal; progress(line: string): void };

/** The log groups with these names, and the names of those that do not exist. */
export async function findLogGroups(
  { client, signal }: Search,
  names: readonly string[],
  logGroupNamePrefix: string,
): Promise<{ groups: LogGroup[]; missing: string[] }> {
  const groups: LogGroup[] = [];
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePrefix })) {
    signal.throwIfAborted();
    for (const { logGroupName: name = '', retentionInDays: keptDays } of logGroups) {
      const functionName = name.slice(logGroupNamePrefix.length);
      if (names.includes(name)) groups.push({ name, functionName, keptDays });
    }
  }
  return { groups, missing: names.filter((name) => groups.every((group) => group.name !== name)) };
}

/** Every event of a group since then that contains a text. */
async function findEvents(
  { client, signal, progress }: Search,
  { name, functionName }: LogGroup,
  text: string,
  since: number,
): Promise<FilteredLogEvent[]> {
  const found: FilteredLogEvent[] = [];
  let pages = 0;
  progress(`Searching the log of ${functionName}`);
  const input = { logGroupName: name, filterPattern: `"${text}"`, startTime: since };
  // CloudWatch Logs searches a part of the time with each page: a page can be empty, and not be the last.
  for await (const { events = [] } of paginateFilterLogEvents({ client }, input)) {
    signal.throwIfAborted();
    found.push(...events);
    pages += 1;
    if (pages % PAGES_SHOWN === 0) progress(`Searching the log of ${functionName}: ${pages} pages read`);
  }
  return found;
}

/** The lines of the groups since then that contain a text, as it stands in JSON, oldest first. */
export async function findEntries(
  search: Search,
  groups: readonly LogGroup[],
  text: string,
  since: number,
): Promise<Entry[]> {
  const found = await Promise.all(
    groups.map(async (group) => {
      const events = await findEvents(search, group, termOf(text), since);
      return events.flatMap((event) => toEntry(event, group) ?? []);
    }),
  );
  return found.flat().toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** When the function of the group ran last since then, in milliseconds since 1970. */
export async function lastRun(search: Search, group: LogGroup, since: number): Promise<number | undefined> {
  // Lambda writes it after every invocation, whatever the log level.
  const events = await findEvents(search, group, 'REPORT', since);
  const times = events.flatMap(({ timestamp = 0, message = '' }) =>
    message.startsWith('REPORT RequestId: ') ? timestamp : [],
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

/**
 * The longest part of a text that every endpoint finds as one term. In a quoted term, CloudWatch Logs takes quotes and
 * backslashes as its own, and emulators split it at spaces. So a search finds too much, never too little.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
function termOf(text: string): string {
  const parts = JSON.stringify(text).split(/["\\\s]+/);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '') || 'OrderId';
}

/** Undefined for lines that no function wrote with its logger: those of Lambda itself, and metrics. */
function toEntry({ message = '', timestamp = 0 }: FilteredLogEvent, group: LogGroup): Entry | undefined {
  const line = parse(message);
  if (typeof line.level !== 'string' || typeof line.message !== 'string') return undefined;
  const { name, message: errorMessage } = Object(line.error);
  const texts = {
    orderId: line.OrderId,
    outcome: line.Outcome,
    notification: line.Notification,
    reason: line.Reason ?? (errorMessage && `${name}: ${errorMessage}`),
    messageId: line.MessageId,
    requestId: line.function_request_id,
    traceId: line.xray_trace_id,
  };
  return {
    at: new Date(Date.parse(String(line.timestamp)) || timestamp).toISOString(),
    functionName: group.functionName,
    message: line.message,
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => typeof text === 'string')),
    ...(typeof line.Receives === 'number' && { receives: line.Receives }),
  };
}

function parse(text: string): Record<string, unknown> & { error?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
