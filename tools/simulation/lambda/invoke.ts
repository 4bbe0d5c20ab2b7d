import { FUNCTION_TIMEOUTS_MS, MAX_SKEW_MS, START } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import type { FunctionName, Invocation, Result } from './invocation.ts';

/** Runs a function as Lambda does, and reports how it ended. */
export function invoke<T>(
  simulation: Simulation,
  functionName: FunctionName,
  name: string,
  run: (invocation: Invocation) => Promise<T>,
  onEnd: (result: Result<T>, invocation: Invocation) => void,
): void {
  const { timeline, faults, random, trace, clockTickMs } = simulation;
  const isSkewed = faults.inject('clock skew', name);
  const skewMs = isSkewed ? random.between(`skew of ${name}`, -MAX_SKEW_MS, MAX_SKEW_MS) : 0;
  const timeoutMs = FUNCTION_TIMEOUTS_MS[functionName];
  const endsAt = timeline.now() + timeoutMs;
  if (isSkewed) trace?.(name, `its clock is ${(skewMs / 60_000).toFixed(1)} minutes off`);

  const invocation: Invocation = {
    name,
    startedAt: timeline.now(),
    isRunning: true,
    hadFault: false,
    hasCrashed: false,
    maybeUpdated: new Set(),
    now: () => new Date(clockTickMs * Math.floor((START + timeline.now() + skewMs) / clockTickMs)),
    remainingMs: () => endsAt - timeline.now(),
    crash(reason) {
      if (!invocation.isRunning) return;
      trace?.(name, reason);
      invocation.hasCrashed = true;
      invocation.hadFault = true;
      end({ crashed: true });
    },
  };

  /** The caller gets the result in an event of its own. */
  function end(result: Result<T>): void {
    if (!invocation.isRunning) return;
    invocation.isRunning = false;
    timeline.after(random.between(`response of ${name}`, 1, 20), () => onEnd(result, invocation));
  }

  timeline.after(timeoutMs, () => invocation.crash('times out'));
  run(invocation).then(
    (answer) => end({ answer }),
    (error: Error) => end({ error }),
  );
  timeline.resumesCode();
}
