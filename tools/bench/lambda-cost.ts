import { readTemplate } from '../stack/template.ts';
import { type Bundles, PACKAGE } from './bundles.ts';
import { startFakeAws } from './fake-aws.ts';
import { startLoadGenerator } from './function-process.ts';
import { PRICES } from './prices.ts';
import { figure, type Table } from './report.ts';

const CALL_MS = 5;
/** AWS calls that wait for each other: ingest puts, then publishes. */
const CALLS_IN_A_ROW = { ingest: 2, consumer: 1 };
/** Lambda's own lines of an invocation: START, END and REPORT. */
const PLATFORM_LOG = { bytes: 400, lines: 3 };
/** What CloudWatch Logs adds to the bytes of each event. */
const EVENT_OVERHEAD_BYTES = 26;
/** A function with this much memory has one CPU; others have their share. */
const MEGABYTES_OF_ONE_CPU = 1_769;
const MEMORY_SIZES = [256, 512, 1_024, MEGABYTES_OF_ONE_CPU];
const ORDERS = 5_000;

type Name = keyof typeof CALLS_IN_A_ROW;
export type Work = { invocations: number; orders: number };
export type LambdaCost = Awaited<ReturnType<typeof measureLambdaCost>>;

/** Measures CPU and log bytes an order on a fake AWS endpoint, and works out what they cost at the deployed memory size. */
export async function measureLambdaCost(bundles: Bundles) {
  const [ingest, consumer] = [await measure('ingest', bundles), await measure('consumer', bundles)];
  const perOrder = { ingest, consumer };
  const memory = Number(readTemplate(PACKAGE).Resources.IngestLambdaFunction?.Properties?.MemorySize);
  const milliseconds = (name: Name, { invocations, orders }: Work, megabytes: number) =>
    invocations * CALLS_IN_A_ROW[name] * CALL_MS +
    (orders * perOrder[name].cpuMs * MEGABYTES_OF_ONE_CPU) / Math.min(megabytes, MEGABYTES_OF_ONE_CPU);
  const compute = (name: Name, work: Work, megabytes = memory) =>
    (milliseconds(name, work, megabytes) / 1000) * (megabytes / 1024) * PRICES.gigabyteSecond;

  return {
    /** Dollars of compute. */
    compute,

    /** Dollars of log lines. */
    log: (name: Name, { invocations, orders }: Work) =>
      (orders * perOrder[name].logBytes +
        invocations * (PLATFORM_LOG.bytes + PLATFORM_LOG.lines * EVENT_OVERHEAD_BYTES)) *
      (PRICES.logGigabyte / 1e9),

    description:
      `worked out: calls of ${CALL_MS} ms, and the CPU measured here (${figure(ingest.cpuMs, 2)} ms an order in ` +
      `ingest, ${figure(consumer.cpuMs, 2)} in consumer) at the share of a CPU that ${memory} MB gets`,

    /** What other memory sizes would mean for ingest with full batches. */
    byMemory(): Table {
      const rows = MEMORY_SIZES.map((megabytes) => {
        const batchMs = milliseconds('ingest', { invocations: 1, orders: 10 }, megabytes);
        const dollars = compute('ingest', { invocations: 100_000, orders: 1_000_000 }, megabytes);
        return [figure(megabytes), figure(batchMs), figure(10_000 / batchMs), figure(dollars, 3)];
      });
      return {
        headings: ['ingest, MB of memory', 'ms a full batch', 'orders a second', 'dollars a million'],
        rows,
      };
    },
  };
}

async function measure(name: Name, bundles: Bundles) {
  const load = { file: bundles[name].file, work: name, highValueShare: name === 'consumer' ? 1 : 0.2 };
  const generator = startLoadGenerator(load, { AWS_ENDPOINT_URL: await startFakeAws(CALL_MS) });
  await generator.run(ORDERS);
  const { cpuMicroseconds, logBytes, logLines } = await generator.run(ORDERS);
  await generator.stop();
  return {
    cpuMs: cpuMicroseconds / ORDERS / 1000,
    logBytes: (logBytes + logLines * EVENT_OVERHEAD_BYTES) / ORDERS,
  };
}
