import { parseArgs } from 'node:util';
import { GUARDS, type Guard, isGuard } from './guards.ts';

export type Command = {
  help: boolean;
  schedules: number;
  seed: number;
  /** The seed of one schedule, as a failure prints it. */
  replay?: number;
  guard?: Guard;
};

const DEFAULT_SCHEDULES = 2_000;
const DEFAULT_SEED = 1;

export const HELP = `npm run simulate                            Runs ${DEFAULT_SCHEDULES.toLocaleString('en')} schedules: the real functions over models of AWS, with faults.
npm run simulate -- --schedules 100000      Runs more.
npm run simulate -- --seed 7                Runs others: which ones follows from the seed.
npm run simulate -- --replay 123456         Runs the one schedule whose seed a failure printed, step by step in words.
npm run simulate -- --without put-condition Takes a guard away, to see that the simulation finds it missing.

The guards:
${Object.entries(GUARDS)
  .map(([name, without]) => `  ${name.padEnd(22)}${without}`)
  .join('\n')}`;

/** @throws Error whose message says what is wrong with the arguments. */
export function readCommand(args: readonly string[]): Command {
  const options = {
    help: { type: 'boolean' },
    schedules: { type: 'string' },
    seed: { type: 'string' },
    replay: { type: 'string' },
    without: { type: 'string' },
  } as const;
  const { help = false, schedules, seed, replay, without } = parseArgs({ args: [...args], options }).values;
  return {
    help,
    schedules: numberIn('--schedules', schedules, 1) ?? DEFAULT_SCHEDULES,
    seed: numberIn('--seed', seed, 0) ?? DEFAULT_SEED,
    ...(replay !== undefined && { replay: numberIn('--replay', replay, 0) ?? 0 }),
    ...(without !== undefined && { guard: guardIn(without) }),
  };
}

function numberIn(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d{1,10}$/.test(text) && number >= least && number < 2 ** 32) return number;
  throw new Error(`${name} takes a whole number from ${least} to ${2 ** 32 - 1}, not ${text}.`);
}

function guardIn(name: string): Guard {
  if (isGuard(name)) return name;
  throw new Error(`There is no guard ${name}. The guards are ${Object.keys(GUARDS).join(', ')}.`);
}
