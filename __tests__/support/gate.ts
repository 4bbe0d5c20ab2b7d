/** Holds calls until a test lets them through, so that the test decides which one ends first. */
export function createGate() {
  const arrived: string[] = [];
  const held: { name: string; go: () => void }[] = [];
  const waiting: { count: number; go: () => void }[] = [];

  return {
    /** The names of the calls, in the sequence of their arrival. */
    arrived,

    /** Waits to be let through. */
    pass(name: string): Promise<void> {
      arrived.push(name);
      for (const { count, go } of waiting) if (arrived.length >= count) go();
      return new Promise((go) => held.push({ name, go }));
    },

    /** Waits until this many calls have arrived. */
    untilArrived(count: number): Promise<void> {
      if (arrived.length >= count) return Promise.resolve();
      return new Promise((go) => waiting.push({ count, go }));
    },

    /** Lets the first call of that name through. */
    letThrough(name: string): void {
      const index = held.findIndex((one) => one.name === name);
      if (index === -1) throw new Error(`No call waits as ${name}`);
      for (const { go } of held.splice(index, 1)) go();
    },

    /** Lets all calls through that wait now. */
    letAllThrough(): void {
      for (const { go } of held.splice(0)) go();
    },
  };
}
