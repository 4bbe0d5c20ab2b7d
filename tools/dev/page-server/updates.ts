import { PassThrough } from 'node:stream';
import type { Journal } from '../journal/journal.ts';
import type { Counts, Entry, Update } from '../page/types.ts';

type Source = Pick<Journal, 'entries' | 'takeChanged' | 'forgetChanged' | 'summary'> & { counts(): Counts };

/** At most five updates a second. */
const INTERVAL_MS = 200;
/** Entries in one update: computing all of thousands would stop everything else for a second. */
const SLICE = 500;
/** A reader that is this much behind is disconnected: it gets everything when it connects again. */
const MAX_WAITING_BYTES = 16 * 2 ** 20;

/** Tells readers what changes, as server-sent events. Without a reader, nothing is computed. */
export function createUpdates({ entries, takeChanged, forgetChanged, summary, counts }: Source) {
  const startedAt = Date.now();
  const readers = new Set<PassThrough>();
  let timer: NodeJS.Timeout | undefined;
  let sentCounts = '';

  function toEvent(changed: Update['changed']): string {
    const update: Update = { counts: counts(), changed, ...summary(), startedAt };
    return `data: ${JSON.stringify(update)}\n\n`;
  }

  function send(): void {
    const changed = takeChanged();
    const current = JSON.stringify(counts());
    if (changed.length === 0 && current === sentCounts) return;
    sentCounts = current;
    const event = toEvent(changed);
    for (const reader of readers)
      if (reader.writableLength > MAX_WAITING_BYTES) reader.destroy();
      else reader.write(event);
  }

  function sendAll(reader: PassThrough, rest = entries()): void {
    if (reader.destroyed) return;
    const slice: Entry[] = [];
    while (slice.length < SLICE) {
      const { value, done } = rest.next();
      if (done) break;
      slice.push(value);
    }
    reader.write(toEvent(slice));
    if (slice.length === SLICE) setImmediate(sendAll, reader, rest);
  }

  return {
    /** A stream of updates. The first ones have every entry, newest first. */
    connect(): PassThrough {
      const reader = new PassThrough();
      if (readers.size === 0) {
        forgetChanged();
        sentCounts = JSON.stringify(counts());
      }
      readers.add(reader);
      timer ??= setInterval(send, INTERVAL_MS);
      reader
        .on('error', () => {})
        .once('close', () => {
          readers.delete(reader);
          if (readers.size > 0) return;
          clearInterval(timer);
          timer = undefined;
        });
      sendAll(reader);
      return reader;
    },
  };
}
