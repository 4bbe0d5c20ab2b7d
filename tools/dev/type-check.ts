import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PROJECT } from '../service/package-service.ts';

const TSC = join(PROJECT, 'node_modules/typescript/bin/tsc');

/** For the first order after a change to have the machine to itself. */
const DELAY_MS = 500;

/** Checks types in the background, at a lower priority than the functions. */
export function createTypeCheck(print: (text: string) => void) {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let hadErrors = false;

  function stop(): void {
    clearTimeout(timer);
    child?.kill();
  }

  async function check(): Promise<void> {
    const tsc = spawn(process.execPath, [TSC, '--pretty', 'false'], { cwd: PROJECT });
    child = tsc;
    if (tsc.pid !== undefined) setPriority(tsc.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    const output = (await text(tsc.stdout)).trim();
    if (tsc.killed) return;
    if (output !== '') print(output);
    else if (hadErrors) print('no type errors any more');
    hadErrors = output !== '';
  }

  return {
    /** Starts again, after a change. Prints errors, or that there are none any more. */
    start(): void {
      stop();
      timer = setTimeout(check, DELAY_MS);
    },
    stop,
  };
}
