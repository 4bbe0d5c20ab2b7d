import { bundleAsDeployed } from './bundles.ts';
import type { Drive } from './drive.ts';
import type { Found } from './judged.ts';
import { drive } from './processes.ts';
import { summarize } from './statistics.ts';
import { figure, spread } from './table.ts';

const BOUNDS = { ingest: 60, consumer: 40 } as const;
type Measured = keyof typeof BOUNDS;

/**
 * The CPU that ingest and consumer take beyond the bare SDK calls, with stand-ins for the network in the same process.
 * Each measurement is a process of its own, the handler and the bare calls in turn.
 */
export async function measureOverhead(
  rounds: number,
  orders: number,
  progress: (done: number, of: number) => void,
): Promise<Found> {
  const bare = await bundleAsDeployed('variants/bare-calls');
  const files = {
    ingest: await bundleAsDeployed('variants/ingest'),
    consumer: await bundleAsDeployed('variants/consumer'),
  };
  const measure = async (file: string, work: Drive['work']) => {
    const driven = await drive({ file, work, orders, warmUpOrders: orders, highValueShare: 0.2 });
    return driven.cpuMicroseconds / driven.orders;
  };

  const samples = { ingest: [], consumer: [] } as Record<Measured, { handler: number; bare: number }[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of ['ingest', 'consumer'] as const) {
      progress(2 * round + (name === 'ingest' ? 0 : 1), 2 * rounds);
      const handler = await measure(files[name], name);
      samples[name].push({ handler, bare: await measure(bare, `${name} bare`) });
    }
  }

  const found = (['ingest', 'consumer'] as const).map((name) => ({
    name,
    handler: summarize(samples[name].map((sample) => sample.handler)),
    bare: summarize(samples[name].map((sample) => sample.bare)),
    overhead: summarize(samples[name].map((sample) => sample.handler - sample.bare)),
  }));
  return {
    section: {
      title: 'Handler overhead',
      notes: [
        `Microseconds of CPU an order (user and system, every thread), in batches of 10, ingest at 20 % high-value. ` +
          `The bare calls are ready-made inputs sent by the plain clients: so parsing, checking, marshalling, metrics ` +
          `and log lines, written to /dev/null, all count as overhead. Pairs of processes, ${figure(orders)} orders ` +
          `each after as many to warm up: the overhead is the median of the pairs' differences.`,
      ],
      tables: [
        {
          headings: ['function', 'handler', 'bare SDK calls', 'overhead'],
          rows: found.map((row) => [row.name, spread(row.handler), spread(row.bare), spread(row.overhead)]),
        },
      ],
    },
    judged: found.map(({ name, overhead }) => ({
      what: `overhead of ${name}, microseconds of CPU an order`,
      measured: overhead.median,
      bound: BOUNDS[name],
      digits: 0,
    })),
  };
}
