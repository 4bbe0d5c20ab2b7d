import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { type BuildOptions, build, context, formatMessages, type Plugin } from 'esbuild';
import { PROJECT } from '../service/project.ts';

/** The options of the deployed bundles. */
const { bundling } = createRequire(import.meta.url)('../../esbuild.config.js') as { bundling: BuildOptions };

export type Bundles = {
  /**
   * Bundles again.
   *
   * @param changed the files that changed since, relative to the project.
   * @returns the modules with another bundle than before, such as `src/functions/ingest`.
   * @throws BuildError. The bundles stay as they are.
   */
  build(changed?: readonly string[]): Promise<string[]>;
  stop(): Promise<void>;
};

/** The message names file, line and problem. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
}

/**
 * Bundles functions as for a deployment, but not minified and with source maps, and within milliseconds after a change:
 * packages are in one bundle of their own, which is built at the start and when another package is imported.
 *
 * @param modules such as `src/functions/ingest`.
 */
export async function createBundles(modules: readonly string[], outdir: string): Promise<Bundles> {
  const options = {
    ...bundling,
    absWorkingDir: PROJECT,
    minify: false,
    write: false,
    logLevel: 'silent',
  } as const;
  const packages = new Set<string>();
  const file = join(outdir, 'packages.js');
  const builder = await context({
    ...options,
    sourcemap: 'inline',
    sourcesContent: false,
    entryPoints: modules.map((module) => `${module}.ts`),
    outdir,
    outbase: PROJECT,
    plugins: [inPackagesBundle(packages, file)],
  });
  const hashes = new Map<string, string>();
  let bundled = new Set<string>();
  let sources: string[] = [];

  async function buildPackages(): Promise<void> {
    const contents = [...packages]
      .map((name) => `exports[${JSON.stringify(name)}] = require('${name}');`)
      .join('\n');
    const { outputFiles, metafile } = await build({
      ...options,
      write: false,
      metafile: true,
      stdin: { contents, resolveDir: PROJECT },
      outfile: file,
    });
    for (const { path, contents } of outputFiles) replace(path, contents);
    bundled = new Set(packages);
    // The configuration replaces a package by a file of the project.
    sources = Object.keys(metafile.inputs).filter((input) => !input.startsWith('node_modules/'));
  }

  return {
    async build(changed = []) {
      try {
        const { outputFiles } = await builder.rebuild();
        const changedFiles = outputFiles.filter(({ path, hash }) => hashes.get(path) !== hash);
        const packagesChanged =
          [...packages].some((name) => !bundled.has(name)) || changed.some((path) => sources.includes(path));
        if (packagesChanged) await buildPackages();
        for (const { path, contents, hash } of changedFiles) {
          replace(path, contents);
          hashes.set(path, hash);
        }
        return packagesChanged
          ? [...modules]
          : changedFiles.map(({ path }) => relative(outdir, path).replace(/\.js$/, ''));
      } catch (error) {
        throw await toBuildError(error);
      }
    },
    stop: () => builder.dispose(),
  };
}

/** Resolves packages to their place in the bundle of all packages, and collects their names. */
function inPackagesBundle(packages: Set<string>, file: string): Plugin {
  const namespace = 'package';
  return {
    name: namespace,
    setup(builder) {
      builder.onStart(() => packages.clear());
      builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === 'entry-point' || path.startsWith('node:')) return undefined;
        if (path === namespace) return { path: file, external: true };
        packages.add(path);
        return { path, namespace };
      });
      builder.onLoad({ filter: /./, namespace }, ({ path }) => ({
        contents: `module.exports = require('${namespace}')[${JSON.stringify(path)}]`,
      }));
    },
  };
}

/** Replaces a file in one step: a function that starts meanwhile reads either the old one or the new one. */
function replace(path: string, contents: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, contents);
  renameSync(`${path}.new`, path);
}

async function toBuildError(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('errors' in error)) return error;
  const errors = error.errors as Parameters<typeof formatMessages>[0];
  const color = process.stdout.hasColors?.() ?? false;
  const messages = await formatMessages(errors, { kind: 'error', color });
  return new BuildError(messages.join('\n').trimEnd(), { cause: error });
}
