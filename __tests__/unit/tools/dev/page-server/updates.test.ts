import { once } from 'node:events';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Entry, Update } from '../../../../../tools/dev/page/types.ts';
import { createUpdates } from '../../../../../tools/dev/page-server/updates.ts';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick'] });
});
afterEach(() => {
  jest.useRealTimers();
});

const entryOf = (key: string): Entry => ({ key, state: 'stored', at: 0, deliveries: 0 });

/** Updates about a journal, and what each reader got. */
function start(entries = [entryOf('A')]) {
  const source = { changed: [entryOf('A')], waiting: 0, computed: 0 };
  const updates = createUpdates({
    *entries() {
      for (const entry of entries) {
        source.computed += 1;
        yield entry;
      }
    },
    takeChanged: () => {
      source.computed += source.changed.length;
      return source.changed.splice(0);
    },
    forgetChanged: () => source.changed.splice(0),
    summary: () => ({ total: 1, isTruncated: false }),
    counts: () => ({ Queue: { waiting: source.waiting } }),
  });
  function connect() {
    const stream = updates.connect();
    const read = (): Update[] =>
      String(stream.read() ?? '')
        .split('\n\n')
        .filter(Boolean)
        .map((event) => JSON.parse(event.replace(/^data: /, '')));
    return { stream, read };
  }
  return { source, connect };
}

test('the first update has everything, later ones what changed', () => {
  const { source, connect } = start();
  const { read } = connect();
  const first = read();

  jest.advanceTimersByTime(1000);
  const quiet = read();
  source.changed.push(entryOf('B'), entryOf('C'));
  jest.advanceTimersByTime(1000);

  expect(first).toMatchObject([
    { changed: [{ key: 'A' }], counts: { Queue: { waiting: 0 } }, total: 1, isTruncated: false },
  ]);
  expect(quiet).toEqual([]);
  expect(read()).toMatchObject([{ changed: [{ key: 'B' }, { key: 'C' }], startedAt: first[0]?.startedAt }]);
});

test('thousands of entries come in slices that are computed one by one', () => {
  const all = Array.from({ length: 1_200 }, (_, index) => entryOf(`ORD-${index}`));
  const { source, connect } = start(all);
  source.changed.push(...all);

  const { read } = connect();
  const first = read();
  const computedFirst = source.computed;
  jest.advanceTimersByTime(1);
  const rest = read();

  expect(computedFirst).toBe(500);
  expect(first.map(({ changed }) => changed)).toEqual([all.slice(0, 500)]);
  expect(rest.flatMap(({ changed }) => changed)).toEqual(all.slice(500));
});

test('there is an update when only counts change, and at most five in a second', () => {
  const { source, connect } = start();
  const { read } = connect();
  read();

  for (let milliseconds = 0; milliseconds < 1000; milliseconds += 10) {
    source.waiting += 1;
    jest.advanceTimersByTime(10);
  }

  expect(read()).toHaveLength(5);
});

test('nothing is computed without a reader', async () => {
  const { source, connect } = start();
  const { stream } = connect();
  jest.advanceTimersByTime(1000);
  await once(stream.destroy(), 'close');
  const { computed } = source;
  source.changed.push(entryOf('B'));

  jest.advanceTimersByTime(1000);

  expect(source.computed).toBe(computed);
});
