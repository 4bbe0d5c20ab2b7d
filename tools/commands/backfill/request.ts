import { InvalidReportError, parseReportQuery } from '../../../src/orders/report-query.ts';
import type { Given } from '../../service/command-options.ts';
import { DEFAULT_ENDPOINT } from '../../service/stages.ts';
import { problemWithQueueUrl } from './subscriber.ts';

export const OPTIONS = {
  'queue-url': { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  send: { type: 'boolean' },
  rate: { type: 'string' },
  cursor: { type: 'string' },
  raw: { type: 'boolean' },
} as const;

export const EXAMPLE =
  '--queue-url https://sqs.us-east-1.amazonaws.com/123456789012/audit --from 2025-05-01T00:00:00Z --to 2025-06-01T00:00:00Z';

/** Ten years. Every day is a query, so that a wrong year would take minutes. */
export const MAX_SPAN_DAYS = 3_660;
export const DEFAULT_RATE = 100;
const MAX_RATE = 1_000;

export const HELP = `npm run backfill -- --queue-url URL --from TIME --to TIME
    Counts the past announcements for one subscriber of HighValueOrderTopic:
    those of the high-value orders with a Timestamp at or after --from and
    before --to that pass the filter policy of the queue's subscription.
    Changes nothing.

  --queue-url  the URL of the queue
  --from, --to times with a zone, such as 2025-05-01T00:00:00Z
  --send       sends the announcements to this queue and to no other
               subscriber, as its subscription delivers them: raw, or in the
               envelope of SNS, without a signature
  --rate       announcements a second, from 1 to 1,000; 100 by default
  --cursor     continues a backfill that ended early, from the cursor that it
               printed last
  --raw        for a queue that does not subscribe: raw, and all of them
  --stage      the stage, dev by default
  --json       prints JSON
  --help       this text

The service is expected at AWS_ENDPOINT_URL if that is set; otherwise the
stages of emulators at ${DEFAULT_ENDPOINT}, all others on AWS.`;

export type Request = {
  queueUrl: string;
  /** UTC with milliseconds. */
  from: string;
  to: string;
  cursor: string | undefined;
  /** Announcements a second. */
  rate: number;
  raw: boolean;
  send: boolean;
};

/** Reads the command line, and adds what is wrong with it to `problems`. */
export function readRequest({ values, positionals, problems }: Given<typeof OPTIONS>): Request {
  const { 'queue-url': queueUrl, rate = String(DEFAULT_RATE), cursor, raw = false, send = false } = values;
  // Without the two dashes, npm keeps the options for itself and passes on only their values.
  if (positionals.length > 0) problems.push('Give options only, after two dashes for npm.');
  const problem = queueUrl === undefined ? '--queue-url is required.' : problemWithQueueUrl(queueUrl);
  if (problem !== undefined) problems.push(problem);
  if (!/^[1-9]\d*$/.test(rate) || Number(rate) > MAX_RATE) {
    problems.push(`--rate takes a whole number of announcements a second from 1 to 1,000, not "${rate}".`);
  }
  const { From: from, To: to } = readRange(values, problems);
  return { queueUrl: queueUrl ?? '', from, to, cursor, rate: Number(rate), raw, send };
}

/** The times as a report reads them. */
function readRange(
  { from, to, cursor }: { from?: string; to?: string; cursor?: string },
  problems: string[],
): { From: string; To: string } {
  const range = { ...(from && { From: from }), ...(to && { To: to }), ...(cursor && { Cursor: cursor }) };
  try {
    return parseReportQuery(range, MAX_SPAN_DAYS);
  } catch (error) {
    if (!(error instanceof InvalidReportError)) throw error;
    const sentences = error.issues.map(
      ({ path, message }) => `--${path.toLowerCase()} ${asOptions(message)}.`,
    );
    problems.push(...new Set(sentences));
    return { From: '', To: '' };
  }
}

/** A report speaks of its fields. */
function asOptions(message: string): string {
  return message.replaceAll(/\b(From|To|Cursor)\b/g, (field) => `--${field.toLowerCase()}`);
}
