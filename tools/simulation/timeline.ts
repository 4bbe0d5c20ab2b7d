import { setImmediate } from 'node:timers/promises';

export type Timeline = ReturnType<typeof createTimeline>;

/** Virtual time: events run one after the other, and no time passes in between. */
export function createTimeline() {
  /** By time; at the same time, in the order in which they were added. */
  const events: { at: number; action: () => void }[] = [];
  let now = 0;
  let isCodeResumed = false;

  return {
    /** Milliseconds since the start. */
    now: () => now,
    after(milliseconds: number, action: () => void): void {
      const at = now + Math.max(0, milliseconds);
      const next = events.findIndex((event) => event.at > at);
      events.splice(next === -1 ? events.length : next, 0, { at, action });
    },
    /** Called by an action that resumes the code under test, which then runs until it waits, before the next event. */
    resumesCode(): void {
      isCodeResumed = true;
    },
    /** Runs all events, or until `isStopped`. Gives the number of events. */
    async run(isStopped: () => boolean): Promise<number> {
      let steps = 0;
      for (let event = events.shift(); event !== undefined && !isStopped(); event = events.shift()) {
        steps++;
        now = event.at;
        event.action();
        // All promises settle before an immediate runs, however long their chain.
        if (isCodeResumed) await setImmediate();
        isCodeResumed = false;
      }
      return steps;
    },
  };
}
