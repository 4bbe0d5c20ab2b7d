import { MAX_SKEW_MS, START, TIME_OUT_MS } from '../settings.ts';
import type { World } from '../world.ts';

export type FunctionName = keyof typeof TIME_OUT_MS;

/** One run of a function. */
export type Invocation = {
  readonly name: string;
  running: boolean;
  /** Whether a fault struck in it: then, and only then, it may fail what is sound. */
  troubled: boolean;
  crashed: boolean;
  /** OrderIds of updates that failed and may have been applied all the same. */
  readonly unheard: Set<string>;
  /** The time as this invocation's clock has it. */
  now(): Date;
  remainingMs(): number;
  /** Ends it here: what it has under way is not waited for any more. */
  crash(why: string): void;
};

export type Result<T> = { answer: T } | { error: Error } | { crashed: true };

/** Runs a function as Lambda does, and tells how it ended. */
export function invoke<T>(
  world: World,
  functionName: FunctionName,
  name: string,
  run: (invocation: Invocation) => Promise<T>,
  onEnd: (result: Result<T>, invocation: Invocation) => void,
): void {
  const { timeline, faults, timing, trace, tickMs } = world;
  const isSkewed = faults.strikes('clock skew', name);
  const skewMs = isSkewed ? world.draws.between(`skew of ${name}`, -MAX_SKEW_MS, MAX_SKEW_MS) : 0;
  const endsAt = timeline.now() + TIME_OUT_MS[functionName];
  if (isSkewed && trace.on) trace.say(name, `its clock is ${(skewMs / 60_000).toFixed(1)} minutes off`);

  const invocation: Invocation = {
    name,
    running: true,
    troubled: false,
    crashed: false,
    unheard: new Set(),
    now: () => new Date(tickMs * Math.floor((START + timeline.now() + skewMs) / tickMs)),
    remainingMs: () => endsAt - timeline.now(),
    crash(why) {
      if (!invocation.running) return;
      trace.say(name, why);
      invocation.crashed = true;
      invocation.troubled = true;
      end({ crashed: true });
    },
  };

  /** In a step of its own: what follows from the end belongs to the caller, not to the function. */
  function end(result: Result<T>): void {
    if (!invocation.running) return;
    invocation.running = false;
    timeline.after(timing.between(`answer of ${name}`, 1, 20), () => onEnd(result, invocation));
  }

  timeline.after(TIME_OUT_MS[functionName], () => invocation.crash('is ended by its time-out'));
  run(invocation).then(
    (answer) => end({ answer }),
    (error: Error) => end({ error }),
  );
  timeline.goesOn();
}
