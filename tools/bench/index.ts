/** `npm run bench`: measures the service beside what it is compared with. See `npm run bench -- --help`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBatching } from './batching.ts';
import { measureBundles } from './bundle-size.ts';
import { deployedBundles } from './bundles.ts';
import { measureCallsAndCost } from './calls-and-cost.ts';
import { measureColdStart } from './cold-start.ts';
import { measureGrowth } from './growth.ts';
import { measureOverhead } from './handler-overhead.ts';
import { type Found, summary } from './judged.ts';
import { describeRun } from './machine.ts';
import { render } from './table.ts';
import { measureThroughput } from './throughput.ts';

const RESULTS = join(import.meta.dirname, 'results.md');
const HELP = `npm run bench               Measures everything and writes tools/bench/results.md. Ten minutes or more.
npm run bench -- --quick    Fewer rounds, and nothing is written: a few minutes.`;

async function main(): Promise<void> {
  const options = { quick: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { quick = false, help = false } = parseArgs({ options }).values;
  if (help) {
    console.log(HELP);
    return;
  }
  const since = performance.now();
  const minutes = () => `${((performance.now() - since) / 60_000).toFixed(1)} min`;
  const progress = (part: string) => (done: number, of: number) =>
    console.log(`${minutes()}  ${part}: ${done} of ${of}`);

  // What is measured is the service as it is, whatever .env says.
  process.env.HIGH_VALUE_THRESHOLD = '100';
  console.log('Packaging the service...');
  const { packageDir, bundles } = await deployedBundles();
  const ingest = bundles.ingest.file;
  const found: Found[] = [
    await measureColdStart(bundles, quick ? 5 : 31, progress('cold start')),
    await measureBundles(bundles),
    await measureOverhead(quick ? 5 : 21, progress('handler overhead')),
    await measureThroughput(ingest, quick ? 3 : 15, progress('throughput')),
    await measureCallsAndCost(bundles, packageDir, progress('calls and cost')),
    await measureBatching(quick ? 3 : 10, progress('batching window')),
    await measureGrowth(ingest, quick ? [500, 2_000] : [1_000, 10_000, 100_000], progress('growth')),
  ];

  const sections = [summary(found.flatMap(({ judged }) => judged)), ...found.map(({ section }) => section)];
  const results = [`# What was measured`, describeRun(minutes()), ...sections.map(render)].join('\n\n');
  console.log(`\n${results}`);
  if (quick) {
    console.log('\nA quick run: few rounds, and tools/bench/results.md stays as it is.');
  } else {
    writeFileSync(RESULTS, `${results}\n`);
    console.log('\nWritten to tools/bench/results.md.');
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
