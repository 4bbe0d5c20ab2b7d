import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, totalmem } from 'node:os';

const require = createRequire(import.meta.url);
const PACKAGES = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-sns',
  '@aws-sdk/lib-dynamodb',
  '@aws-lambda-powertools/logger',
  '@aws-lambda-powertools/metrics',
  'esbuild',
  'valibot',
  'zod',
];

/** When, on what machine, and with what versions the figures came about. */
export function describeRun(took: string): string {
  const [cpu] = cpus();
  const day = new Date().toISOString().slice(0, 10);
  const load = loadavg().map((value) => value.toFixed(1));
  return [
    `- ${day}, by \`npm run bench\`, in ${took}`,
    `- ${cpus().length} x ${cpu?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ` +
      `${process.arch}; load at the end ${load.join(', ')}`,
    `- Node ${process.versions.node}`,
    ...PACKAGES.map((name) => `- ${name} ${versionOf(name)}`),
  ].join('\n');
}

function versionOf(name: string): string {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(require.resolve('../../package.json'), 'utf8'),
  );
  return dependencies[name] ?? devDependencies[name];
}
