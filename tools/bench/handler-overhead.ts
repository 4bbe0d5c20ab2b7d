import { bundleAsDeployed } from './bundles.ts';
import type { Found } from './judged.ts';
import { type Driver, startDriver } from './processes.ts';
import { summarize } from './statistics.ts';
import { figure, spread } from './table.ts';

const BOUNDS = { ingest: 60, consumer: 40 } as const;
type Measured = keyof typeof BOUNDS;

const WARM_UP_ORDERS = 12_000;
/** Orders of a turn. */
const TURN = 4_000;

/**
 * The CPU that ingest and consumer take beyond the bare SDK calls, with stand-ins for the network in the same process.
 * The handler and the bare calls run in processes of their own and take short turns, so that what else the machine
 * does hits both.
 */
export async function measureOverhead(
  turns: number,
  progress: (done: number, of: number) => void,
): Promise<Found> {
  const bareFile = await bundleAsDeployed('variants/bare-calls');
  const samples = { ingest: [], consumer: [] } as Record<Measured, { handler: number; bare: number }[]>;
  for (const [index, name] of (['ingest', 'consumer'] as const).entries()) {
    const file = await bundleAsDeployed(`variants/${name}`);
    const handler = startDriver({ file, work: name, highValueShare: 0.2 });
    const bare = startDriver({ file: bareFile, work: `${name} bare`, highValueShare: 0.2 });
    progress(index * turns, 2 * turns);
    await handler.run(WARM_UP_ORDERS);
    await bare.run(WARM_UP_ORDERS);
    for (let turn = 1; turn <= turns; turn++) {
      samples[name].push({ handler: await microseconds(handler), bare: await microseconds(bare) });
      if (turn % 3 === 0) progress(index * turns + turn, 2 * turns);
    }
    await handler.stop();
    await bare.stop();
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
          `and log lines, written to /dev/null, all count as overhead. Turns of ${figure(TURN)} orders, the ` +
          `handler and the bare calls by turns, after ${figure(WARM_UP_ORDERS)} to warm up: the overhead is the median of ` +
          `${turns} pairs' differences.`,
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

async function microseconds(driver: Driver): Promise<number> {
  const { cpuMicroseconds, orders } = await driver.run(TURN);
  return cpuMicroseconds / orders;
}
