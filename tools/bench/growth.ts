import { startEmbeddedRun } from './embedded-run.ts';
import type { Found } from './judged.ts';
import { startDriver, startStandIn } from './processes.ts';
import { exponentOf } from './statistics.ts';
import { figure } from './table.ts';
import { workOrders } from './workload.ts';

type Point = {
  orders: number;
  endToEndMs: number;
  ingestMs: number;
  heapBytes: number;
  residentBytes: number;
};

/** Time from the producer to the last acknowledgement, and ingest's memory, for more and more orders. */
export async function measureGrowth(
  ingestFile: string,
  sizes: readonly number[],
  progress: (done: number, of: number) => void,
): Promise<Found> {
  const points: Point[] = [];
  for (const [index, orders] of sizes.entries()) {
    progress(index, sizes.length);
    const endToEndMs = await timeEndToEnd(orders);
    points.push({ orders, endToEndMs, ...(await driveIngest(ingestFile, orders)) });
  }

  const exponent = (time: (point: Point) => number) =>
    exponentOf(points.map((point) => ({ size: point.orders, value: time(point) })));
  const endToEnd = exponent(({ endToEndMs }) => endToEndMs);
  const ingest = exponent(({ ingestMs }) => ingestMs);
  const heaps = points.map(({ heapBytes }) => heapBytes);
  return {
    section: {
      title: 'Growth',
      notes: [
        `End to end: a fresh embedded stack, warmed up with 500 orders, from the first order into producer until ` +
          `both queues are empty, at 20 % high-value. Ingest: its deployed bundle alone, in batches of 10 against a ` +
          `stand-in that answers at once; the heap is what is reachable after the last batch. One run each; the ` +
          `exponent is the slope of the logarithms (1: twice the orders, twice the time).`,
      ],
      tables: [
        {
          headings: [
            'orders',
            'end to end, s',
            'a second',
            'ingest, s',
            'ingest heap, MB',
            'peak resident, MB',
          ],
          rows: [
            ...points.map((point) => [
              figure(point.orders),
              figure(point.endToEndMs / 1000, 1),
              figure((point.orders / point.endToEndMs) * 1000),
              figure(point.ingestMs / 1000, 1),
              figure(point.heapBytes / 1e6, 1),
              figure(point.residentBytes / 1e6),
            ]),
            ['exponent', figure(endToEnd, 2), '', figure(ingest, 2), '', ''],
          ],
        },
      ],
    },
    judged: [
      { what: 'growth exponent, end to end', measured: endToEnd, bound: 1.05 },
      { what: 'growth exponent, ingest alone', measured: ingest, bound: 1.05 },
      {
        what: "ingest's heap, most orders / fewest",
        measured: (heaps.at(-1) ?? Number.NaN) / (heaps[0] ?? Number.NaN),
        bound: 1.1,
      },
    ],
  };
}

async function timeEndToEnd(orders: number): Promise<number> {
  const run = await startEmbeddedRun();
  try {
    await run.send(workOrders(500, 0.2));
    return await run.send(workOrders(orders, 0.2));
  } finally {
    await run.stop();
  }
}

async function driveIngest(file: string, orders: number) {
  const standIn = await startStandIn(0);
  try {
    const driver = startDriver({ file, work: 'ingest', highValueShare: 0.2 }, standIn.url);
    await driver.run(2_000);
    const driven = await driver.run(orders, { collectGarbage: true });
    await driver.stop();
    return {
      ingestMs: driven.elapsedMs,
      heapBytes: driven.heapBytes,
      residentBytes: driven.peakResidentBytes,
    };
  } finally {
    await standIn.stop();
  }
}
