import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { FAULT_KINDS } from '../../../../tools/simulation/fault-kinds.ts';

test('npm run simulate lists every fault with how often it struck, and ends well', async () => {
  const { output, exitCode } = await simulate('--schedules', '40');

  for (const kind of FAULT_KINDS) expect(output).toMatch(new RegExp(`^${kind}\\.+[\\d,]+$`, 'm'));
  expect(output).toMatch(/^40 schedules, \d+ orders, [\d,]+ steps, 0 violations, [\d.]+ s$/m);
  expect(exitCode).toBe(0);
});

test('a broken promise is told step by step, with the command that shows it again', async () => {
  const first = await simulate('--without', 'pending');
  const [, replay = ''] = /^To see it again: npm run simulate -- (.*)$/m.exec(first.output) ?? [];
  const again = await simulate(...replay.split(' '));

  expect(first.output).toContain('Broken: every high-value order is owed or notified, and no other is.');
  expect(first.output).toMatch(
    /^ +\d+:\d\d\.\d{3} {2}ingest .*: puts ORD-\d: it is stored with the amount /m,
  );
  expect(first.exitCode).toBe(1);
  expect(again.exitCode).toBe(1);
  expect(storyIn(again.output)).toBe(storyIn(first.output));
});

test('a schedule that breaks no promise can be replayed too', async () => {
  const { output, exitCode } = await simulate('--replay', '1');

  expect(output).toContain('No promise is broken in schedule 1.');
  expect(exitCode).toBe(0);
});

test('what it cannot do it says in a sentence', async () => {
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

function storyIn(output: string): string {
  return output.slice(output.indexOf('Broken:'));
}
