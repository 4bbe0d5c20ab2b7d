import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from './project.ts';

const run = promisify(execFile);
const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

/**
 * Installs Python packages into .python/`name`, unless they are there already.
 *
 * @param requirements with exact versions, such as `cfn-lint==1.58.0`.
 * @returns the folder of their commands.
 * @throws if Python is missing or the installation fails. It can be retried.
 */
export async function installPythonTools(name: string, requirements: readonly string[]): Promise<string> {
  const environment = join(PROJECT, '.python', name);
  const bin = join(environment, process.platform === 'win32' ? 'Scripts' : 'bin');
  const installed = join(environment, 'installed.txt');
  // With the path: a virtual environment does not work after it is moved.
  const wanted = [environment, ...requirements].join('\n');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return bin;

  await run(PYTHON, ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))']).catch((cause) => {
    throw new Error(
      `${name} needs Python 3.10 or later with venv, as "${PYTHON}" on the PATH. Install it and try again. "npm test" does not need it.`,
      { cause },
    );
  });
  console.log(`Installing ${requirements.join(', ')} into .python/${name} (once).`);
  rmSync(environment, { recursive: true, force: true });
  await run(PYTHON, ['-m', 'venv', environment]);
  await run(join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', ...requirements]).catch((cause) => {
    const said = (cause as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? cause;
    throw new Error(`${name} could not be installed. pip said: ${said}. Fix that and try again.`, { cause });
  });
  writeFileSync(installed, wanted);
  return bin;
}
