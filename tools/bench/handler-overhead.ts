import { bundleWithoutNetwork } from './bundles.ts';
import { type LoadGenerator, startLoadGenerator } from './function-process.ts';
import { figure, type Measurement, type Progress, spread } from './report.ts';
import { type Summary, summarize } from './statistics.ts';

const WARM_UP_ORDERS = 12_000;
const TURN_ORDERS = 4_000;

type Overhead = { handler: Summary; bare: Summary; overhead: Summary };

/** Measures the CPU that ingest and consumer take beyond the bare SDK calls, without a network. */
export async function measureOverhead(turns: number, progress: Progress): Promise<Measurement> {
  const ingest = await overheadOf('ingest', turns, (turn) => progress(turn, 2 * turns));
  const consumer = await overheadOf('consumer', turns, (turn) => progress(turns + turn, 2 * turns));
  const row = (name: string, { handler, bare, overhead }: Overhead) => [
    name,
    ...[handler, bare, overhead].map((summary) => spread(summary)),
  ];
  return {
    section: {
      title: 'Handler overhead',
      notes: [
        `Microseconds of CPU an order (user and system, every thread), in batches of 10, ingest at 20 % high-value. ` +
          `The bare calls are ready-made inputs sent by the plain clients, so parsing, checking, marshalling, metrics ` +
          `and log lines, written to /dev/null, all count as overhead. The handler and the bare calls take turns of ` +
          `${figure(TURN_ORDERS)} orders, after ${figure(WARM_UP_ORDERS)} to warm up; the overhead is the median of ` +
          `the differences of ${turns} pairs.`,
      ],
      tables: [
        {
          headings: ['function', 'handler', 'bare SDK calls', 'overhead'],
          rows: [row('ingest', ingest), row('consumer', consumer)],
        },
      ],
    },
    budgeted: {
      'overhead of ingest, microseconds of CPU an order': ingest.overhead.median,
      'overhead of consumer, microseconds of CPU an order': consumer.overhead.median,
    },
  };
}

/** Handler and bare calls take short turns, so that whatever else the machine does affects both. */
async function overheadOf(
  work: 'ingest' | 'consumer',
  turns: number,
  progress: (turn: number) => void,
): Promise<Overhead> {
  const load = { work, highValueShare: work === 'consumer' ? 1 : 0.2 };
  const start = async (source: string) =>
    startLoadGenerator({ file: await bundleWithoutNetwork(source), ...load });
  const handler = await start(`src/functions/${work}.ts`);
  const bare = await start('tools/bench/baselines/bare-calls.ts');
  progress(0);
  await handler.run(WARM_UP_ORDERS);
  await bare.run(WARM_UP_ORDERS);
  const pairs: { handler: number; bare: number }[] = [];
  for (let turn = 1; turn <= turns; turn++) {
    pairs.push({ handler: await microseconds(handler), bare: await microseconds(bare) });
    if (turn % 3 === 0) progress(turn);
  }
  await handler.stop();
  await bare.stop();
  return {
    handler: summarize(pairs.map((pair) => pair.handler)),
    bare: summarize(pairs.map((pair) => pair.bare)),
    overhead: summarize(pairs.map((pair) => pair.handler - pair.bare)),
  };
}

async function microseconds(generator: LoadGenerator): Promise<number> {
  const { cpuMicroseconds, orders } = await generator.run(TURN_ORDERS);
  return cpuMicroseconds / orders;
}
