/** `npm run bench`: measures the service beside what it is compared with. See `npm run bench -- --help`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBundles } from './bundle-size.ts';
import { deployedBundles } from './bundles.ts';
import { measureColdStart } from './cold-start.ts';
import { measureOverhead } from './handler-overhead.ts';
import { type Found, summary } from './judged.ts';
import { describeRun } from './machine.ts';
import { startEmbeddedStack } from './processes.ts';
import { render } from './table.ts';
import { measureThroughput } from './throughput.ts';

const RESULTS = join(import.meta.dirname, 'results.md');
const HELP = `npm run bench               Measures everything and writes bench/results.md. About 12 minutes.
npm run bench -- --quick    Fewer rounds, and nothing is written: about 2 minutes.`;

const options = { quick: { type: 'boolean' }, help: { type: 'boolean' } } as const;
const { quick = false, help = false } = parseArgs({ options }).values;

async function main(): Promise<void> {
  if (help) {
    console.log(HELP);
    return;
  }
  const since = performance.now();
  const minutes = () => `${((performance.now() - since) / 60_000).toFixed(1)} min`;
  const progress = (part: string) => (done: number, of: number) =>
    console.log(`${minutes()}  ${part}: ${done} of ${of}`);

  console.log('Packaging the service...');
  const deployed = await deployedBundles();
  const found: Found[] = [];
  const stack = await startEmbeddedStack();
  try {
    found.push(await measureColdStart(deployed, stack.url, quick ? 5 : 31, progress('cold start')));
  } finally {
    await stack.stop();
  }
  found.push(await measureBundles(deployed));
  found.push(await measureOverhead(quick ? 2 : 9, quick ? 10_000 : 30_000, progress('handler overhead')));
  found.push(
    await measureThroughput(
      deployed.ingest.file,
      quick ? 2 : 7,
      quick ? 1_000 : 4_000,
      progress('throughput'),
    ),
  );

  const sections = [summary(found.flatMap(({ judged }) => judged)), ...found.map(({ section }) => section)];
  const results = [`# What was measured`, describeRun(minutes()), ...sections.map(render)].join('\n\n');
  console.log(`\n${results}`);
  if (quick) {
    console.log('\nA quick run: few rounds, and bench/results.md stays as it is.');
  } else {
    writeFileSync(RESULTS, `${results}\n`);
    console.log('\nWritten to bench/results.md.');
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
