/** `npm run stack-trace`: maps the stack trace of a deployed function to the lines in src/. */
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { PROJECT } from '../../service/package-service.ts';
import { mapStack } from './map-stack.ts';

const HELP = `npm run stack-trace < trace.txt
    Reads a stack trace, or log lines with one, and replaces the positions in
    minified bundles by those in src/. Run it on the commit that is deployed.`;
const { bundling } = createRequire(import.meta.url)('../../../esbuild.config.js');

/** The source map of a function, from bundling it again as it was deployed. */
async function sourceMapOf(functionName: string): Promise<string> {
  const { outputFiles } = await build({
    ...bundling,
    absWorkingDir: PROJECT,
    entryPoints: [`src/functions/${functionName}.ts`],
    outdir: 'build/stack',
    sourcemap: 'external',
    write: false,
    logLevel: 'silent',
  });
  const map = outputFiles?.find(({ path }) => path.endsWith('.map'));
  if (map === undefined) throw new Error(`esbuild made no source map for ${functionName}.`);
  return map.text;
}

if (process.argv.includes('--help') || process.stdin.isTTY) {
  console.log(HELP);
} else {
  process.stdout.write(await mapStack(await text(process.stdin), sourceMapOf));
}
