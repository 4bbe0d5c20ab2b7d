import { bundleAsDeployed } from './bundles.ts';
import { startFakeAws } from './fake-aws.ts';
import { startLoadGenerator } from './function-process.ts';
import { type Measurement, type Progress, spread, type Table } from './report.ts';
import { type Summary, summarize } from './statistics.ts';

type Variant = { name: string; file: string; orders: number };
/** Orders a second in every turn, by variant. */
type Rates = Map<string, number[]>;

const INGEST = 'ingest';
const BARE = 'bare SDK calls';
const LOOP = 'record by record';
const PAUSE_MS = 5;
const NOTES = [
  `ingest's deployed bundle over batches of 10, one invocation after the other, on a fake AWS endpoint on this ` +
    `machine that answers each call after ${PAUSE_MS} ms. The bare calls are the lower bound: the puts of a batch in ` +
    `parallel, then one PublishBatch. Record by record is a loop with one Put a record and one Publish a high-value ` +
    `one, as in tutorials; its budget is for 100 % high-value, with both calls a record. The three take short turns; ` +
    `the ratio is the median of the turns' ratios.`,
];

/** Measures the orders a second of one instance of ingest beside its baselines. */
export async function measureThroughput(
  ingestFile: string,
  turns: number,
  progress: Progress,
): Promise<Measurement> {
  const variants: Variant[] = [
    { name: INGEST, file: ingestFile, orders: 500 },
    { name: BARE, file: await bundleAsDeployed('bare-calls'), orders: 500 },
    { name: LOOP, file: await bundleAsDeployed('record-by-record'), orders: 200 },
  ];
  const endpoint = await startFakeAws(PAUSE_MS);
  const measure = (highValueShare: number, turnsBefore: number) =>
    measureRates(variants, endpoint, highValueShare, turns, (turn) =>
      progress(turnsBefore + turn, 2 * turns),
    );
  const [some, all] = [await measure(0.2, 0), await measure(1, turns)];
  return {
    section: {
      title: 'Throughput of one instance',
      notes: NOTES,
      tables: [
        tableOf(`${PAUSE_MS} ms a call, 20 % high-value`, some),
        tableOf(`${PAUSE_MS} ms a call, 100 % high-value`, all),
      ],
    },
    budgeted: {
      'ingest / bare SDK calls, 5 ms a call, 20 % high-value': ratio(some, BARE).median,
      'ingest / bare SDK calls, 5 ms a call, 100 % high-value': ratio(all, BARE).median,
      'ingest / record by record, 5 ms a call, 100 % high-value': ratio(all, LOOP).median,
    },
  };
}

async function measureRates(
  variants: readonly Variant[],
  endpoint: string,
  highValueShare: number,
  turns: number,
  progress: (turn: number) => void,
): Promise<Rates> {
  const runs = variants.map(({ name, file, orders }) => {
    const generator = startLoadGenerator(
      { file, work: 'ingest', highValueShare },
      { AWS_ENDPOINT_URL: endpoint },
    );
    return { name, orders, generator, perSecond: [] as number[] };
  });
  for (let turn = 0; turn <= turns; turn++) {
    progress(turn);
    for (const { generator, orders, perSecond } of runs) {
      // The first turn is for warming up.
      const measured = await generator.run(turn === 0 ? 3 * orders : orders);
      if (turn > 0) perSecond.push((measured.orders / measured.elapsedMs) * 1000);
    }
  }
  for (const { generator } of runs) await generator.stop();
  return new Map(runs.map(({ name, perSecond }) => [name, perSecond]));
}

function tableOf(heading: string, rates: Rates): Table {
  return {
    headings: [heading, 'orders a second', 'ingest / it'],
    rows: [...rates].map(([variant, perSecond]) => [
      variant,
      spread(summarize(perSecond), 0),
      spread(ratio(rates, variant), 2),
    ]),
  };
}

/** ingest's rate over another's, turn by turn. */
function ratio(rates: Rates, other: string): Summary {
  const others = rates.get(other) ?? [];
  return summarize((rates.get(INGEST) ?? []).map((rate, turn) => rate / (others[turn] ?? Number.NaN)));
}
