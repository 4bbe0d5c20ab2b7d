import type { FunctionName } from './bundles.ts';
import type { Drive, Driven } from './drive.ts';
import { MEGABYTES_OF_ONE_CPU } from './prices.ts';
import { drive, startStandIn } from './processes.ts';

/** Megabytes of memory that serverless.yml gives ingest and consumer. */
export const MEMORY_MEGABYTES = 512;

const CALL_MS = 5;
/** Calls that wait for each other: ingest puts, then publishes. */
const CALLS_IN_A_ROW = { ingest: 2, consumer: 1 };
/** Lambda's own lines of an invocation: START, END and REPORT. */
const PLATFORM_LOG_BYTES = 400;
/** What CloudWatch Logs adds to the bytes of each event. */
const EVENT_OVERHEAD_BYTES = 26;
/** The bytes and lines of an invocation's metrics are spread over its orders. */
const ORDERS = 5_000;

type Measured = 'ingest' | 'consumer';

/** What the functions take out of Lambda and the log. */
export type Effort = {
  gigabyteSeconds(name: Measured, invocations: number, orders: number): number;
  logBytes(name: Measured, invocations: number, orders: number): number;
  describe(): string;
};

/** Measures CPU and log bytes an order against the stand-in, and works out what they take at the deployed memory. */
export async function measureEffort(deployed: Record<FunctionName, { file: string }>): Promise<Effort> {
  const standIn = await startStandIn(CALL_MS);
  try {
    const of = (name: Measured): Promise<Driven> => {
      const options: Drive = {
        file: deployed[name].file,
        work: name,
        orders: ORDERS,
        warmUpOrders: ORDERS,
        highValueShare: 0.2,
      };
      return drive(options, standIn.url);
    };
    const measured = { ingest: await of('ingest'), consumer: await of('consumer') };
    const cpuMs = (name: Measured) => measured[name].cpuMicroseconds / measured[name].orders / 1000;
    const share = MEMORY_MEGABYTES / MEGABYTES_OF_ONE_CPU;
    return {
      gigabyteSeconds: (name, invocations, orders) =>
        ((invocations * CALLS_IN_A_ROW[name] * CALL_MS + (orders * cpuMs(name)) / share) / 1000) *
        (MEMORY_MEGABYTES / 1024),
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
