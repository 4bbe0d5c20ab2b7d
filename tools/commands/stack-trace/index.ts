/** `npm run stack-trace`: maps the stack trace of a deployed function to the lines in src/. */
import { createRequire, SourceMap } from 'node:module';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { PROJECT } from '../../service/project.ts';

const HELP = `npm run stack-trace < trace.txt
    Reads a stack trace, or log lines with one, and replaces the positions in
    minified bundles with those in src/. Run it on the commit that is deployed.`;
const { bundling } = createRequire(import.meta.url)('../../../esbuild.config.js');

/** A position in a function's bundle, as in a stack trace: `/var/task/src/functions/ingest.js:12:3456`. */
const POSITION = /[^\s("]*src\/functions\/(\w+)\.js:(\d+):(\d+)/g;

/** Replaces every position in a bundle by the position in the source, if there is one. */
async function mapStack(stack: string): Promise<string> {
  const maps = new Map<string, SourceMap | undefined>();
  for (const [, name = ''] of stack.matchAll(POSITION)) {
    if (!maps.has(name)) maps.set(name, await sourceMapOf(name));
  }
  return stack.replaceAll(POSITION, (position, name: string, line: string, column: string) => {
    // A stack trace counts from 1, a source map from 0.
    const entry = maps.get(name)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return position;
    const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

/** The source map of a function, from bundling it again as it was deployed; undefined if there is no such function. */
async function sourceMapOf(functionName: string): Promise<SourceMap | undefined> {
  const built = await build({
    ...bundling,
    absWorkingDir: PROJECT,
    entryPoints: [`src/functions/${functionName}.ts`],
    outdir: 'build/stack',
    sourcemap: 'external',
    write: false,
    logLevel: 'silent',
  }).catch(() => undefined);
  const map = built?.outputFiles?.find(({ path }) => path.endsWith('.map'));
  return map && new SourceMap(JSON.parse(map.text));
}

if (process.argv.includes('--help') || process.stdin.isTTY) {
  console.log(HELP);
} else {
  process.stdout.write(await mapStack(await text(process.stdin)));
}
