import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SERVERLESS = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

/** The project's own folder. */
export const PROJECT = join(import.meta.dirname, '..');

/**
 * Runs `serverless package`, as a deployment would.
 *
 * @returns the folder with the compiled template and the zips.
 * @throws with all that Serverless said, where it fails.
 */
export async function packageService(stage: string, signal?: AbortSignal): Promise<string> {
  const packageDir = join(PROJECT, 'build', stage);
  const args = [SERVERLESS, 'package', '--stage', stage, '--package', packageDir];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: PROJECT, ...(signal && { signal }) });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`Packaging failed; serverless said:\n${stdout}${stderr}`, { cause: error });
  }
  return packageDir;
}
