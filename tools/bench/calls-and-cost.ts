import type { Item } from '../service/service-client.ts';
import type { FunctionName } from './bundles.ts';
import { type Effort, measureEffort } from './effort.ts';
import { startEmbeddedRun } from './embedded-run.ts';
import { busiestPartitions } from './index-partitions.ts';
import type { Found } from './judged.ts';
import { fixedCosts } from './monthly-cost.ts';
import { PRICES } from './prices.ts';
import { figure } from './table.ts';
import { workOrders } from './workload.ts';

const ORDERS = 1_000;
/** What the OrderIds of the counted orders begin with. */
const COUNTED = 'counted';
const SHARES = [0, 0.05, 0.2, 1] as const;
const JUDGED_SHARE = 0.2;

const ROWS = {
  'producer: Publish': 'producer sns:Publish',
  'ingest: ReceiveMessage': 'ingest sqs:ReceiveMessage',
  'ingest: PutItem': 'ingest dynamodb:PutItem',
  'ingest: Publish': 'ingest sns:Publish',
  'ingest: DeleteMessage': 'ingest sqs:DeleteMessage',
  'consumer: ReceiveMessage': 'consumer sqs:ReceiveMessage',
  'consumer: UpdateItem': 'consumer dynamodb:UpdateItem',
  'consumer: DeleteMessage': 'consumer sqs:DeleteMessage',
} as const;
type Row = keyof typeof ROWS;
type Counted = Record<Row, number> & { writeUnits: number; items: Item[] };

/** Counts the AWS calls for 1,000 orders on the embedded stack, and what a million would cost by them. */
export async function measureCallsAndCost(
  deployed: Record<FunctionName, { file: string }>,
  packageDir: string,
  progress: (done: number, of: number) => void,
): Promise<Found> {
  const counted: Counted[] = [];
  for (const [index, share] of SHARES.entries()) {
    progress(index, SHARES.length);
    counted.push(await count(share));
  }
  const effort = await measureEffort(deployed);
  const costs = counted.map((calls) => costOf(calls, effort));
  const total = (cost: Record<string, number>) => Object.values(cost).reduce((sum, part) => sum + part, 0);
  const headings = SHARES.map((share) => `${share * 100} %`);
  const judged = costs[SHARES.indexOf(JUDGED_SHARE)] ?? {};
  return {
    section: {
      title: 'Calls and cost',
      notes: [
        `AWS calls for ${figure(ORDERS)} orders by the share that is high-value, as the embedded stack counted them; ` +
          `Publish and DeleteMessage are mostly calls for up to ten. A receive that finds nothing is counted too.`,
        `Dollars for a million orders by those counts and tools/bench/prices.ts. Write units come from the stored items' ` +
          `own sizes. Compute is ${effort.describe()}.`,
        `Then what other sizes of memory would come to; and how many writes the busiest partitions of ` +
          `NotificationIndex got, with the orders a second at which they would reach their 1,000.`,
      ],
      tables: [
        {
          headings: [`calls for ${figure(ORDERS)} orders`, ...headings],
          rows: [
            ...(Object.keys(ROWS) as Row[]).map((row) => [
              row,
              ...counted.map((calls) => figure(calls[row])),
            ]),
            ['write units', ...counted.map(({ writeUnits }) => figure(writeUnits))],
          ],
        },
        {
          headings: ['US dollars for 1,000,000 orders', ...headings],
          rows: [
            ...Object.keys(judged).map((part) => [part, ...costs.map((cost) => figure(cost[part] ?? 0, 3))]),
            ['sum', ...costs.map((cost) => figure(total(cost), 3))],
            [
              'beside it: deliveries, if SQS asked',
              ...counted.map((calls) => figure(deliveryCost(calls), 3)),
            ],
            ['beside it: log lines', ...counted.map((calls) => figure(logCost(calls, effort), 3))],
          ],
        },
        {
          headings: ['ingest, MB of memory', 'ms a full batch', 'orders a second', 'dollars a million'],
          rows: effort.bySize(),
        },
        busiestPartitions(counted[SHARES.indexOf(JUDGED_SHARE)]?.items ?? []),
        {
          headings: ['beside it: a month, at any number of orders', 'US dollars'],
          rows: fixedCosts(packageDir),
        },
      ],
    },
    judged: [{ what: 'US dollars per million orders at 20 % high-value', measured: total(judged), bound: 2 }],
  };
}

async function count(share: number): Promise<Counted> {
  const run = await startEmbeddedRun();
  try {
    // The first calls of a function that just started may be slow enough to be tried again.
    await run.send(workOrders(ORDERS / 5, share));
    const before = await run.calls();
    await run.send(workOrders(ORDERS, share, COUNTED));
    const after = await run.calls();
    const rows = Object.entries(ROWS).map(([row, key]) => [
      row,
      (after.get(key) ?? 0) - (before.get(key) ?? 0),
    ]);
    const items = (await run.service.orders()).filter(({ OrderId }) => String(OrderId).startsWith(COUNTED));
    return { ...Object.fromEntries(rows), writeUnits: writeUnits(items), items };
  } finally {
    await run.stop();
  }
}

/**
 * A put writes the item to the table and, where it is in the index, there; an acknowledgement writes it to the table
 * and, as an index key changes, takes it out of the index and puts it in anew.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
function writeUnits(items: readonly Item[]): number {
  return items.reduce((sum, item) => {
    const units = Math.ceil(Buffer.byteLength(JSON.stringify(item)) / 1024);
    const writes = item.NotificationStatus === undefined ? 1 : item.NotifiedAt === undefined ? 2 : 2 + 3;
    return sum + writes * units;
  }, 0);
}

function costOf(calls: Counted, effort: Effort): Record<string, number> {
  const perMillion = (count: number) => (count / ORDERS) * 1_000_000;
  const queueRequests =
    calls['ingest: ReceiveMessage'] +
    calls['ingest: DeleteMessage'] +
    calls['consumer: ReceiveMessage'] +
    calls['consumer: DeleteMessage'];
  const invocations = calls['ingest: DeleteMessage'] + calls['consumer: DeleteMessage'];
  return {
    'DynamoDB: writes': perMillion(calls.writeUnits) * PRICES.writeUnit,
    'SNS: publishes': perMillion(calls['producer: Publish'] + calls['ingest: Publish']) * PRICES.publish,
    'SQS: receives and deletes': perMillion(queueRequests) * PRICES.queueRequest,
    'Lambda: requests': perMillion(invocations) * PRICES.invocation,
    'Lambda: compute': perMillion(
      effort.compute('ingest', calls['ingest: DeleteMessage'], ORDERS) +
        effort.compute('consumer', calls['consumer: DeleteMessage'], calls['consumer: UpdateItem']),
    ),
  };
}

/** SNS says that it delivers to SQS for nothing. Were each delivery billed as a request of SQS, it would be this. */
function deliveryCost(calls: Counted): number {
  return ((ORDERS + calls['consumer: UpdateItem']) / ORDERS) * 1_000_000 * PRICES.queueRequest;
}

function logCost(calls: Counted, effort: Effort): number {
  const bytes =
    effort.logBytes('ingest', calls['ingest: DeleteMessage'], ORDERS) +
    effort.logBytes('consumer', calls['consumer: DeleteMessage'], calls['consumer: UpdateItem']);
  return (bytes / ORDERS) * 1_000_000 * (PRICES.logGigabyte / 1e9);
}
