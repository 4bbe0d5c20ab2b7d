import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Guard } from './guards.ts';
import { add, type Block, emptyTally, type Tally } from './many-schedules.ts';

const BLOCK = 50;

type Job = { seed: number; schedules: number; guard?: Guard | undefined };

/**
 * Runs schedules on all cores. Which ones, and what becomes of each, does not depend on how many there are.
 *
 * @param onProgress hears how many are done, now and then.
 */
export async function runOnAllCores(job: Job, onProgress: (done: number) => void): Promise<Tally> {
  const total = emptyTally();
  const blocks = blocksOf(job);
  let isBroken = false;
  const size = Math.min(availableParallelism(), Math.ceil(job.schedules / BLOCK));

  async function work(): Promise<void> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    try {
      for (const block of blocks) {
        worker.postMessage(block);
        const [tally]: Tally[] = await once(worker, 'message');
        if (tally === undefined) throw new Error('A worker gave no tally');
        add(total, tally);
        // What other workers have begun may hold a failure with a lower number: they end it.
        if (total.failure !== undefined || isBroken) return;
        onProgress(total.schedules);
      }
    } catch (error) {
      isBroken = true;
      throw error;
    } finally {
      await worker.terminate();
    }
  }

  await Promise.all(Array.from({ length: size }, work));
  return total;
}

/** All workers take from the same blocks. */
function* blocksOf({ seed, schedules, guard }: Job): Generator<Block> {
  for (let from = 0; from < schedules; from += BLOCK) {
    yield { seed, from, to: Math.min(schedules, from + BLOCK), guard };
  }
}
