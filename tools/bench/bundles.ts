import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { unzipSync } from 'fflate';
import { PROJECT, packageService } from '../service/package-service.ts';

const { bundling }: { bundling: BuildOptions } = createRequire(import.meta.url)('../../esbuild.config.js');

/** esbuild as it comes, told only that the bundle is for Node. */
const DEFAULTS: BuildOptions = { bundle: true, platform: 'node', target: 'node24' };
const BENCH = join(PROJECT, 'tools/bench');
const BUILD = join(PROJECT, 'build', 'bench');

/** The stage whose bundles, alarms and metrics are looked at; the bundles are the same in each. */
const STAGE = 'dev';

export const FUNCTIONS = ['ingest', 'consumer', 'producer', 'sweep', 'report'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

export type Deployed = {
  packageDir: string;
  bundles: Record<FunctionName, { file: string; bytes: number; zippedBytes: number }>;
};

/** Packages the service and takes each function's file out of its zip: what is measured is what is deployed. */
export async function deployedBundles(): Promise<Deployed> {
  const packageDir = await packageService(STAGE);
  // What the embedded stack runs.
  await packageService('local');
  const bundles = Object.fromEntries(
    FUNCTIONS.map((name) => {
      const zip = readFileSync(join(packageDir, `${name}.zip`));
      const code = Object.values(unzipSync(zip))[0];
      if (code === undefined)
        throw new Error(`${name}.zip is empty. Look at what \`serverless package\` says.`);
      const file = join(BUILD, 'deployed', `${name}.js`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, code);
      return [name, { file, bytes: code.length, zippedBytes: zip.length }];
    }),
  ) as Deployed['bundles'];
  return { packageDir, bundles };
}

/** Bundles a baseline by esbuild's defaults, as who does not think of it would. */
export function bundleByDefaults(name: string): Promise<string> {
  return bundleInto('defaults', name, DEFAULTS);
}

/** Bundles a file of tools/bench/ as the functions are, so that only their code makes the difference. */
export function bundleAsDeployed(name: string): Promise<string> {
  return bundleInto('as-deployed', name, bundling);
}

/** How many bytes of a function's bundle each package takes. */
export async function bytesByPackage(name: FunctionName): Promise<Map<string, number>> {
  const entry = join(PROJECT, 'src', 'functions', `${name}.ts`);
  const { metafile } = await build({
    ...bundling,
    absWorkingDir: PROJECT,
    entryPoints: [entry],
    write: false,
    outdir: BUILD,
    metafile: true,
  });
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const [, owner = 'this project'] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
      bytes.set(owner, (bytes.get(owner) ?? 0) + bytesInOutput);
    }
  }
  return bytes;
}

async function bundleInto(folder: string, name: string, options: BuildOptions): Promise<string> {
  const outfile = join(BUILD, folder, `${name}.js`);
  await build({ ...options, absWorkingDir: PROJECT, entryPoints: [join(BENCH, `${name}.ts`)], outfile });
  return outfile;
}
