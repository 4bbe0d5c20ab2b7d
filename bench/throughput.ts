import { bundleAsDeployed } from './bundles.ts';
import type { Drive } from './drive.ts';
import type { Found } from './judged.ts';
import { drive, startStandIn } from './processes.ts';
import { summarize } from './statistics.ts';
import { figure, spread, type Table } from './table.ts';

const PAUSE_MS = 5;
const SHARES = [0.2, 1] as const;

/** Orders a second through one instance of ingest, beside the same calls made bare, and made one after the other. */
export async function measureThroughput(
  ingestFile: string,
  rounds: number,
  orders: number,
  progress: (done: number, of: number) => void,
): Promise<Found> {
  const variants = [
    { name: 'ingest', file: ingestFile, work: 'ingest', orders },
    {
      name: 'bare SDK calls',
      file: await bundleAsDeployed('baselines/bare-calls'),
      work: 'ingest bare',
      orders,
    },
    {
      name: 'record by record',
      file: await bundleAsDeployed('baselines/record-by-record'),
      work: 'ingest',
      orders: orders / 5,
    },
  ] satisfies (Pick<Drive, 'file' | 'work' | 'orders'> & { name: string })[];

  const standIn = await startStandIn(PAUSE_MS);
  try {
    const tables: Table[] = [];
    const judged: Found['judged'] = [];
    for (const [place, highValueShare] of SHARES.entries()) {
      const perSecond = variants.map(() => [] as number[]);
      for (let round = 0; round < rounds; round++) {
        progress(place * rounds + round, SHARES.length * rounds);
        for (const [index, variant] of variants.entries()) {
          const warmUpOrders = variant.orders / 2;
          const driven = await drive({ ...variant, warmUpOrders, highValueShare }, standIn.url);
          perSecond[index]?.push((driven.orders / driven.elapsedMs) * 1000);
        }
      }
      const found = variants.map(({ name }, index) => ({ name, rate: summarize(perSecond[index] ?? []) }));
      const rateOf = (name: string) => found.find((row) => row.name === name)?.rate.median ?? Number.NaN;
      const share = `${highValueShare * 100} % high-value`;
      tables.push({
        headings: [share, 'orders a second', 'ingest / it'],
        rows: found.map((row) => [
          row.name,
          spread(row.rate, 0),
          figure(rateOf('ingest') / row.rate.median, 2),
        ]),
      });
      for (const [name, bound] of [
        ['bare SDK calls', 0.85],
        ['record by record', 5],
      ] as const) {
        const measured = rateOf('ingest') / rateOf(name);
        judged.push({ what: `throughput: ingest / ${name}, ${share}`, measured, bound, atLeast: true });
      }
    }
    return { section: { title: 'Throughput of one instance', notes: NOTES, tables }, judged };
  } finally {
    await standIn.stop();
  }
}

const NOTES = [
  `ingest's deployed bundle over batches of 10, one invocation after the other, against a stand-in for AWS on this ` +
    `machine that answers each call after ${PAUSE_MS} ms. The bare calls are the floor: the puts of a batch at the ` +
    `same time, then one PublishBatch. Record by record is a loop with one Put and one Publish a record, as ` +
    `tutorials have it.`,
];
