/** A process that invokes one handler with batches of ten orders, as many as its parent asks for, and measures it. */
import { createRequire } from 'node:module';
import { type BenchOrder, createOrders, EVENTS, inTens } from './workload.ts';

export type Load = {
  /** The bundle with the handler. One that exports `prepare` makes its own events. */
  file: string;
  work: keyof typeof EVENTS;
  highValueShare: number;
};

/** What the parent sends. */
export type Turn = { orders: number; collectGarbage: boolean };

/** What the process answers. */
export type Measured = {
  orders: number;
  elapsedMs: number;
  /** User and system time of every thread, the compiler's and the garbage collector's included. */
  cpuMicroseconds: number;
  /** What is reachable at the end, if garbage was collected. */
  heapBytes: number;
  peakResidentBytes: number;
  logBytes: number;
  logLines: number;
};

type Bundle = {
  handler(event: unknown, context: object): Promise<{ batchItemFailures?: unknown[] }>;
  prepare?(work: Load['work'], orders: readonly BenchOrder[]): Promise<unknown>;
};

/** Orders whose events are made at a time. */
const CHUNK = 1_000;
const CONTEXT = {
  functionName: 'bench',
  memoryLimitInMB: '512',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:bench',
  awsRequestId: '00000000-0000-0000-0000-000000000000',
};

const { file, work, highValueShare }: Load = JSON.parse(process.argv[2] ?? '');
const { handler, prepare = async (_, orders) => EVENTS[work](orders) }: Bundle = createRequire(
  import.meta.url,
)(file);

/** Making the events is not measured. */
async function run(orders: number): Promise<{ elapsedMs: number; cpuMicroseconds: number }> {
  const sum = { elapsedMs: 0, cpuMicroseconds: 0 };
  for (let done = 0; done < orders; done += CHUNK) {
    const batches = inTens(createOrders(Math.min(CHUNK, orders - done), highValueShare));
    const events = await Promise.all(batches.map((batch) => prepare(work, batch)));
    const since = performance.now();
    const cpuBefore = process.cpuUsage();
    for (const event of events) {
      const { batchItemFailures: { length: failed } = [] } = await handler(event, CONTEXT);
      if (failed > 0) throw new Error(`${failed} records of a batch failed in ${file}.`);
    }
    const cpu = process.cpuUsage(cpuBefore);
    sum.elapsedMs += performance.now() - since;
    sum.cpuMicroseconds += cpu.user + cpu.system;
  }
  return sum;
}

const log = { logBytes: 0, logLines: 0 };
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text: string | Uint8Array) => {
  log.logBytes += text.length;
  log.logLines += 1;
  return write(text);
};

process.on('message', async ({ orders, collectGarbage }: Turn) => {
  Object.assign(log, { logBytes: 0, logLines: 0 });
  const sum = await run(orders);
  if (collectGarbage) global.gc?.();
  const measured: Measured = {
    ...sum,
    ...log,
    orders,
    heapBytes: process.memoryUsage().heapUsed,
    peakResidentBytes: process.resourceUsage().maxRSS * 1024,
  };
  process.send?.(measured);
});
process.on('disconnect', () => process.exit());
