import { count, printable, wrap } from '../../service/text.ts';
import type { Letter, Look } from './letters.ts';

/** The most of a sender's text that is shown. */
const MAX_REASON_LENGTH = 400;
const MAX_ID_LENGTH = 256;
/** The most reasons of a queue, and the most messages that are named for one. */
const MAX_REASONS = 20;
const MAX_NAMES = 100;

const UNITS: [name: string, milliseconds: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** What an operator names a message by: its OrderId, or its MessageId if it has none. */
const nameOf = ({ orderId = '', id }: Letter) => orderId || id;

/** How many messages wait in a queue, and how many somebody else has received. */
export function depthOf({ letters, elsewhere }: Look): string {
  const inFlight = elsewhere > 0 ? `, and ${elsewhere} in flight` : '';
  return `${count(letters.length, 'message')} waiting${inFlight}`;
}

/** A queue: how many messages, how old, and how many for each reason. */
export function summaryOf(found: Look, now: number): string[] {
  const [oldest] = found.letters;
  if (oldest === undefined) return [`${found.queue}: ${depthOf(found)}`];
  const groups = groupsOf(found.letters);
  return [
    `${found.queue}: ${depthOf(found)}`,
    `  The oldest was sent ${ago(oldest, now)} and expires on ${iso(oldest.expiresAt).slice(0, 16).replace('T', ' ')} UTC.`,
    ...groups.slice(0, MAX_REASONS).map(({ reason, letters }) => numbered(letters.length, reason)),
    ...(groups.length > MAX_REASONS ? [numbered(groups.length - MAX_REASONS, 'more reasons')] : []),
  ];
}

/** A queue as --json shows it. */
export function summaryDocument({ queue, letters, elsewhere }: Look) {
  const [oldest] = letters;
  return {
    Queue: queue,
    Waiting: letters.length,
    InFlight: elsewhere,
    ...(oldest && { OldestSentAt: iso(oldest.sentAt), FirstExpiresAt: iso(oldest.expiresAt) }),
    Reasons: groupsOf(letters).map(({ reason, letters: { length } }) => ({
      Reason: reason,
      Messages: length,
    })),
  };
}

/** A message as --json shows it, and exports. */
export function letterDocument({ queue, id, orderId, reason, receives, sentAt, expiresAt }: Letter) {
  return {
    Queue: queue,
    MessageId: id,
    ...(orderId !== undefined && { OrderId: orderId }),
    Reason: reason,
    Receives: receives,
    SentAt: iso(sentAt),
    ExpiresAt: iso(expiresAt),
  };
}

/** Each message on a few lines. */
export function listOf(letters: readonly Letter[], now: number): string[] {
  return letters.flatMap((letter, index) => [
    '',
    numbered(index + 1, names([nameOf(letter)]), '. '),
    ...[
      printable(letter.reason, MAX_REASON_LENGTH),
      `received ${count(letter.receives, 'time')}, sent ${ago(letter, now)}, expires in ${duration(letter.expiresAt - now)}`,
      ...(letter.orderId === undefined ? [] : [`message ${letter.id}`]),
    ].map((line) => wrap(line, ' '.repeat(8))),
  ]);
}

/** The names of messages, under how many there are for each reason. */
export function namesByReason(letters: readonly Letter[]): string[] {
  return groupsOf(letters).flatMap((group) => [
    numbered(group.letters.length, group.reason),
    wrap(namesOf(group.letters), ' '.repeat(8)),
  ]);
}

export const namesOf = (letters: readonly Letter[]) => names(letters.map(nameOf));

/** A list of names, cut off. */
export function names(all: readonly string[]): string {
  const more = all.length > MAX_NAMES ? ` and ${all.length - MAX_NAMES} more` : '';
  return `${all
    .slice(0, MAX_NAMES)
    .map((name) => printable(name, MAX_ID_LENGTH))
    .join(', ')}${more}`;
}

/** The letters of each reason, the most frequent reason first. */
function groupsOf(letters: readonly Letter[]): { reason: string; letters: Letter[] }[] {
  const groups = Map.groupBy(letters, ({ reason }) => printable(reason, MAX_REASON_LENGTH));
  return [...groups]
    .map(([reason, members]) => ({ reason, letters: members }))
    .toSorted((a, b) => b.letters.length - a.letters.length);
}

/** A number and a text, in two columns. */
function numbered(number: number, text: string, separator = '  '): string {
  return `${String(number).padStart(6)}${separator}${wrap(text, ' '.repeat(8)).slice(8)}`;
}

const iso = (time: number) => new Date(time).toISOString();

function ago({ sentAt }: Letter, now: number): string {
  return `${duration(now - sentAt)} ago`;
}

/** In the largest unit of which there are two, such as `36 hours`. */
function duration(milliseconds: number): string {
  const [name, length] = UNITS.find(([, unit]) => milliseconds >= 2 * unit) ?? ['second', 1000];
  return count(Math.max(0, Math.floor(milliseconds / length)), name);
}
