import { parseArgs } from 'node:util';
import { GUARDS, type Guard, isGuard } from './guards.ts';

export type Command = ReturnType<typeof readCommand>;

const DEFAULTS = { schedules: '2000', seed: '1' };
const MAX_NUMBER = 2 ** 32 - 1;

export const HELP = `Usage: npm run simulate -- [options]

Runs the real functions on models of AWS, in virtual time, and injects faults.
Prints the first broken promise as a minimal trace, and exits with code 1.

  --schedules <number>  how many schedules to run (default ${DEFAULTS.schedules})
  --seed <number>       which schedules to run (default ${DEFAULTS.seed})
  --replay <seed>       run one schedule, by the seed that a failure printed
  --without <guard>     remove a guard, to see that the simulation notices
  --help                print this text

The guards, and what happens without them:

${Object.entries(GUARDS)
  .map(([name, without]) => `  ${name.padEnd(23)}${without}`)
  .join('\n')}`;

/** @throws Error whose message says what is wrong with the arguments. */
export function readCommand(args: readonly string[]) {
  const options = {
    help: { type: 'boolean', default: false },
    schedules: { type: 'string', default: DEFAULTS.schedules },
    seed: { type: 'string', default: DEFAULTS.seed },
    replay: { type: 'string' },
    without: { type: 'string' },
  } as const;
  const { help, schedules, seed, replay, without } = parseArgs({ args: [...args], options }).values;
  return {
    help,
    schedules: parseNumber('--schedules', schedules, 1),
    seed: parseNumber('--seed', seed, 0),
    /** The seed of one schedule, as a failure prints it. */
    replay: replay === undefined ? undefined : parseNumber('--replay', replay, 0),
    guard: without === undefined ? undefined : parseGuard(without),
  };
}

function parseNumber(option: string, text: string, min: number): number {
  const number = Number(text);
  if (/^\d{1,10}$/.test(text) && number >= min && number <= MAX_NUMBER) return number;
  throw new Error(`${option} takes a whole number from ${min} to ${MAX_NUMBER}, not ${text}.`);
}

function parseGuard(name: string): Guard {
  if (isGuard(name)) return name;
  throw new Error(`There is no guard ${name}. The guards are ${Object.keys(GUARDS).join(', ')}.`);
}
