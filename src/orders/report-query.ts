import { hash } from 'node:crypto';
import * as v from 'valibot';
import { type Issue, listIssues } from './issues.ts';
import { PENDING_STATUSES } from './notification-status.ts';
import { orderSchema } from './order.ts';
import { timestamp } from './timestamp.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Of a report by the function: it reads a partition of the index for each day, before its timeout. */
const MAX_SPAN_DAYS = 31;

const notACursor = (reason: string) => `is not a cursor of this query: ${reason} (omit it to start again)`;

const position = v.object(
  {
    Version: v.literal(1, 'must be 1'),
    /** Identifies the query that the cursor belongs to; see {@link digestOf}. */
    Query: v.string('must be a string'),
    /** Index in {@link placesOf} of where the order was read. */
    Place: v.number('must be a number'),
    Timestamp: timestamp,
    OrderId: orderSchema.entries.OrderId,
  },
  notACursor('it does not decode'),
);

const requestSchema = v.object({
  From: timestamp,
  To: timestamp,
  Status: v.exactOptional(v.picklist(['notified', 'pending'], 'must be "notified" or "pending"')),
  Limit: v.exactOptional(
    v.pipe(
      v.number('must be a number'),
      // 1,000 of the largest orders, 5.4 KB of JSON each, fit into the 6 MB of a Lambda response.
      // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
      v.check((n) => Number.isInteger(n) && n >= 1 && n <= 1_000, 'must be a whole number from 1 to 1,000'),
    ),
    100,
  ),
  Cursor: v.exactOptional(
    v.pipe(
      v.string('must be a string'),
      v.transform((text) => Buffer.from(text, 'base64url').toString()),
      v.parseJson(undefined, notACursor('it does not decode')),
      position,
    ),
  ),
});

/**
 * The high-value orders that a report lists: Timestamp at or after `From` and before `To` (UTC with milliseconds, at most
 * `maxSpanDays` apart), with one `Status` or both, at most `Limit` of them (1 to 1,000), starting after the order of `Cursor`.
 */
export type ReportQuery = v.InferOutput<typeof requestSchema>;

const querySchema = (maxSpanDays: number) =>
  v.pipe(
    requestSchema,
    v.forward(
      v.partialCheck(
        [['From'], ['To']],
        (query) => isSpan(query, maxSpanDays),
        `must be after From, by at most ${maxSpanDays} days`,
      ),
      ['To'],
    ),
    v.forward(
      v.partialCheck(
        [['From'], ['To'], ['Status'], ['Cursor']],
        (query) => misfitOf(query) === undefined,
        ({ input }) => notACursor(`${misfitOf(input)}`),
      ),
      ['Cursor'],
    ),
  );

/** The request is invalid. A retry fails again: correct what `issues` names. */
export class InvalidReportError extends Error {
  override readonly name = 'InvalidReportError';
  /** Every problem. `path` is the field, or empty for the whole request. */
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(`Invalid report: ${listIssues(issues)}`);
    this.issues = issues;
  }
}

/**
 * Reads the request for a report from any value that `JSON.parse` can return.
 *
 * @throws InvalidReportError that lists every problem with its path.
 */
export function parseReportQuery(input: unknown, maxSpanDays = MAX_SPAN_DAYS): ReportQuery {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new InvalidReportError([{ path: '', message: 'must be a JSON object' }]);
  }

  const unknown = Object.keys(input).filter((key) => !Object.hasOwn(requestSchema.entries, key));
  const result = v.safeParse(querySchema(maxSpanDays), input);
  if (result.success && unknown.length === 0) return result.output;

  throw new InvalidReportError([
    ...unknown.map((path) => ({ path, message: 'is not a field of a report' })),
    ...(result.issues ?? []).map(issueOf),
  ]);
}

/**
 * What a query reads, in the order in which it lists orders of the same Timestamp: the pending partitions, then
 * `NOTIFIED` for all days together. So an order that is acknowledged moves forward, never back behind a cursor.
 */
export function placesOf({ Status }: Pick<ReportQuery, 'Status'>): readonly string[] {
  const pending = Status === 'notified' ? [] : PENDING_STATUSES;
  return Status === 'pending' ? pending : [...pending, 'NOTIFIED'];
}

/** The `Cursor` to continue `query`, with any Limit, after the order, which was read from `Place`. */
export function cursorAfter(
  { Timestamp, OrderId }: { Timestamp: string; OrderId: string },
  Place: number,
  query: ReportQuery,
): string {
  const cursor = { Version: 1, Query: digestOf(query), Place, Timestamp, OrderId };
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function issueOf(issue: v.BaseIssue<unknown>) {
  const [path = '', part] = (issue.path ?? []).map(({ key }) => String(key));
  const missing = issue.received === 'undefined';
  const message = missing ? 'is required' : issue.message;
  return { path, message: part === undefined ? message : notACursor(`its ${part} ${message}`) };
}

function isSpan({ From, To }: { From: string; To: string }, maxDays: number): boolean {
  const milliseconds = Date.parse(To) - Date.parse(From);
  return milliseconds > 0 && milliseconds <= maxDays * DAY_MS;
}

function misfitOf({ Cursor, ...query }: Omit<ReportQuery, 'Limit'>): string | undefined {
  if (Cursor === undefined) return undefined;
  if (Cursor.Query !== digestOf(query)) return 'it belongs to another From, To or Status';
  if (placesOf(query)[Cursor.Place] === undefined) return 'its Place is unknown';
  const within = Cursor.Timestamp >= query.From && Cursor.Timestamp < query.To;
  return within ? undefined : 'its Timestamp is out of range';
}

function digestOf({ From, To, Status }: Omit<ReportQuery, 'Limit'>): string {
  return hash('sha256', JSON.stringify([From, To, Status]), 'base64url').slice(0, 16);
}
