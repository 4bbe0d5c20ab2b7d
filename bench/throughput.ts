import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { createServiceClient } from '../local/service-client.ts';
import { bundleAsDeployed } from './bundles.ts';
import type { Drive } from './drive.ts';
import type { Found, Judged } from './judged.ts';
import { drive, type Endpoint, startEmbeddedStack, startStandIn } from './processes.ts';
import { type Summary, summarize } from './statistics.ts';
import { figure, spread, type Table } from './table.ts';

type Variant = Pick<Drive, 'file' | 'work' | 'orders'> & { name: string };
type Scenario = { name: string; endpoint: string; highValueShare: number; names?: NodeJS.ProcessEnv };

const INGEST = 'ingest';
const BARE = 'bare SDK calls';
const LOOP = 'record by record';
const PAUSE_MS = 5;
const NOTES = [
  `ingest's deployed bundle over batches of 10, one invocation after the other: against a stand-in for AWS on this ` +
    `machine that answers each call after ${PAUSE_MS} ms, and on the embedded stack. The bare calls are the floor: ` +
    `the puts of a batch at the same time, then one PublishBatch. Record by record is a loop with one Put a record ` +
    `and one Publish a high-value one, as tutorials have it.`,
];

/** Orders a second through one instance of ingest, beside the same calls made bare, and made one after the other. */
export async function measureThroughput(
  ingestFile: string,
  rounds: number,
  orders: number,
  progress: (done: number, of: number) => void,
): Promise<Found> {
  const variants: Variant[] = [
    { name: INGEST, file: ingestFile, work: 'ingest', orders },
    { name: BARE, file: await bundleAsDeployed('baselines/bare-calls'), work: 'ingest bare', orders },
    {
      name: LOOP,
      file: await bundleAsDeployed('baselines/record-by-record'),
      work: 'ingest',
      orders: orders / 2,
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
      const rates = await ratesOf(variants, scenario, rounds, (round) =>
        progress(index * rounds + round, scenarios.length * rounds),
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
  rounds: number,
  progress: (round: number) => void,
): Promise<Map<string, Summary>> {
  const perSecond = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    progress(round);
    for (const { name, ...variant } of variants) {
      const driven = await drive(
        { ...variant, warmUpOrders: variant.orders / 2, highValueShare },
        endpoint,
        names,
      );
      perSecond.get(name)?.push((driven.orders / driven.elapsedMs) * 1000);
    }
  }
  return new Map([...perSecond].map(([name, samples]) => [name, summarize(samples)]));
}

function tableOf({ name }: Scenario, rates: Map<string, Summary>): Table {
  return {
    headings: [name, 'orders a second', 'ingest / it'],
    rows: [...rates].map(([variant, rate]) => [variant, spread(rate, 0), figure(ratio(rates, variant), 2)]),
  };
}

function judge({ name }: Scenario, rates: Map<string, Summary>): Judged[] {
  return [
    { what: `ingest / ${BARE}, ${name}`, measured: ratio(rates, BARE), bound: 0.85, atLeast: true },
    { what: `ingest / ${LOOP}, ${name}`, measured: ratio(rates, LOOP), bound: 5, atLeast: true },
  ];
}

function ratio(rates: Map<string, Summary>, other: string): number {
  const median = (name: string) => rates.get(name)?.median ?? Number.NaN;
  return median(INGEST) / median(other);
}
