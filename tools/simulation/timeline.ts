import { setImmediate } from 'node:timers';

/** Virtual time: what is to happen, in sequence, and nothing in between. */
export type Timeline = {
  /** Milliseconds since the beginning. */
  now(): number;
  after(milliseconds: number, happens: () => void): void;
  /** Tells that the code under test goes on, so that it gets the time to. To be said while something happens. */
  goesOn(): void;
  /** Lets everything happen until nothing is left or `stopped`. Gives the number of steps. */
  run(stopped: () => boolean): Promise<number>;
};

type Event = { at: number; order: number; happens: () => void };

export function createTimeline(): Timeline {
  const events: Event[] = [];
  let now = 0;
  let scheduled = 0;
  let goingOn = false;

  return {
    now: () => now,
    after: (milliseconds, happens) =>
      push(events, { at: now + Math.max(0, milliseconds), order: scheduled++, happens }),
    goesOn() {
      goingOn = true;
    },
    async run(stopped) {
      let steps = 0;
      for (let event = pop(events); event !== undefined && !stopped(); event = pop(events)) {
        steps++;
        now = event.at;
        event.happens();
        if (goingOn) await idle();
        goingOn = false;
      }
      return steps;
    },
  };
}

/** Promises settle before it returns, however many hang on one another. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A binary heap: what happens first is at the front; at the same time, what was scheduled first. */
function push(heap: Event[], event: Event): void {
  let index = heap.length;
  for (let parent = (index - 1) >> 1; index > 0; parent = (index - 1) >> 1) {
    const above = heap[parent];
    if (above === undefined || isBefore(above, event)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = event;
}

function pop(heap: Event[]): Event | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    const left = heap[2 * index + 1];
    const right = heap[2 * index + 2];
    const isRight = left !== undefined && right !== undefined && isBefore(right, left);
    const child = isRight ? right : left;
    if (child === undefined || isBefore(last, child)) break;
    heap[index] = child;
    index = 2 * index + (isRight ? 2 : 1);
  }
  heap[index] = last;
  return first;
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
