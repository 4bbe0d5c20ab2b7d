import { FAULTS_END_MS, REST_MS, SWEEP_INTERVAL_MS } from '../settings.ts';
import type { World } from '../world.ts';
import { type Invocation, invoke, type Result } from './invocation.ts';

type Parts = {
  sweep(by: Invocation): Promise<unknown>;
  /** Whether there is anything left to do for anybody. */
  isIdle(): boolean;
};

/** EventBridge's rule for sweep. Once nothing fails any more it goes on for as long as something is to be done. */
export function startSweepSchedule(world: World, { sweep, isIdle }: Parts): void {
  const { timeline, faults, timing, draws } = world;
  let running = 0;

  timeline.after(timing.between('first sweep', 0, SWEEP_INTERVAL_MS), () => due(1));

  function due(number: number): void {
    const now = timeline.now();
    if (now > FAULTS_END_MS && (isIdle() || now > FAULTS_END_MS + REST_MS)) return;
    timeline.after(SWEEP_INTERVAL_MS, () => due(number + 1));
    const name = `sweep ${number}`;
    start(name);
    if (faults.strikes('schedule delivered twice', name)) {
      timeline.after(draws.between(`second ${name}`, 1, 60_000), () => start(`${name}, delivered again`));
    }
    if (faults.threatens('overlapping sweeps', name)) {
      timeline.after(draws.between(`beside ${name}`, 1, 400), () => start(`${name}, by hand`));
    }
  }

  function start(name: string): void {
    if (world.guard === 'sweep') return;
    if (running > 0) faults.count('overlapping sweeps');
    running++;
    invoke(world, 'sweep', name, sweep, (result) => {
      running--;
      const words = inWords(result);
      if (words !== undefined) world.trace.say(name, words);
    });
  }
}

/** Nothing, where there was nothing to do. */
function inWords(result: Result<unknown>): string | undefined {
  if ('crashed' in result) return undefined;
  if ('error' in result) return `fails: ${result.error}`;
  const { Pending, Republished } = Object(result.answer);
  return Pending === 0 ? undefined : `found ${Pending} pending, announced ${Republished} again`;
}
