import { type ChildProcess, exec, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { stage } from './service.ts';

const SCRIPT = join(__dirname, '../../tools/commands/dead-letters/index.ts');

type Run = { exitCode: number; stdout: string; stderr: string };

/**
 * `npm run dead-letters` in processes of its own, with a journal for one test file.
 *
 * @param endpointOf where the service is, if not where the environment says.
 */
export function useDeadLetters(endpointOf = () => process.env.AWS_ENDPOINT_URL) {
  const folder = mkdtempSync(join(tmpdir(), 'dead-letters-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function start(args: string[]): ChildProcess {
    return spawn(process.execPath, [SCRIPT, '--stage', stage, ...args], { cwd: folder, env: environment() });
  }

  const environment = () => ({ ...process.env, AWS_ENDPOINT_URL: endpointOf() });

  return {
    /** The folder in which the command runs. */
    folder,
    start,

    /** Runs a command line of a document, on this stage and without asking. */
    runAsWritten(line: string): Promise<Run> {
      const options = line.replace(/^npm run dead-letters -- --stage (dev|\$STAGE)/, '');
      const confirmed = /--(redrive|delete|send)/.test(options) ? ' --yes' : '';
      const command = `"${process.execPath}" "${SCRIPT}" --stage ${stage}${options}${confirmed}`;
      return new Promise((resolve) => {
        exec(command, { cwd: folder, env: environment() }, (error, stdout, stderr) =>
          resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr }),
        );
      });
    },

    /** Runs it to its end. */
    async run(...args: string[]): Promise<Run> {
      const child = start(args);
      const printed = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const)
        child[name]?.setEncoding('utf8').on('data', (text) => (printed[name] += text));
      const [exitCode] = await once(child, 'close');
      return { exitCode, ...printed };
    },
  };
}
