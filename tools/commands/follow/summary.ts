import { count } from '../../service/text.ts';
import { type Facts, SETTLED_MS } from './facts.ts';
import { duration, utc } from './times.ts';

export type State =
  | 'notified'
  | 'pending'
  | 'stored'
  | 'deleted'
  | 'dead letter'
  | 'refused'
  | 'failed'
  | 'on its way'
  | 'unknown';

const DAY_MS = 86_400_000;
/** The most other OrderIds that are named. */
const MAX_OTHERS = 10;
/** Outcomes of an order that is stored. */
const STORED = ['stored', 'duplicate', 'acknowledged', 'republished', 'not-republished'];

/** What became of an order, in a word, and as the rest of a sentence that begins with the OrderId. */
export function stateOf({ item, entries, letters, logs, now }: Facts): { state: State; summary: string } {
  if (item !== undefined) {
    const { NotificationStatus, NotifiedAt, ReceivedAt } = item;
    if (NotificationStatus === undefined)
      return { state: 'stored', summary: 'is stored. It is not high-value, so it is not announced.' };
    if (NotifiedAt !== undefined)
      return { state: 'notified', summary: `is notified: acknowledged on ${utc(timeOf(NotifiedAt))}.` };
    const age = duration(now - timeOf(ReceivedAt));
    return { state: 'pending', summary: `has been pending for ${age}: stored, and not acknowledged yet.` };
  }
  if (letters.length > 0) {
    const queues = [...new Set(letters.map(({ queue }) => queue))].join(' and ');
    return {
      state: 'dead letter',
      summary: `is not stored: ${count(letters.length, 'dead letter')} in ${queues}.`,
    };
  }
  if (entries.some(({ outcome = '' }) => STORED.includes(outcome)))
    return {
      state: 'deleted',
      summary: 'was stored, and is not in the table any more: its retention is over, or somebody deleted it.',
    };
  const last = entries.findLast(({ outcome }) => outcome !== undefined);
  if (last === undefined) {
    const unlogged =
      logs.since === undefined
        ? ''
        : ` no function logged anything about it since ${utc(loggedSince(logs))},`;
    return {
      state: 'unknown',
      summary: `is unknown: no such order is stored,${unlogged} and no dead letter has it.`,
    };
  }
  if (last.outcome === 'published')
    return { state: 'on its way', summary: 'is published, and not stored yet.' };
  return last.outcome === 'refused'
    ? { state: 'refused', summary: `is not stored: ${last.functionName} refused it.` }
    : { state: 'failed', summary: `is not stored: ${last.functionName} failed.` };
}

/** From when on the lines of all functions were searched, and are kept. */
export function loggedSince({ since = 0, keptSince = 0 }: Facts['logs']): number {
  return Math.max(since, keptSince);
}

/** What a reader of the story has to know, in sentences. */
export function notesOf(facts: Facts): string[] {
  const { invalid, item, entries, logs, unseen } = facts;
  const { missing, others } = logs;
  const isMeant = item === undefined && entries.length === 0;
  return [
    ...(invalid === undefined
      ? []
      : [`No order can have this OrderId: it ${invalid}. ingest logs such an order by its MessageId alone.`]),
    ...(isMeant && others.length > 0
      ? [
          `Other OrderIds contain it: ${others.slice(0, MAX_OTHERS).join(', ')}${others.length > MAX_OTHERS ? `, and ${others.length - MAX_OTHERS} more` : ''}.`,
        ]
      : []),
    ...missing.map((name) => `The log group ${name} does not exist, so its lines are missing. Deploy again.`),
    ...unseen.map(
      ({ queue, messages }) =>
        `${count(messages, 'message')} of ${queue} could not be looked at: somebody else is reading them. Look again in a minute.`,
    ),
    ...(logs.since === undefined
      ? ['There are no logs at this endpoint, so no lines are shown.']
      : unloggedNote(facts)),
  ];
}

/** Why lines about a stored order are missing. */
function unloggedNote({ item, entries, logs, now }: Facts): string[] {
  if (item === undefined) return [];
  const receivedAt = timeOf(item.ReceivedAt);
  const { since = 0, keptSince = 0, missing } = logs;
  if (receivedAt < keptSince)
    return [
      `It came in on ${utc(receivedAt)}. Lines from before ${utc(keptSince)} have expired, as the logs keep ${duration(now - keptSince)}.`,
    ];
  if (receivedAt < since) {
    const days = Math.ceil((now - receivedAt) / DAY_MS) + 1;
    return [`It came in on ${utc(receivedAt)}, before the lines that were searched: add --since ${days}d.`];
  }
  if (missing.length > 0 || entries.some(({ functionName }) => functionName === 'ingest')) return [];
  return now - receivedAt < SETTLED_MS
    ? ['It can take a minute until log lines appear.']
    : [
        'ingest logged nothing about storing it: its invocation was cut off, or LOG_LEVEL leaves out such lines.',
      ];
}

const timeOf = (value: unknown) => Date.parse(String(value));
