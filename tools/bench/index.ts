/** `npm run bench`: measures the service beside its baselines. See `npm run bench -- --help`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findChromium } from '../service/chromium.ts';
import { runCommand } from '../service/run-command.ts';
import { measureBatchingWindow } from './batching-window.ts';
import { measureBundles, packageBundles } from './bundles.ts';
import { measureCallsAndCost } from './calls-and-cost.ts';
import { measureColdStart } from './cold-start.ts';
import { measureGrowth } from './growth.ts';
import { measureOverhead } from './handler-overhead.ts';
import { measureOpenPage } from './open-page.ts';
import { measureReload } from './reload.ts';
import { renderReport } from './report.ts';
import { measureThroughput } from './throughput.ts';

const RESULTS = 'tools/bench/results.md';
const HELP = `npm run bench            Measures everything and writes ${RESULTS}.
                         Takes ten minutes or more, and needs Chromium.
npm run bench -- --quick Takes fewer rounds, a few minutes, and writes nothing.`;

async function main(): Promise<void> {
  const options = { quick: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { quick = false, help = false } = parseArgs({ options }).values;
  if (help) {
    console.log(HELP);
    return;
  }
  // Rather than after minutes.
  findChromium();
  const since = performance.now();
  const minutes = () => `${((performance.now() - since) / 60_000).toFixed(1)} min`;
  const progress = (part: string) => (done: number, of: number) =>
    console.log(`${minutes()}  ${part}: ${done} of ${of}`);

  console.log('Packaging the service...');
  const bundles = await packageBundles();
  const ingest = bundles.ingest.file;
  const measurements = [
    await measureColdStart(bundles, quick ? 5 : 31, progress('cold start')),
    measureBundles(bundles),
    await measureOverhead(quick ? 5 : 21, progress('handler overhead')),
    await measureThroughput(ingest, quick ? 3 : 15, progress('throughput')),
    await measureCallsAndCost(bundles, progress('calls and cost')),
    await measureBatchingWindow(quick ? 3 : 10, progress('batching window')),
    await measureReload(quick ? 10 : 50, progress('reload')),
    await measureOpenPage(quick ? 3 : 15, progress('with the page open')),
    await measureGrowth(ingest, quick ? [500, 2_000] : [1_000, 10_000, 100_000], progress('growth')),
  ];

  const report = renderReport(measurements, minutes());
  console.log(`\n${report}`);
  if (!quick) writeFileSync(join(import.meta.dirname, 'results.md'), `${report}\n`);
  console.log(quick ? `\nA quick run: ${RESULTS} is unchanged.` : `\nWritten to ${RESULTS}.`);
}

await runCommand(main);
