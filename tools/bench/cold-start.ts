import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createServiceClient, type ServiceClient } from '../service/service-client.ts';
import { bundleByDefaults, FUNCTIONS, type FunctionName } from './bundles.ts';
import type { Found } from './judged.ts';
import { FUNCTION_ENVIRONMENT, NOWHERE, nextMessage, startEmbeddedStack } from './processes.ts';
import { summarize } from './statistics.ts';
import { figure, spread } from './table.ts';
import { announcementBatch, type WorkOrder, workOrders } from './workload.ts';

const EMPTY = 'an empty handler';
const CLIENTS = "both clients alone, esbuild's defaults";
const USUAL = "the usual full set, esbuild's defaults";

type Variant = { name: string; file: string; event: () => Promise<unknown> };
type Times = { loadMs: number; answerMs: number };

/** Loads every bundle in a fresh process and has it answer once, on the embedded stack; the variants in turn. */
export async function measureColdStart(
  deployed: Record<FunctionName, { file: string }>,
  rounds: number,
  progress: (done: number, of: number) => void,
): Promise<Found> {
  const stack = await startEmbeddedStack();
  try {
    return report(await takeTimes(deployed, stack.url, rounds, progress));
  } finally {
    await stack.stop();
  }
}

async function takeTimes(
  deployed: Record<FunctionName, { file: string }>,
  endpoint: string,
  rounds: number,
  progress: (done: number, of: number) => void,
): Promise<Map<string, Times[]>> {
  const service = createServiceClient('local', endpoint);
  const names = {
    ORDERS_TABLE_NAME: await service.output('OrdersTableName'),
    ORDER_TOPIC_ARN: await service.output('OrderTopicArn'),
    HIGH_VALUE_ORDER_TOPIC_ARN: await service.output('HighValueOrderTopicArn'),
  };
  const env = { ...FUNCTION_ENVIRONMENT, ...names, AWS_ENDPOINT_URL: endpoint };
  const variants = [...(await baselines(names)), ...functions(deployed, service)];

  const times = new Map<string, Times[]>(variants.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    progress(round, rounds);
    for (const { name, file, event } of variants) {
      const measured = await loadOnce(file, await event(), env);
      // The first round brings the files into the machine's cache.
      if (round > 0) times.get(name)?.push(measured);
    }
  }
  return times;
}

async function loadOnce(file: string, event: unknown, env: NodeJS.ProcessEnv): Promise<Times> {
  const child = fork(join(import.meta.dirname, 'load.cjs'), [file, JSON.stringify(event)], {
    env,
    stdio: ['ignore', NOWHERE, 'inherit', 'ipc'],
  });
  const times = (await nextMessage(child)) as Times;
  child.kill();
  return times;
}

async function baselines(names: Record<string, string>): Promise<Variant[]> {
  const TableName = names.ORDERS_TABLE_NAME;
  const publish = { TopicArn: names.HIGH_VALUE_ORDER_TOPIC_ARN, Message: '{}' };
  return [
    { name: EMPTY, file: await bundleByDefaults('baselines/empty'), event: async () => ({}) },
    {
      name: CLIENTS,
      file: await bundleByDefaults('baselines/two-clients'),
      event: async () => ({ put: { TableName, Item: { OrderId: { S: randomUUID() } } }, publish }),
    },
    {
      name: USUAL,
      file: await bundleByDefaults('baselines/usual-set'),
      event: async () => ({ order: oneOrder(), tableName: TableName, publish }),
    },
  ];
}

function functions(deployed: Record<FunctionName, { file: string }>, service: ServiceClient): Variant[] {
  const events: Record<FunctionName, () => Promise<unknown>> = {
    ingest: async () => oneOrder(),
    consumer: async () => {
      const order = oneOrder();
      await service.put({ ...order, ReceivedAt: order.Timestamp, NotificationStatus: 'PENDING#0' });
      return announcementBatch([order]);
    },
    producer: async () => oneOrder(),
    sweep: async () => ({}),
    report: async () => ({ From: '2025-05-03T00:00:00Z', To: '2025-05-04T00:00:00Z' }),
  };
  return FUNCTIONS.map((name) => ({ name, file: deployed[name].file, event: events[name] }));
}

/** A high-value order that no one sent before. */
function oneOrder(): WorkOrder {
  const [order] = workOrders(1, 1);
  if (order === undefined) throw new Error('workOrders made no order.');
  return order;
}

function report(times: Map<string, Times[]>): Found {
  const of = (name: string) => {
    const samples = times.get(name) ?? [];
    return {
      load: summarize(samples.map(({ loadMs }) => loadMs)),
      answer: summarize(samples.map(({ answerMs }) => answerMs)),
    };
  };
  const [clients, usual, ingest, consumer] = [of(CLIENTS), of(USUAL), of('ingest'), of('consumer')];
  const rows = [...times.keys()].map((name) => {
    const { load, answer } = of(name);
    const ratio = (other: typeof load) => figure(load.median / other.median, 2);
    return [name, spread(load), ratio(clients.load), ratio(usual.load), spread(answer)];
  });
  return {
    section: {
      title: 'Cold start',
      notes: [
        `Milliseconds in a fresh process: to load the bundle with \`require\`, and from there to the first answer ` +
          `on the embedded stack. Median and quartiles of ${times.get(EMPTY)?.length} rounds, the variants in turn.`,
      ],
      tables: [{ headings: ['bundle', 'load', 'of clients', 'of usual', 'load and answer'], rows }],
    },
    judged: [
      {
        what: 'load: ingest / both clients alone',
        measured: ingest.load.median / clients.load.median,
        bound: 0.55,
      },
      {
        what: 'load: ingest / the usual full set',
        measured: ingest.load.median / usual.load.median,
        bound: 0.4,
      },
      { what: 'load: consumer / ingest', measured: consumer.load.median / ingest.load.median, bound: 1 },
    ],
  };
}
