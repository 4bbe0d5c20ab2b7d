import type { FunctionName } from './bundles.ts';
import type { Driven } from './drive.ts';
import { MEGABYTES_OF_ONE_CPU, PRICES } from './prices.ts';
import { startDriver, startStandIn } from './processes.ts';
import { figure } from './table.ts';

/** Megabytes of memory that serverless.yml gives ingest and consumer. */
const MEMORY_MEGABYTES = 512;

const CALL_MS = 5;
/** Calls that wait for each other: ingest puts, then publishes. */
const CALLS_IN_A_ROW = { ingest: 2, consumer: 1 };
/** Lambda's own lines of an invocation: START, END and REPORT. */
const PLATFORM_LOG_BYTES = 400;
/** What CloudWatch Logs adds to the bytes of each event. */
const EVENT_OVERHEAD_BYTES = 26;
const SIZES = [256, 512, 1_024, 1_769];
/** Of each measurement. */
const ORDERS = 5_000;

type Measured = 'ingest' | 'consumer';

/** What the functions take out of Lambda and the log. */
export type Effort = {
  /** Dollars of compute. */
  compute(name: Measured, invocations: number, orders: number): number;
  logBytes(name: Measured, invocations: number, orders: number): number;
  describe(): string;
  /** What other sizes of memory would come to, for ingest and full batches. */
  bySize(): string[][];
};

/** Measures CPU and log bytes an order against the stand-in, and works out what they take at the deployed memory. */
export async function measureEffort(deployed: Record<FunctionName, { file: string }>): Promise<Effort> {
  const standIn = await startStandIn(CALL_MS);
  try {
    const of = async (name: Measured): Promise<Driven> => {
      const driver = startDriver({ file: deployed[name].file, work: name, highValueShare: 0.2 }, standIn.url);
      await driver.run(ORDERS);
      const driven = await driver.run(ORDERS);
      await driver.stop();
      return driven;
    };
    const measured = { ingest: await of('ingest'), consumer: await of('consumer') };
    const cpuMs = (name: Measured) => measured[name].cpuMicroseconds / measured[name].orders / 1000;
    const milliseconds = (name: Measured, invocations: number, orders: number, megabytes: number) =>
      invocations * CALLS_IN_A_ROW[name] * CALL_MS +
      (orders * cpuMs(name) * MEGABYTES_OF_ONE_CPU) / Math.min(megabytes, MEGABYTES_OF_ONE_CPU);
    const dollars = (ms: number, megabytes: number) =>
      (ms / 1000) * (megabytes / 1024) * PRICES.gigabyteSecond;
    return {
      compute: (name, invocations, orders) =>
        dollars(milliseconds(name, invocations, orders, MEMORY_MEGABYTES), MEMORY_MEGABYTES),
      bySize: () =>
        SIZES.map((megabytes) => {
          const batchMs = milliseconds('ingest', 1, 10, megabytes);
          return [
            figure(megabytes),
            figure(batchMs),
            figure(10_000 / batchMs),
            figure(dollars(batchMs * 100_000, megabytes), 3),
          ];
        }),
      logBytes: (name, invocations, orders) =>
        (orders / measured[name].orders) *
          (measured[name].logBytes + measured[name].logLines * EVENT_OVERHEAD_BYTES) +
        invocations * (PLATFORM_LOG_BYTES + 3 * EVENT_OVERHEAD_BYTES),
      describe: () =>
        `worked out: calls of ${CALL_MS} ms, and the CPU measured here (${cpuMs('ingest').toFixed(2)} ms an order in ` +
        `ingest, ${cpuMs('consumer').toFixed(2)} in consumer) at the share of a CPU that ${MEMORY_MEGABYTES} MB gets`,
    };
  } finally {
    await standIn.stop();
  }
}
