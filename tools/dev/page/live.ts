import { useEffect, useState } from 'preact/hooks';
import type { Counts, Entry, Update } from './types.ts';

/** What the stack reports, as of now. */
export type Live = {
  isConnected: boolean;
  counts: Counts;
  /** Newest activity first. */
  entries: readonly Entry[];
  byKey: ReadonlyMap<string, Entry>;
  isTruncated: boolean;
  /** 0 until the stack has reported. */
  startedAt: number;
  hasRestarted: boolean;
};

const NOTHING: Live = {
  isConnected: false,
  counts: {},
  entries: [],
  byKey: new Map(),
  isTruncated: false,
  startedAt: 0,
  hasRestarted: false,
};

const RETRY_MS = 1000;

/** Follows the stack, and connects again whenever the connection breaks. */
export function useLive(): Live {
  const [live, setLive] = useState(NOTHING);
  useEffect(() => {
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout>;

    function connect() {
      source = new EventSource('/_dev/events');
      let isFirst = true;
      source.onmessage = ({ data }) => {
        const update: Update = JSON.parse(data);
        const isWhole = isFirst;
        isFirst = false;
        setLive((before) => apply(before, update, isWhole));
      };
      source.onerror = () => {
        // The browser would wait longer, and gives up where the answer is an error.
        source.close();
        setLive((before) => ({ ...before, isConnected: false }));
        timer = setTimeout(connect, RETRY_MS);
      };
    }

    connect();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, []);
  return live;
}

/** @param isWhole whether the update has everything, and not only what changed. */
function apply(before: Live, update: Update, isWhole: boolean): Live {
  const { counts, changed, total, isTruncated, startedAt } = update;
  const isOtherStack = startedAt !== before.startedAt;
  const byKey = new Map(isWhole || isOtherStack ? [] : before.byKey);
  for (const entry of changed) byKey.set(entry.key, entry);
  // The stack forgets the oldest.
  const entries = [...byKey.values()].sort((a, b) => b.at - a.at);
  for (const { key } of entries.splice(total)) byKey.delete(key);
  return {
    isConnected: true,
    counts,
    entries,
    byKey,
    isTruncated,
    startedAt,
    hasRestarted: before.hasRestarted || (isOtherStack && before.startedAt !== 0),
  };
}
