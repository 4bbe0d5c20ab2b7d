import { pendingStatus } from '../../src/orders/notification-status.ts';
import type { Item } from '../service/service-client.ts';
import type { Bundles } from './bundles.ts';
import { withEmbeddedService } from './embedded-service.ts';
import { type LambdaCost, measureLambdaCost, type Work } from './lambda-cost.ts';
import { PRICES } from './prices.ts';
import { figure, type Measurement, type Progress, type Table } from './report.ts';
import { createOrders } from './workload.ts';

const ORDERS = 1_000;
const MILLION = 1_000_000;
const SHARES = [0, 0.05, 0.2, 1];
/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const WRITES_OF_A_PARTITION = 1_000;

const CALLS = [
  'producer sns:Publish',
  'ingest sqs:ReceiveMessage',
  'ingest dynamodb:PutItem',
  'ingest sns:Publish',
  'ingest sqs:DeleteMessage',
  'consumer sqs:ReceiveMessage',
  'consumer dynamodb:UpdateItem',
  'consumer sqs:DeleteMessage',
] as const;
type Calls = Record<(typeof CALLS)[number], number>;
type Count = { calls: Calls; items: Item[] };

/** Counts the AWS calls for 1,000 orders on the embedded stack, and works out what a million orders cost. */
export async function measureCallsAndCost(bundles: Bundles, progress: Progress): Promise<Measurement> {
  const counts: Count[] = [];
  for (const [index, share] of SHARES.entries()) {
    progress(index, SHARES.length);
    counts.push(await countCalls(share));
  }
  const lambda = await measureLambdaCost(bundles);
  const costs = counts.map((count) => costOf(count, lambda));
  const sums = costs.map((cost) => Object.values(cost).reduce((sum, part) => sum + part, 0));
  const atTwenty = SHARES.indexOf(0.2);
  const headings = SHARES.map((share) => `${share * 100} %`);
  return {
    section: {
      title: 'Calls and cost',
      notes: [
        `AWS calls for ${figure(ORDERS)} orders by the share that is high-value, as the embedded stack counted them; ` +
          `Publish and DeleteMessage are mostly calls for up to ten. Empty receives are counted too.`,
        `Dollars for a million orders by those counts and tools/bench/prices.ts. Write units follow from the sizes of ` +
          `the stored items. Compute is ${lambda.description}.`,
        `Then what other memory sizes would cost; and how many writes the busiest partitions of NotificationIndex ` +
          `got, with the orders a second at which they would reach their 1,000.`,
      ],
      tables: [
        {
          headings: [`calls for ${figure(ORDERS)} orders`, ...headings],
          rows: [
            ...CALLS.map((key) => [
              key.replace(/ \w+:/, ': '),
              ...counts.map(({ calls }) => figure(calls[key])),
            ]),
            ['write units', ...counts.map((count) => figure(writeUnits(count)))],
          ],
        },
        {
          headings: ['US dollars for 1,000,000 orders', ...headings],
          rows: [
            ...Object.keys(costs[0] ?? {}).map((part) => [
              part,
              ...costs.map((cost) => figure(cost[part] ?? 0, 3)),
            ]),
            ['sum', ...sums.map((sum) => figure(sum, 3))],
            ['besides: log lines', ...counts.map((count) => figure(logLines(count, lambda), 3))],
          ],
        },
        lambda.byMemory(),
        busiestPartitions(counts[atTwenty]?.items ?? []),
      ],
    },
    budgeted: { 'US dollars per million orders at 20 % high-value': sums[atTwenty] ?? Number.NaN },
  };
}

function countCalls(share: number): Promise<Count> {
  return withEmbeddedService(async ({ service, send, calls }) => {
    // The first calls of a function that just started may be slow enough to be retried.
    await send(createOrders(ORDERS / 5, share));
    const before = await calls();
    await send(createOrders(ORDERS, share, 'counted'));
    const after = await calls();
    const made = CALLS.map((key) => [key, (after.get(key) ?? 0) - (before.get(key) ?? 0)]);
    const items = (await service.orders()).filter(({ OrderId }) => String(OrderId).startsWith('counted'));
    return { calls: Object.fromEntries(made) as Calls, items };
  });
}

/**
 * A put writes the item to the table and, if it is in the index, to the index; an acknowledgement writes it to the
 * table, deletes it from the index, and adds it under its new key.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
function writeUnits({ items }: Count): number {
  return items.reduce((sum, item) => {
    const units = Math.ceil(Buffer.byteLength(JSON.stringify(item)) / 1024);
    const writes = item.NotificationStatus === undefined ? 1 : item.NotifiedAt === undefined ? 2 : 2 + 3;
    return sum + writes * units;
  }, 0);
}

function costOf(count: Count, lambda: LambdaCost): Record<string, number> {
  const { calls } = count;
  const { ingest, consumer } = workOf(count);
  const invocations = ingest.invocations + consumer.invocations;
  const receives = calls['ingest sqs:ReceiveMessage'] + calls['consumer sqs:ReceiveMessage'];
  const cost = {
    'DynamoDB: writes': writeUnits(count) * PRICES.writeUnit,
    'SNS: publishes': (calls['producer sns:Publish'] + calls['ingest sns:Publish']) * PRICES.publish,
    'SQS: receives and deletes': (receives + invocations) * PRICES.queueRequest,
    'Lambda: requests': invocations * PRICES.invocation,
    'Lambda: compute': lambda.compute('ingest', ingest) + lambda.compute('consumer', consumer),
  };
  return Object.fromEntries(Object.entries(cost).map(([part, dollars]) => [part, perMillion(dollars)]));
}

function logLines(count: Count, lambda: LambdaCost): number {
  const { ingest, consumer } = workOf(count);
  return perMillion(lambda.log('ingest', ingest) + lambda.log('consumer', consumer));
}

/** Each invocation ends with a delete of its batch. */
function workOf({ calls }: Count): { ingest: Work; consumer: Work } {
  return {
    ingest: { invocations: calls['ingest sqs:DeleteMessage'], orders: ORDERS },
    consumer: {
      invocations: calls['consumer sqs:DeleteMessage'],
      orders: calls['consumer dynamodb:UpdateItem'],
    },
  };
}

function perMillion(dollars: number): number {
  return (dollars / ORDERS) * MILLION;
}

/** A pending order is written to its partition and deleted from it, a notified one is written to that of its day. */
function busiestPartitions(items: readonly Item[]): Table {
  const notified = items.filter(({ NotifiedAt }) => NotifiedAt !== undefined);
  const row = (what: string, writesOfOne: number, partitionOf: (item: Item) => string) => {
    const partitions = [...Map.groupBy(notified, partitionOf).values()];
    const writes = writesOfOne * Math.max(0, ...partitions.map(({ length }) => length));
    return [what, figure(writes), figure((WRITES_OF_A_PARTITION / writes) * items.length)];
  };
  return {
    headings: ['busiest partition, 20 % high-value', 'writes', 'orders a second'],
    rows: [
      row('PENDING#, of eight', 2, ({ OrderId }) => pendingStatus(String(OrderId))),
      row('NOTIFIED#, of that day', 1, ({ NotificationStatus }) => String(NotificationStatus)),
    ],
  };
}
