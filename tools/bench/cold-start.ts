import { randomUUID } from 'node:crypto';
import type { ServiceClient } from '../service/service-client.ts';
import { type Bundles, bundleByDefaults, FUNCTIONS, type FunctionName } from './bundles.ts';
import { withEmbeddedService } from './embedded-service.ts';
import { forkFunction, nextMessage } from './function-process.ts';
import { figure, type Measurement, type Progress, spread } from './report.ts';
import { summarize } from './statistics.ts';
import { createOrders, EVENTS } from './workload.ts';

const CLIENTS = "both clients alone, esbuild's defaults";
const USUAL = "the usual full set, esbuild's defaults";

type Variant = { name: string; file: string; event: () => unknown };
type Times = { loadMs: number; answerMs: number };

/** Loads every bundle in a fresh process and invokes it once on the embedded stack; the variants take turns. */
export async function measureColdStart(
  bundles: Bundles,
  rounds: number,
  progress: Progress,
): Promise<Measurement> {
  const times = await withEmbeddedService(async ({ service, environment }) => {
    const variants = [...(await baselines(environment)), ...functions(bundles, service)];
    const times = new Map<string, Times[]>(variants.map(({ name }) => [name, []]));
    for (let round = 0; round <= rounds; round++) {
      progress(round, rounds);
      for (const { name, file, event } of variants) {
        const child = forkFunction('cold-start.cjs', [file, JSON.stringify(await event())], environment);
        const measured = (await nextMessage(child)) as Times;
        child.kill();
        // The first round brings the files into the machine's cache.
        if (round > 0) times.get(name)?.push(measured);
      }
    }
    return times;
  });
  return report(times, rounds);
}

async function baselines(environment: Record<string, string>): Promise<Variant[]> {
  const TableName = environment.ORDERS_TABLE_NAME;
  const publish = { TopicArn: environment.HIGH_VALUE_ORDER_TOPIC_ARN, Message: '{}' };
  return [
    { name: 'an empty handler', file: await bundleByDefaults('empty'), event: () => ({}) },
    {
      name: CLIENTS,
      file: await bundleByDefaults('two-clients'),
      event: () => ({ put: { TableName, Item: { OrderId: { S: randomUUID() } } }, publish }),
    },
    {
      name: USUAL,
      file: await bundleByDefaults('usual-set'),
      event: () => ({ order: createOrders(1, 1)[0], tableName: TableName, publish }),
    },
  ];
}

function functions(bundles: Bundles, service: ServiceClient): Variant[] {
  const events: Record<FunctionName, () => unknown> = {
    ingest: () => createOrders(1, 1)[0],
    async consumer() {
      const orders = createOrders(1, 1);
      for (const order of orders)
        await service.put({ ...order, ReceivedAt: order.Timestamp, NotificationStatus: 'PENDING#0' });
      return EVENTS.consumer(orders);
    },
    producer: () => createOrders(1, 1)[0],
    sweep: () => ({}),
    report: () => ({ From: '2025-05-03T00:00:00Z', To: '2025-05-04T00:00:00Z' }),
  };
  return FUNCTIONS.map((name) => ({ name, file: bundles[name].file, event: events[name] }));
}

function report(times: ReadonlyMap<string, readonly Times[]>, rounds: number): Measurement {
  const load = (name: string) => summarize((times.get(name) ?? []).map(({ loadMs }) => loadMs));
  const ratio = (name: string, other: string) => load(name).median / load(other).median;
  const rows = [...times].map(([name, samples]) => [
    name,
    spread(load(name)),
    figure(ratio(name, CLIENTS), 2),
    figure(ratio(name, USUAL), 2),
    spread(summarize(samples.map(({ answerMs }) => answerMs))),
  ]);
  return {
    section: {
      title: 'Cold start',
      notes: [
        `Milliseconds in a fresh process: to load the bundle with \`require\`, and from there to the first answer ` +
          `on the embedded stack. Median and quartiles of ${rounds} rounds; the variants take turns.`,
      ],
      tables: [{ headings: ['bundle', 'load', 'of clients', 'of usual', 'load and answer'], rows }],
    },
    budgeted: {
      'load: ingest / both clients alone': ratio('ingest', CLIENTS),
      'load: ingest / the usual full set': ratio('ingest', USUAL),
      'load: consumer / ingest': ratio('consumer', 'ingest'),
    },
  };
}
