import { exec } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { commandsOf, PROJECT, read } from '../../support/markdown.ts';
import { stage } from '../../support/service.ts';

/** Commands that can be repeated on a deployed stage. */
const REPEATABLE = /^npx serverless (info|invoke|logs) --stage dev/;

test.each(commandsOf(read('README.md')).filter((command) => REPEATABLE.test(command)))(
  '%s, on the stage under test',
  async (command) => {
    const exitCode = await run(command.replace('--stage dev', `--stage ${stage}`));

    expect(exitCode).toBe(0);
  },
);

/** Runs a command in a shell, in the environment of the test. */
function run(command: string): Promise<number> {
  return new Promise((resolve) => {
    exec(command, { cwd: PROJECT }, (error) => resolve(error?.code ?? 0));
  });
}
