import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SERVERLESS = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

/** The folder of the project. */
export const PROJECT = join(import.meta.dirname, '../..');

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
 * Runs `serverless package`, as a deployment does. Runs into different folders may be concurrent.
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
  const env = { ...process.env, ...settings, ESBUILD_WORK_FOLDER: join('build', folder, '.esbuild') };
  try {
    await promisify(execFile)(process.execPath, args, { cwd: PROJECT, env, ...(signal && { signal }) });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`Packaging failed; serverless said:\n${stdout}${stderr}`, { cause: error });
  }
  return packageDir;
}
