import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { unzipSync } from 'fflate';
import { packageService } from '../service/package-service.ts';
import { PROJECT } from '../service/project.ts';
import { BUNDLE_KILOBYTES } from './budgets.ts';
import { figure, type Measurement } from './report.ts';

const { bundling }: { bundling: BuildOptions } = createRequire(import.meta.url)('../../esbuild.config.js');

export type FunctionName = keyof typeof BUNDLE_KILOBYTES;
export const FUNCTIONS = Object.keys(BUNDLE_KILOBYTES) as FunctionName[];

type Bundle = { file: string; bytes: number; zippedBytes: number };
export type Bundles = Record<FunctionName, Bundle>;

const BUILD = join(PROJECT, 'build', 'bench');

/** The packaged service, which the embedded stack runs. The bundles are the same on every stage. */
export const PACKAGE = join(BUILD, 'local');

/** Packages the service and extracts each function from its zip: the bench measures what is deployed. */
export async function packageBundles(): Promise<Bundles> {
  // Whatever .env says.
  const settings = { HIGH_VALUE_THRESHOLD: '100', ORDER_RETENTION_DAYS: '0', LOG_LEVEL: 'INFO' };
  await packageService('local', { folder: 'bench/local', settings });
  return Object.fromEntries(FUNCTIONS.map((name) => [name, extract(name)])) as Bundles;
}

function extract(name: FunctionName): Bundle {
  const zip = readFileSync(join(PACKAGE, `${name}.zip`));
  const [code] = Object.values(unzipSync(zip));
  if (code === undefined) throw new Error(`${name}.zip is empty. Run "npm run package:local" to see why.`);
  const file = join(BUILD, 'deployed', `${name}.js`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  return { file, bytes: code.length, zippedBytes: zip.length };
}

/** Bundles a baseline with esbuild's defaults for Node. */
export function bundleByDefaults(name: string): Promise<string> {
  return bundle(`defaults/${name}`, `tools/bench/baselines/${name}.ts`, {
    bundle: true,
    platform: 'node',
    target: 'node24',
  });
}

/** Bundles a baseline as the functions are bundled, so that only the code differs. */
export function bundleAsDeployed(name: string): Promise<string> {
  return bundle(`as-deployed/${name}`, `tools/bench/baselines/${name}.ts`, bundling);
}

/** Bundles a file as the functions are bundled, but with every AWS call answered in the process itself. */
export function bundleWithoutNetwork(source: string): Promise<string> {
  const alias = { ...bundling.alias, '@smithy/node-http-handler': './tools/bench/in-process-http.ts' };
  return bundle(`without-network/${source}`, source, { ...bundling, alias });
}

async function bundle(target: string, source: string, options: BuildOptions): Promise<string> {
  const outfile = join(BUILD, `${target}.js`);
  await build({ ...options, absWorkingDir: PROJECT, entryPoints: [source], outfile });
  return outfile;
}

export function measureBundles(bundles: Bundles): Measurement {
  const row = (what: string, bytesOf: (bundle: Bundle) => number) => [
    what,
    ...FUNCTIONS.map((name) => figure(bytesOf(bundles[name]) / 1000, 1)),
  ];
  return {
    section: {
      title: 'Bundle',
      notes: ['KB (1,000 bytes), as deployed.'],
      tables: [
        {
          headings: ['KB', ...FUNCTIONS],
          rows: [row('minified', ({ bytes }) => bytes), row('zipped', ({ zippedBytes }) => zippedBytes)],
        },
      ],
    },
    budgeted: {
      'ingest, KB minified': bundles.ingest.bytes / 1000,
      'consumer, KB minified': bundles.consumer.bytes / 1000,
    },
  };
}
