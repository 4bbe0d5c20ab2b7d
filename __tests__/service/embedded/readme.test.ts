import { exec } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { demonstrate } from '../../../tools/dev/demo/demonstrate.ts';
import { readFixtures } from '../../../tools/dev/demo/fixtures.ts';
import { createServiceClient } from '../../../tools/service/service-client.ts';
import { type EmbeddedStack, startEmbeddedStack } from '../../support/embedded-stack.ts';
import { blocksOf, commandsOf, PROJECT, read } from '../../support/markdown.ts';

const readme = read('README.md');
const [whatStartPrints = '', whatInvokePrints = ''] = blocksOf(readme, 'text');
let stack: EmbeddedStack;

beforeEach(async () => {
  stack = await startEmbeddedStack();
});

afterEach(() => stack.stop());

test('npm start prints what README.md shows of it', async () => {
  const print = jest.spyOn(console, 'log').mockImplementation(() => {});
  const fixtures = readFixtures(join(PROJECT, 'fixtures'));
  const service = createServiceClient('local', stack.endpoint);

  await demonstrate(service, fixtures, new AbortController().signal);
  const printed = print.mock.calls.map(([text = '']) => withoutTimes(stripVTControlCharacters(text)));
  print.mockRestore();

  const shown = withoutTimes(whatStartPrints).split('\n...\n')[0] ?? '';
  expect(printed.join('\n')).toContain(shown);
});

test('serverless invoke prints what README.md shows of it', async () => {
  const [command = ''] = commandsOf(readme).filter((line) => line.includes('invoke --stage local'));

  const { stdout, exitCode } = await run(command);

  expect(stdout).toContain(whatInvokePrints);
  expect(exitCode).toBe(0);
});

test.each(commandsOf(readme).filter((line) => line.startsWith('npm run dead-letters')))(
  '%s',
  async (command) => {
    const { stdout, exitCode } = await run(command.replace('--stage dev', '--stage local'));

    expect(stdout).toContain('OrderDLQ');
    expect(exitCode).toBe(0);
  },
);

/** Runs a command in a shell, against the embedded stack. */
function run(command: string): Promise<{ stdout: string; exitCode: number }> {
  const env = { ...process.env, AWS_ENDPOINT_URL: stack.endpoint };
  return new Promise((resolve) => {
    exec(command, { cwd: PROJECT, env }, (error, stdout) => resolve({ stdout, exitCode: error?.code ?? 0 }));
  });
}

function withoutTimes(text: string): string {
  return text.replaceAll(/\(\d+ ms\)/g, '(some ms)');
}
