import type { Entry } from '../page/types.ts';
import type { JournalRecord } from './records.ts';

/** An order, or an input without an OrderId, and the records about it. */
export type Subject = {
  key: string;
  records: Set<JournalRecord>;
  /** Whether records were dropped. */
  isIncomplete: boolean;
  /** Undefined if a record changed since it was computed. */
  entry?: Entry | undefined;
};

/** Of a record besides its texts. */
const RECORD_BYTES = 1000;
/** Listed under one subject: an order that is sent again and again must not slow everything down. */
const MAX_LISTED = 1000;

/** Keeps records, and lists them by subject. If they take more than `maxBytes`, the oldest are dropped. */
export function createJournalStore(maxBytes: number) {
  const records = new Map<string, JournalRecord>();
  const subjects = new Map<string, Subject>();
  const changed = new Set<Subject>();
  let bytes = 0;
  let isTruncated = false;

  function drop(record: JournalRecord): void {
    isTruncated = true;
    bytes -= record.bytes;
    records.delete(record.id);
    for (const key of record.keys) {
      const subject = subjects.get(key);
      if (subject === undefined) continue;
      unlist(record, subject);
      if (subject.records.size > 0) continue;
      subjects.delete(key);
      changed.delete(subject);
    }
  }

  function unlist(record: JournalRecord, subject: Subject): void {
    subject.records.delete(record);
    record.keys.delete(subject.key);
    subject.isIncomplete = true;
    subject.entry = undefined;
  }

  function grow(record: JournalRecord, size: number): void {
    record.bytes += size;
    bytes += size;
  }

  return {
    /** @param texts that the record consists of. */
    add<T extends JournalRecord>(details: Omit<T, 'keys' | 'bytes'>, ...texts: string[]): T {
      const record = { ...details, keys: new Set<string>(), bytes: 0 } as unknown as T;
      records.set(record.id, record);
      const bodies = record.parts.map(({ body }) => body);
      grow(
        record,
        [...texts, ...bodies].reduce((sum, { length }) => sum + length, RECORD_BYTES),
      );
      return record;
    },

    /** Adds parts to a record. */
    complete<T extends JournalRecord>(record: T, parts: Partial<T>): void {
      Object.assign(record, parts);
      for (const part of Object.values(parts)) if (typeof part === 'string') grow(record, part.length);
    },

    /** The record with that id, if it is of that kind. */
    find<Kind extends JournalRecord['kind']>(kind: Kind, id: string) {
      const record = records.get(id);
      return record?.kind === kind ? (record as Extract<JournalRecord, { kind: Kind }>) : undefined;
    },

    /** Lists a record under a subject. */
    list(record: JournalRecord, key: string): void {
      const subject = subjects.get(key) ?? { key, records: new Set(), isIncomplete: false };
      subjects.set(key, subject);
      subject.records.add(record);
      record.keys.add(key);
      const [oldest] = subject.records;
      if (oldest !== undefined && subject.records.size > MAX_LISTED) unlist(oldest, subject);
    },

    /** Marks everything as changed that a record is listed under. */
    touch(record: JournalRecord): void {
      for (const key of record.keys) {
        const subject = subjects.get(key);
        if (subject === undefined) continue;
        subject.entry = undefined;
        changed.add(subject);
        // The map is in the order of the last activity.
        subjects.delete(key);
        subjects.set(key, subject);
      }
    },

    /** @returns the dropped records. */
    dropOldest(): JournalRecord[] {
      const dropped: JournalRecord[] = [];
      for (const record of records.values()) {
        if (bytes <= maxBytes) break;
        drop(record);
        dropped.push(record);
      }
      return dropped;
    },

    records: () => [...records.values()],
    subject: (key: string) => subjects.get(key),
    /** Newest activity first. */
    subjects: () => [...subjects.values()].reverse(),
    /** The subjects that changed since the last time. */
    takeChanged(): Subject[] {
      const taken = [...changed];
      changed.clear();
      return taken;
    },
    summary: () => ({ total: subjects.size, isTruncated }),
  };
}
