import { expect, test } from '@jest/globals';
import { HELP, readCommand } from '../../../../tools/simulation/command-line.ts';
import { GUARDS } from '../../../../tools/simulation/guards.ts';

test('without arguments it runs 2,000 schedules, always the same', () => {
  expect(readCommand([])).toEqual({ help: false, schedules: 2_000, seed: 1 });
});

test('it reads how many schedules to run, from which seed, without which guard', () => {
  const args = ['--schedules', '100000', '--seed', '0', '--without', 'sweep'];

  expect(readCommand(args)).toEqual({ help: false, schedules: 100_000, seed: 0, guard: 'sweep' });
});

test('it reads which schedule to replay', () => {
  expect(readCommand(['--replay', '4294967295']).replay).toBe(4_294_967_295);
});

test.each([
  [['--schedules', '0'], '--schedules takes a whole number from 1 to 4294967295, not 0.'],
  [['--schedules', 'many'], '--schedules takes a whole number from 1 to 4294967295, not many.'],
  [['--seed', '1.5'], '--seed takes a whole number from 0 to 4294967295, not 1.5.'],
  [['--replay', '4294967296'], '--replay takes a whole number from 0 to 4294967295, not 4294967296.'],
  [['--without', 'toString'], 'There is no guard toString.'],
])('it refuses %j with a sentence', (args, message) => {
  expect(() => readCommand(args)).toThrow(message);
});

test.each(Object.entries(GUARDS))('the help says of %s: %s', (guard, without) => {
  expect(HELP).toMatch(new RegExp(`^  ${guard} +${without}$`, 'm'));
});
