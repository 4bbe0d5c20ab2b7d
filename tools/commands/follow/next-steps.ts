import { count, printable } from '../../service/text.ts';
import type { Letter } from '../dead-letters/letters.ts';
import { type Facts, type ReadQueue, SETTLED_MS } from './facts.ts';
import type { Entry } from './log-search.ts';
import { announcedBy, clock, duration, utc } from './times.ts';

/** The most that is shown of a reason: it may quote what the sender wrote. */
const MAX_REASON_LENGTH = 400;
const SAFE = 'Sending it again is always safe.';

/**
 * What is still owed about an order and what happens next, a few sentences each, with the command line to run if there is
 * one. If nothing is owed, that.
 *
 * @param commandFor the command line for a dead letter, in lines that begin with two spaces.
 */
export function nextSteps(facts: Facts, commandFor: (letter: Letter) => string): string[] {
  const owed = [
    ...pendingStep(facts),
    ...facts.letters.map((letter) => letterStep(letter, commandFor)),
    ...retrySteps(facts),
    ...arrivalStep(facts),
  ];
  return owed.length > 0 ? owed : [adviceFor(facts)];
}

function pendingStep({ item, entries, logs, now, pace, queues }: Facts): string[] {
  if (item?.NotificationStatus === undefined || item.NotifiedAt !== undefined) return [];
  const receivedAt = Date.parse(String(item.ReceivedAt));
  if (Number.isNaN(receivedAt))
    return [
      'Owed: its announcement. sweep cannot announce it, as its ReceivedAt is no time: correct the item.',
    ];
  const { since, sweptAt } = logs;
  const minutes = pace.intervalSeconds / 60;
  const isNew = now - receivedAt < pace.graceSeconds * 1000;
  const isMissed = since !== undefined && sweptAt === undefined && !isNew;
  const by = clock(announcedBy({ receivedAt, now, sweptAt, pace }), now);
  const sentences = [
    announcements(entries),
    waitingIn(queues.consumer),
    isMissed
      ? `sweep is due every ${minutes} minutes, and no run of the last ${3 * minutes} is logged: see docs/alarms.md, "orders stay pending". If it runs, it`
      : `Unless consumer acknowledges it before, sweep${sweptAt === undefined ? '' : ` (last run: ${utc(sweptAt)})`}`,
  ];
  return [`${sentences.filter(Boolean).join(' ')} announces it again by ${by}.`];
}

function announcements(entries: Entry[]): string {
  const announced = entries.filter(
    ({ outcome, notification }) => notification === 'published' || outcome === 'republished',
  );
  const last = announced.at(-1);
  if (last === undefined)
    return 'Owed: its announcement, and the acknowledgement by consumer. No function logged that it was announced.';
  const times = announced.length === 1 ? 'once, on' : `${announced.length} times, last on`;
  return `Owed: the acknowledgement by consumer. It was announced ${times} ${utc(Date.parse(last.at))}.`;
}

function waitingIn(queue: ReadQueue | undefined): string {
  if (queue === undefined || isEmpty(queue)) return '';
  const { name, waiting, inFlight } = queue;
  return `${name} has about ${count(waiting, 'message')} waiting and ${inFlight} in flight.`;
}

const isEmpty = ({ waiting, inFlight }: ReadQueue) => waiting + inFlight === 0;

function letterStep(letter: Letter, commandFor: (letter: Letter) => string): string {
  const { id, queue, expiresAt, orderId } = letter;
  const which = orderId === undefined ? `Message ${id}, which contains the OrderId,` : `Message ${id}`;
  const reason = printable(letter.reason, MAX_REASON_LENGTH).replace(/\.?$/, '.');
  return [
    `${which} waits in ${queue} until ${utc(expiresAt)}, when SQS deletes it. ${reason}`,
    `To see it, and to redrive, delete or export it:\n${commandFor(letter)}`,
  ].join(' ');
}

/** Messages that failed and are not dead letters yet. */
function retrySteps(facts: Facts): string[] {
  const { now } = facts;
  return failures(facts).flatMap(({ entry, queue }) => {
    const { at, messageId, functionName, receives = 0 } = entry;
    const { name, maxReceives, visibilityMs } = queue;
    const received = `Message ${messageId} was received ${receives} of ${maxReceives} times`;
    const isLast = receives >= maxReceives;
    const dueAt = Date.parse(at) + visibilityMs;
    if (now <= dueAt + SETTLED_MS) {
      const next = isLast
        ? `SQS moves it to ${name.replace(/Queue$/, 'DLQ')}`
        : `${functionName} receives it again`;
      return `${received}: ${next} by ${clock(Math.max(dueAt, now), now)}.`;
    }
    if (isLast || isEmpty(queue)) return [];
    return `${received}, last on ${utc(Date.parse(at))}, and nothing is logged about it since. ${waitingIn(queue)}`;
  });
}

/** The last failure of each message that is not a dead letter, unless it succeeded later. */
function failures({ entries, letters, queues }: Facts): { entry: Entry; queue: ReadQueue }[] {
  const last = new Map(entries.map((entry) => [entry.messageId, entry]));
  return [...last].flatMap(([messageId, entry]) => {
    const queue = queues[entry.functionName];
    // What succeeds is logged without the MessageId.
    const succeeded = entries.some(
      ({ functionName, outcome = '', at }) =>
        functionName === entry.functionName && at > entry.at && !['refused', 'failed'].includes(outcome),
    );
    const isOver = letters.some(({ id }) => id === messageId) || (entry.outcome === 'failed' && succeeded);
    return messageId === undefined || queue === undefined || isOver ? [] : { entry, queue };
  });
}

/** Published, and not taken in yet. */
function arrivalStep({ item, entries, letters, queues, now, unseen }: Facts): string[] {
  const last = entries.at(-1);
  if (item !== undefined || letters.length > 0 || last?.outcome !== 'published') return [];
  const age = now - Date.parse(last.at);
  const waiting = waitingIn(queues.ingest);
  const published = `Owed: taking it in. It was published ${duration(age)} ago.`;
  if (waiting !== '') return [`${published} ${waiting} ingest takes it in when its turn comes.`];
  return age < SETTLED_MS || unseen.length > 0
    ? [`${published} ingest takes it in within minutes: look again.`]
    : [`${published} No queue and no dead-letter queue has its message: somebody deleted it. ${SAFE}`];
}

/** Nothing is owed: what the sender can do. */
function adviceFor({ item, entries, unseen, logs }: Facts): string {
  const last = entries.findLast(({ outcome }) => outcome !== undefined);
  if (item !== undefined) return 'Nothing is owed.';
  if (last === undefined) {
    const further = logs.since === undefined ? '' : ', and further back with --since';
    return `Check the OrderId, in which capitals count, and the stage${further}. A list that producer refuses is logged without its OrderIds.`;
  }
  const isRefused = last.outcome === 'refused';
  if (!isRefused && last.outcome !== 'failed' && last.outcome !== 'not-published') return 'Nothing is owed.';
  const again = isRefused ? 'It can be sent again once it is corrected.' : SAFE;
  if (last.messageId === undefined) return `Nothing is owed: whoever sent it got the error. ${again}`;
  return unseen.length > 0
    ? `Message ${last.messageId} may be a dead letter that somebody else is reading: look again.`
    : `Nothing is owed: message ${last.messageId} is in no dead-letter queue, so somebody sent it back or deleted it. ${again}`;
}
