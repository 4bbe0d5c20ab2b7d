import { RECOVERY_MS, SWEEP_INTERVAL_MS } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import type { Invocation } from './invocation.ts';
import { invoke } from './invoke.ts';

type Service = {
  sweep(by: Invocation): Promise<unknown>;
  /** Whether nothing is left to do in the service. */
  isIdle(): boolean;
  /** When the last fault is over, as far as is known now. */
  faultsEnd(): number;
  /** Called if after hours without faults something is still left to do. */
  notRecovered(): void;
};

/**
 * EventBridge's schedule of sweep. After the last fault it goes on until nothing is left to do in the service, and again
 * when something is sent later. In between it would find nothing.
 */
export function startSweepSchedule(
  simulation: Simulation,
  { sweep, isIdle, faultsEnd, notRecovered }: Service,
): { resume(): void } {
  const { timeline, faults, random, trace, guard } = simulation;
  let running = 0;
  let number = 0;
  let isStopped = false;

  timeline.after(random.between('first sweep', 0, SWEEP_INTERVAL_MS), fire);
  return {
    resume() {
      if (!isStopped) return;
      isStopped = false;
      timeline.after(random.between(`sweep ${number + 1} after a pause`, 0, SWEEP_INTERVAL_MS), fire);
    },
  };

  function fire(): void {
    const pastFaults = timeline.now() - faultsEnd();
    isStopped = pastFaults > 0 && (isIdle() || pastFaults > RECOVERY_MS);
    if (isStopped) {
      if (!isIdle()) notRecovered();
      return;
    }
    timeline.after(SWEEP_INTERVAL_MS, fire);
    const name = `sweep ${++number}`;
    start(name);
    if (faults.inject('schedule fires twice', name)) {
      timeline.after(random.between(`second ${name}`, 1, 60_000), () => start(`${name}, fired again`));
    }
    if (faults.prepare('overlapping sweeps', name)) {
      timeline.after(random.between(`overlap of ${name}`, 1, 400), () => start(`${name}, by hand`));
    }
  }

  function start(name: string): void {
    if (guard === 'sweep') return;
    if (running > 0) faults.confirm('overlapping sweeps');
    running++;
    invoke(simulation, 'sweep', name, sweep, (result) => {
      running--;
      if ('error' in result) trace?.(name, `fails: ${result.error}`);
      const { Pending, Republished } = Object('answer' in result ? result.answer : undefined);
      if (Pending > 0) trace?.(name, `finds ${Pending} pending, announces ${Republished} again`);
    });
  }
}
