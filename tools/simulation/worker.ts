/** A thread of worker-pool.ts: runs each range that it is sent, and answers with the tally. */
import { parentPort } from 'node:worker_threads';
import { type Range, runSchedules } from './many-schedules.ts';

parentPort?.on('message', async (range: Range) => {
  parentPort?.postMessage(await runSchedules(range));
});
