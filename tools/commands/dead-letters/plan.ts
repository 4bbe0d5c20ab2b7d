import { DEAD_LETTER_QUEUES, type DeadLetterQueue } from '../../service/dead-letter-queues.ts';
import { count, wrap } from '../../service/text.ts';
import type { Change } from './change.ts';
import type { Replacement } from './export-file.ts';
import type { Journal } from './journal.ts';
import { type Letter, type LookOptions, look } from './letters.ts';
import { verdictOn } from './reason.ts';
import { names, namesByReason } from './report.ts';
import type { Request } from './request.ts';

/** A change that is shown before it is carried out. */
export type Plan = Change & {
  /** What would happen, and what is to be known about it, in lines. */
  lines: string[];
  notes: string[];
  /** Named, but neither in the queue nor taken out of it by an earlier run. */
  missing: string[];
  /** Named, and taken out of the queue by an earlier run. */
  doneBefore: string[];
  /** How many messages somebody else has received, which may be meant too. */
  elsewhere: number;
};

/** Messages whose orders are read at the same time. */
const CONCURRENCY = 20;

/** Plans to redrive, delete or export messages of one queue. */
export async function planForQueue(
  queue: DeadLetterQueue,
  { action, only, selects }: Request,
  journal: Journal,
  options: LookOptions,
): Promise<Plan> {
  const isFound = (letters: readonly Letter[], name: string) =>
    letters.some(({ id, orderId }) => id === name || orderId === name);
  const found = await look(
    queue,
    options,
    (letters) => only.length === 0 || !only.every((name) => isFound(letters, name)),
  );
  const letters = found.letters.filter(selects);
  const absent = only.filter((name) => !isFound(letters, name));
  const sends = action === 'redrive';
  const what = `${letters.length} of ${count(found.letters.length, 'message')}`;
  const title = sends
    ? `Redrive ${what} of ${queue} to ${DEAD_LETTER_QUEUES[queue].source}:`
    : `Delete ${what} of ${queue}:`;
  const elsewhere = only.length === 0 || absent.length > 0 ? found.elsewhere : 0;
  return explain({ queue, sends, letters }, { title, absent, elsewhere, journal, shown: letters });
}

/** Plans to send the messages of an export to the sources of their originals, which are then deleted. */
export async function planForExport(
  queue: DeadLetterQueue,
  file: string,
  messages: readonly Replacement[],
  journal: Journal,
  options: LookOptions,
): Promise<Plan> {
  const replacements = new Map(messages.map((message) => [message.id, message]));
  const found = await look(
    queue,
    options,
    (letters) => letters.filter(({ id }) => replacements.has(id)).length < replacements.size,
  );
  const letters = found.letters.filter(({ id }) => replacements.has(id));
  const present = new Set(letters.map(({ id }) => id));
  const absent = [...replacements.keys()].filter((id) => !present.has(id));
  const shown: Letter[] = [];
  for (let start = 0; start < letters.length; start += CONCURRENCY) {
    const some = letters.slice(start, start + CONCURRENCY).map(async (letter) => ({
      ...letter,
      reason: await verdictOn(queue, replacements.get(letter.id)?.body, options.service),
    }));
    shown.push(...(await Promise.all(some)));
  }
  const { source } = DEAD_LETTER_QUEUES[queue];
  const title = `Send ${letters.length} of ${count(messages.length, 'message')} of ${file} to ${source}, and delete the originals from ${queue}:`;
  const elsewhere = absent.length > 0 ? found.elsewhere : 0;
  return explain({ queue, sends: true, letters, replacements }, { title, absent, elsewhere, journal, shown });
}

type Details = { title: string; absent: string[]; elsewhere: number; journal: Journal; shown: Letter[] };

function explain(change: Change, { title, absent, elsewhere, journal, shown }: Details): Plan {
  const { queue, sends, letters } = change;
  const doneBefore = absent.filter((name) => journal.wasTaken(queue, name));
  const missing = absent.filter((name) => !doneBefore.includes(name));
  const sent = sends ? letters.filter(({ id }) => journal.isDone(id)).length : 0;
  const unclear = sends ? letters.filter(({ id }) => journal.mayBeSent(id)).length : 0;
  const notes = [
    sent > 0 && `An earlier run sent ${sent} of them and did not delete them: they are only deleted.`,
    unclear > 0 &&
      `An earlier run may have sent ${unclear} of them: they are sent again, and a repeat has no further effect.`,
    doneBefore.length > 0 && `Done by an earlier run: ${names(doneBefore)}.`,
    missing.length > 0 && `Not in ${queue}: ${names(missing)}.`,
    elsewhere > 0 && leftOut(queue, elsewhere),
  ];
  return {
    ...change,
    lines: letters.length > 0 ? [wrap(title), ...namesByReason(shown)] : [`${queue}: nothing to do.`],
    notes: notes.flatMap((note) => (note === false ? [] : [wrap(note)])),
    missing,
    doneBefore,
    elsewhere,
  };
}

/** What is said of messages that somebody else has received. */
export function leftOut(queue: DeadLetterQueue, messages: number): string {
  return `Left out, as somebody else has received them: ${count(messages, 'message')} of ${queue} in flight.`;
}
