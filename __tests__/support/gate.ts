/** Holds whoever comes until a test lets them through by hand, so that it decides what ends when. */
export function createGate() {
  const arrived: string[] = [];
  const held: { name: string; go: () => void }[] = [];
  const waiting: { count: number; go: () => void }[] = [];

  return {
    /** Who came, in their order. */
    arrived,

    /** Waits to be let through. */
    pass(name: string): Promise<void> {
      arrived.push(name);
      for (const { count, go } of waiting) if (arrived.length >= count) go();
      return new Promise((go) => held.push({ name, go }));
    },

    /** Waits until so many came. */
    untilArrived(count: number): Promise<void> {
      if (arrived.length >= count) return Promise.resolve();
      return new Promise((go) => waiting.push({ count, go }));
    },

    /** Lets the first of that name through. */
    letThrough(name: string): void {
      const index = held.findIndex((one) => one.name === name);
      if (index === -1) throw new Error(`Nobody waits as ${name}`);
      for (const { go } of held.splice(index, 1)) go();
    },

    /** Lets everybody through who waits now. */
    letAllThrough(): void {
      for (const { go } of held.splice(0)) go();
    },
  };
}
