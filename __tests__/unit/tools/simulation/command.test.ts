import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { HELP, readCommand } from '../../../../tools/simulation/command-line.ts';
import { FAULT_KINDS } from '../../../../tools/simulation/faults.ts';
import { GUARDS } from '../../../../tools/simulation/guards.ts';

test.each([
  [[], { help: false, schedules: 2_000, seed: 1 }],
  [
    ['--help', '--schedules', '100000', '--seed', '0', '--without', 'sweep'],
    { help: true, schedules: 100_000, seed: 0, guard: 'sweep' },
  ],
  [['--replay', '4294967295'], { help: false, schedules: 2_000, seed: 1, replay: 4_294_967_295 }],
])('the arguments %j are read', (args, command) => {
  expect(readCommand(args)).toEqual(command);
});

test.each([
  [['--schedules', '0'], '--schedules takes a whole number from 1 to 4294967295, not 0.'],
  [['--seed', '1.5'], '--seed takes a whole number from 0 to 4294967295, not 1.5.'],
  [['--replay', '4294967296'], '--replay takes a whole number from 0 to 4294967295, not 4294967296.'],
  [['--without', 'toString'], 'There is no guard toString.'],
])('the arguments %j are refused with a sentence', (args, message) => {
  expect(() => readCommand(args)).toThrow(message);
});

test('the help names every guard and fits into 80 columns', () => {
  for (const guard of Object.entries(GUARDS))
    expect(HELP).toMatch(new RegExp(`^  ${guard.join(' +')}$`, 'm'));
  expect(HELP.split('\n').filter(({ length }) => length > 80)).toEqual([]);
});

test('npm run simulate lists how often it injected each fault, and succeeds', async () => {
  const { output, exitCode } = await simulate('--schedules', '40');

  for (const kind of FAULT_KINDS) expect(output).toMatch(new RegExp(`^${kind}\\.+[\\d,]+$`, 'm'));
  expect(output).toMatch(/^40 schedules, \d+ orders, [\d,]+ steps, 0 violations, [\d.]+ s$/m);
  expect(exitCode).toBe(0);
});

test('a broken rule is shown with a trace, and with the command that replays it', async () => {
  const first = await simulate('--without', 'pending');
  const [, replay = ''] = /^Replay it: npm run simulate -- (.*)$/m.exec(first.output) ?? [];
  const again = await simulate(...replay.split(' '));

  expect(first.output).toContain(
    'Broken rule: a high-value order is pending or notified, any other is neither.',
  );
  expect(first.output).toMatch(/^ +\d+:\d\d\.\d{3} {2}ingest .*: puts ORD-\d: stored, amount \d/m);
  expect(first.exitCode).toBe(1);
  expect(again.exitCode).toBe(1);
  expect(explanationIn(again.output)).toBe(explanationIn(first.output));
});

test('a schedule that breaks no rule can be replayed too', async () => {
  const { output, exitCode } = await simulate('--replay', '1');

  expect(output).toContain('Schedule 1 breaks no rule.');
  expect(exitCode).toBe(0);
});

test('a wrong argument ends it with a sentence', async () => {
  const { output, exitCode } = await simulate('--schedules', 'all');

  expect(output).toBe('--schedules takes a whole number from 1 to 4294967295, not all.\n');
  expect(exitCode).toBe(1);
});

function simulate(...args: string[]) {
  const script = join(__dirname, '../../../../tools/simulation/index.ts');
  return new Promise<{ output: string; exitCode: number }>((resolve) => {
    execFile(process.execPath, [script, ...args], (error, stdout, stderr) => {
      resolve({ output: stdout + stderr, exitCode: Number(error?.code ?? 0) });
    });
  });
}

function explanationIn(output: string): string {
  return output.slice(output.indexOf('Broken rule:'));
}
