import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Guard } from './guards.ts';
import { add, emptyTally, type Range, type Tally } from './many-schedules.ts';

const RANGE_SIZE = 50;

type Job = { seed: number; schedules: number; guard?: Guard | undefined };

/**
 * Runs schedules on all cores. The result does not depend on the number of cores.
 *
 * @param onProgress is called with the number of schedules done so far.
 */
export async function runOnAllCores(job: Job, onProgress: (done: number) => void): Promise<Tally> {
  const total = emptyTally();
  const ranges = rangesOf(job);
  let hasFailed = false;
  const size = Math.min(availableParallelism(), Math.ceil(job.schedules / RANGE_SIZE));

  async function work(): Promise<void> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    try {
      for (const range of ranges) {
        worker.postMessage(range);
        const [tally]: Tally[] = await once(worker, 'message');
        if (tally === undefined) throw new Error('A worker answered without a tally');
        add(total, tally);
        // Workers finish the ranges that they have started: one may hold a failure with a lower number.
        if (total.failure !== undefined || hasFailed) return;
        onProgress(total.schedules);
      }
    } catch (error) {
      hasFailed = true;
      throw error;
    } finally {
      await worker.terminate();
    }
  }

  await Promise.all(Array.from({ length: size }, work));
  return total;
}

/** All workers take from the same ranges. */
function* rangesOf({ seed, schedules, guard }: Job): Generator<Range> {
  for (let from = 0; from < schedules; from += RANGE_SIZE) {
    yield { seed, from, to: Math.min(schedules, from + RANGE_SIZE), guard };
  }
}
