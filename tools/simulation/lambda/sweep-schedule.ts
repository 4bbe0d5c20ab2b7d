import { FAULTS_END_MS, RECOVERY_MS, SWEEP_INTERVAL_MS } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import type { Invocation } from './invocation.ts';
import { invoke } from './invoke.ts';

/** EventBridge's schedule of sweep. After the last fault it goes on until nothing is left to do in the service. */
export function startSweepSchedule(
  simulation: Simulation,
  sweep: (by: Invocation) => Promise<unknown>,
  isIdle: () => boolean,
): void {
  const { timeline, faults, random, trace, guard } = simulation;
  let running = 0;

  timeline.after(random.between('first sweep', 0, SWEEP_INTERVAL_MS), () => fire(1));

  function fire(number: number): void {
    const now = timeline.now();
    if (now > FAULTS_END_MS && (isIdle() || now > FAULTS_END_MS + RECOVERY_MS)) return;
    timeline.after(SWEEP_INTERVAL_MS, () => fire(number + 1));
    const name = `sweep ${number}`;
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
