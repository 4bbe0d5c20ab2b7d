import { withEmbeddedService } from './embedded-service.ts';
import { startFakeAws } from './fake-aws.ts';
import { startLoadGenerator } from './function-process.ts';
import { figure, type Measurement, type Progress } from './report.ts';
import { exponentOf } from './statistics.ts';
import { createOrders } from './workload.ts';

/** Measures the time from producer to the last acknowledgement, and ingest's memory, for growing numbers of orders. */
export async function measureGrowth(
  ingestFile: string,
  sizes: readonly number[],
  progress: Progress,
): Promise<Measurement> {
  const points: Point[] = [];
  for (const [index, orders] of sizes.entries()) {
    progress(index, sizes.length);
    points.push(await measurePoint(ingestFile, orders));
  }
  const exponent = (time: (point: Point) => number) =>
    exponentOf(points.map((point) => ({ size: point.orders, value: time(point) })));
  const endToEnd = exponent(({ endToEndMs }) => endToEndMs);
  const ingest = exponent(({ elapsedMs }) => elapsedMs);
  const heaps = points.map(({ heapBytes }) => heapBytes);
  return {
    section: {
      title: 'Growth',
      notes: [
        `End to end: a fresh embedded stack, warmed up with 500 orders, from the first order into producer until ` +
          `both queues are empty, at 20 % high-value. Ingest: its deployed bundle alone, in batches of 10 on a fake ` +
          `AWS endpoint that answers at once; the heap is what is reachable after the last batch. One run each; the ` +
          `exponent is the slope of the logarithms (1: twice the orders, twice the time).`,
      ],
      tables: [
        {
          headings: [
            ...['orders', 'end to end, s', 'a second'],
            ...['ingest, s', 'ingest heap, MB', 'peak resident, MB'],
          ],
          rows: [
            ...points.map(({ orders, endToEndMs, elapsedMs, heapBytes, peakResidentBytes }) => [
              figure(orders),
              figure(endToEndMs / 1000, 1),
              figure((orders / endToEndMs) * 1000),
              figure(elapsedMs / 1000, 1),
              figure(heapBytes / 1e6, 1),
              figure(peakResidentBytes / 1e6),
            ]),
            ['exponent', figure(endToEnd, 2), '', figure(ingest, 2), '', ''],
          ],
        },
      ],
    },
    budgeted: {
      'growth exponent, end to end': endToEnd,
      'growth exponent, ingest alone': ingest,
      "ingest's heap, most orders / fewest": (heaps.at(-1) ?? Number.NaN) / (heaps[0] ?? Number.NaN),
    },
  };
}

type Point = Awaited<ReturnType<typeof measurePoint>>;

async function measurePoint(file: string, orders: number) {
  const endToEndMs = await withEmbeddedService(async ({ send }) => {
    await send(createOrders(500, 0.2));
    return send(createOrders(orders, 0.2));
  });
  const load = { file, work: 'ingest', highValueShare: 0.2 } as const;
  const generator = startLoadGenerator(load, { AWS_ENDPOINT_URL: await startFakeAws(0) });
  await generator.run(2_000);
  const measured = await generator.run(orders, true);
  await generator.stop();
  return { ...measured, endToEndMs };
}
