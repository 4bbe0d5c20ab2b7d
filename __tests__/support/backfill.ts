import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '../../tools/commands/backfill/index.ts');

export type BackfillProcess = {
  process: ChildProcess;
  /** Everything that it printed, when it has ended. */
  ended: Promise<{ exitCode: number | null; output: string; cursor: string | undefined }>;
};

/** Starts `npm run backfill`. */
export function startBackfill(endpoint: string | undefined, args: readonly string[]): BackfillProcess {
  const env = { ...process.env, ...(endpoint && { AWS_ENDPOINT_URL: endpoint }) };
  const child = spawn(process.execPath, [SCRIPT, ...args], { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  return {
    process: child,
    ended: once(child, 'close').then(([exitCode]) => {
      const cursors = [...output.matchAll(/--cursor (\S+)/g)].map(([, cursor]) => cursor);
      return { exitCode, output, cursor: cursors.at(-1) };
    }),
  };
}

export const runBackfill = (endpoint: string | undefined, args: readonly string[]) =>
  startBackfill(endpoint, args).ended;
