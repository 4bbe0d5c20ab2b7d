import type { Item } from './expressions.ts';

type Version = { item: Item; from: number };

/**
 * The index: a copy of the table that gets each write a little later, and the writes of one item in their sequence.
 */
export type DelayedCopy = {
  write(key: string, item: Item, delayMs: number): void;
  /** The items as the index has them now. */
  items(): Item[];
};

export function createDelayedCopy(now: () => number): DelayedCopy {
  const versions = new Map<string, Version[]>();

  return {
    write(key, item, delayMs) {
      const earlier = versions.get(key) ?? [];
      const from = Math.max(earlier.at(-1)?.from ?? 0, now() + delayMs);
      versions.set(key, [...earlier, { item, from }]);
    },
    items() {
      const at = now();
      const items: Item[] = [];
      for (const [key, all] of versions) {
        const current = all.findLastIndex(({ from }) => from <= at);
        const version = all[current];
        if (version === undefined) continue;
        if (current > 0) versions.set(key, all.slice(current));
        items.push(version.item);
      }
      return items;
    },
  };
}
