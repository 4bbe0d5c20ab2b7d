/** One of the threads of crew.ts: runs the blocks it is sent, and answers each with its tally. */
import { parentPort } from 'node:worker_threads';
import { type Block, runSchedules } from './many-schedules.ts';

parentPort?.on('message', async (block: Block) => {
  parentPort?.postMessage(await runSchedules(block));
});
