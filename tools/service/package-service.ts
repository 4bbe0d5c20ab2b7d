import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyFiles, PROJECT } from './project.ts';

const SERVERLESS = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

type Options = {
  /** The folder in build/ to write to. */
  folder?: string;
  /** Settings of .env.example that replace those of the environment. */
  settings?: Record<string, string>;
  /** Of `params` in serverless.yml. */
  params?: Record<string, string>;
  signal?: AbortSignal;
};

/**
 * Runs `serverless package`, as a deployment does. Runs into different folders may be concurrent, also with a deployment:
 * each runs in a copy of the project, as Serverless builds in the folder `.serverless` beside its configuration.
 *
 * @returns the folder with the compiled template and the zips.
 * @throws with the output of Serverless.
 */
export async function packageService(
  stage: string,
  { folder = stage, settings, params = {}, signal }: Options = {},
): Promise<string> {
  const packageDir = join(PROJECT, 'build', folder);
  const values = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`);
  const args = [SERVERLESS, 'package', '--stage', stage, '--package', packageDir, ...values];
  const env = { ...process.env, ...settings };
  // Inside the project, so that its packages are found.
  const copy = `${packageDir}.project`;
  try {
    copyFiles(copy, /^\.env/);
    await promisify(execFile)(process.execPath, args, { cwd: copy, env, ...(signal && { signal }) });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`Packaging failed; serverless said:\n${stdout}${stderr}`, { cause: error });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return packageDir;
}
