import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PROJECT } from '../service/project.ts';

const TSC = [join(PROJECT, 'node_modules/typescript/bin/tsc'), '--pretty', 'false'];

/** For the first order after a change to have the machine to itself. */
const DELAY_MS = 500;

/**
 * Checks types in the background, at a lower priority than the functions.
 *
 * @param command the script that checks, and its arguments.
 */
export function createTypeCheck(print: (text: string) => void, command: readonly string[] = TSC) {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let hadErrors = false;

  /** @returns once the check has ended. */
  async function stop(): Promise<void> {
    clearTimeout(timer);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    // The compiler finishes its work before it ends by any other signal.
    child.kill('SIGKILL');
    await exited;
  }

  async function check(): Promise<void> {
    const tsc = spawn(process.execPath, command, { cwd: PROJECT });
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
