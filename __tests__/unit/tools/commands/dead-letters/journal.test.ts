import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openJournal } from '../../../../../tools/commands/dead-letters/journal.ts';
import { freshFolder } from './dead-letters-in-memory.ts';

const DAY_MS = 86_400_000;
const letter = (id: string, orderId?: string) => ({ queue: 'OrderDLQ' as const, id, orderId });

/** Opens the journal of a folder. */
const openIn = (folder: string, time = 0) => openJournal(join(folder, 'journals/dev.jsonl'), () => time);

test('is remembered line by line, in a file that only the owner can read', () => {
  const folder = freshFolder();
  const first = openIn(folder);
  first.append('sending', [letter('a', 'ORD-1'), letter('b')]);
  first.append('sent', [letter('a', 'ORD-1')]);

  const second = openIn(folder);

  expect(readFileSync(first.path, 'utf8')).toBe(
    `{"At":"1970-01-01T00:00:00.000Z","Queue":"OrderDLQ","MessageId":"a","OrderId":"ORD-1","Step":"sending"}
{"At":"1970-01-01T00:00:00.000Z","Queue":"OrderDLQ","MessageId":"b","Step":"sending"}
{"At":"1970-01-01T00:00:00.000Z","Queue":"OrderDLQ","MessageId":"a","OrderId":"ORD-1","Step":"sent"}
`,
  );
  expect(statSync(first.path).mode & 0o077).toBe(0);
  expect([second.isDone('a'), second.isDone('b')]).toEqual([true, false]);
  expect([second.mayBeSent('a'), second.mayBeSent('b')]).toEqual([false, true]);
  expect([second.wasTaken('OrderDLQ', 'ORD-1'), second.wasTaken('OrderDLQ', 'b')]).toEqual([true, false]);
  expect(second.wasTaken('HighValueDLQ', 'ORD-1')).toBe(false);
});

test('a line that was cut off does not count, and does not spoil the next one', () => {
  const folder = freshFolder();
  const { path, append } = openIn(folder);
  append('sending', [letter('a')]);
  appendFileSync(path, '{"At":"1970-01-01T00:00:00.000Z","Queue":"OrderDLQ","MessageId":"a","Step":"se');

  openIn(folder).append('sending', [letter('b')]);

  const last = openIn(folder);
  expect([last.mayBeSent('a'), last.mayBeSent('b')]).toEqual([true, true]);
});

test('a queue has unfinished messages until they are deleted, or are older than any message', () => {
  const folder = freshFolder();
  openIn(folder).append('sending', [letter('a')]);

  const before = ['OrderDLQ', 'HighValueDLQ'].map((queue) =>
    openIn(folder).hasUnfinished(queue as 'OrderDLQ'),
  );
  const old = openIn(folder, 19 * DAY_MS).hasUnfinished('OrderDLQ');
  openIn(folder).append('deleted', [letter('a')]);

  expect(before).toEqual([true, false]);
  expect(old).toBe(false);
  expect(openIn(folder).hasUnfinished('OrderDLQ')).toBe(false);
});
