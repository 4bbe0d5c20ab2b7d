import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { createServiceClient } from '../service/service-client.ts';
import { bundleAsDeployed } from './bundles.ts';
import type { Drive } from './drive.ts';
import type { Found, Judged } from './judged.ts';
import { type Endpoint, startDriver, startEmbeddedStack, startStandIn } from './processes.ts';
import { type Summary, summarize } from './statistics.ts';
import { spread, type Table } from './table.ts';

type Variant = Pick<Drive, 'file' | 'work'> & { name: string; orders: number };
/** Orders a second of every turn, by variant. */
type Rates = Map<string, number[]>;
type Scenario = { name: string; endpoint: string; highValueShare: number; names?: NodeJS.ProcessEnv };

const INGEST = 'ingest';
const BARE = 'bare SDK calls';
const LOOP = 'record by record';
const PAUSE_MS = 5;
const NOTES = [
  `ingest's deployed bundle over batches of 10, one invocation after the other: against a stand-in for AWS on this ` +
    `machine that answers each call after ${PAUSE_MS} ms, and on the embedded stack. The bare calls are the floor: ` +
    `the puts of a batch at the same time, then one PublishBatch. Record by record is a loop with one Put a record ` +
    `and one Publish a high-value one, as tutorials have it; its bound is for the one with both, at 100 %. The three take short turns; the ratio is the median of ` +
    `the turns' ratios.`,
];

/** Orders a second through one instance of ingest, beside the same calls made bare, and made one after the other. */
export async function measureThroughput(
  ingestFile: string,
  turns: number,
  progress: (done: number, of: number) => void,
): Promise<Found> {
  const variants: Variant[] = [
    { name: INGEST, file: ingestFile, work: 'ingest', orders: 500 },
    { name: BARE, file: await bundleAsDeployed('baselines/bare-calls'), work: 'ingest bare', orders: 500 },
    {
      name: LOOP,
      file: await bundleAsDeployed('baselines/record-by-record'),
      work: 'ingest',
      orders: 200,
    },
  ];
  const standIn = await startStandIn(PAUSE_MS);
  const stack = await startEmbeddedStack();
  try {
    const scenarios: Scenario[] = [
      { name: `${PAUSE_MS} ms a call, 20 % high-value`, endpoint: standIn.url, highValueShare: 0.2 },
      { name: `${PAUSE_MS} ms a call, 100 % high-value`, endpoint: standIn.url, highValueShare: 1 },
      await onEmbeddedStack(stack),
    ];
    const tables: Table[] = [];
    const judged: Judged[] = [];
    for (const [index, scenario] of scenarios.entries()) {
      const rates = await ratesOf(variants, scenario, turns, (turn) =>
        progress(index * turns + turn, scenarios.length * turns),
      );
      tables.push(tableOf(scenario, rates));
      if (scenario.endpoint === standIn.url) judged.push(...judge(scenario, rates));
    }
    return { section: { title: 'Throughput of one instance', notes: NOTES, tables }, judged };
  } finally {
    await standIn.stop();
    await stack.stop();
  }
}

/** With a topic that nobody subscribed to, so that no other function is at work meanwhile. */
async function onEmbeddedStack({ url }: Endpoint): Promise<Scenario> {
  const service = createServiceClient('local', url);
  const { TopicArn } = await service.sns.send(new CreateTopicCommand({ Name: 'Bench' }));
  const names = {
    ORDERS_TABLE_NAME: await service.output('OrdersTableName'),
    HIGH_VALUE_ORDER_TOPIC_ARN: TopicArn,
  };
  return { name: 'embedded stack, 20 % high-value', endpoint: url, highValueShare: 0.2, names };
}

async function ratesOf(
  variants: readonly Variant[],
  { endpoint, highValueShare, names }: Scenario,
  turns: number,
  progress: (turn: number) => void,
): Promise<Rates> {
  const drivers = variants.map(({ name, file, work, orders }) => {
    const driver = startDriver({ file, work, highValueShare }, endpoint, names);
    return { name, orders, driver, perSecond: [] as number[] };
  });
  for (let turn = 0; turn <= turns; turn++) {
    progress(turn);
    for (const { driver, orders, perSecond } of drivers) {
      // The first turn is to warm up.
      const driven = await driver.run(turn === 0 ? 3 * orders : orders);
      if (turn > 0) perSecond.push((driven.orders / driven.elapsedMs) * 1000);
    }
  }
  for (const { driver } of drivers) await driver.stop();
  return new Map(drivers.map(({ name, perSecond }) => [name, perSecond]));
}

function tableOf({ name }: Scenario, rates: Rates): Table {
  return {
    headings: [name, 'orders a second', 'ingest / it'],
    rows: [...rates].map(([variant, perSecond]) => [
      variant,
      spread(summarize(perSecond), 0),
      spread(ratio(rates, variant), 2),
    ]),
  };
}

/** The loop with one Put and one Publish a record is the one at 100 %. */
function judge({ name, highValueShare }: Scenario, rates: Rates): Judged[] {
  const judged = (other: string, bound: number) => ({
    what: `ingest / ${other}, ${name}`,
    measured: ratio(rates, other).median,
    bound,
    atLeast: true,
  });
  return [judged(BARE, 0.85), ...(highValueShare === 1 ? [judged(LOOP, 5)] : [])];
}

/** ingest's rate over another's, turn by turn. */
function ratio(rates: Rates, other: string): Summary {
  const others = rates.get(other) ?? [];
  return summarize((rates.get(INGEST) ?? []).map((rate, turn) => rate / (others[turn] ?? Number.NaN)));
}
