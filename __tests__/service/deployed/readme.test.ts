import { exec } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { commandsOf, PROJECT, read } from '../../support/markdown.ts';
import { stage } from '../../support/service.ts';

/** What can be asked of a stage that is there, as often as one likes. */
const ASKED = /^npx serverless (info|invoke|logs) --stage dev/;

test.each(commandsOf(read('README.md')).filter((command) => ASKED.test(command)))(
  '%s, on the stage under test',
  async (command) => {
    const exitCode = await run(command.replace('--stage dev', `--stage ${stage}`));

    expect(exitCode).toBe(0);
  },
);

/** Runs a command as somebody types it, in the environment of the test. */
function run(command: string): Promise<number> {
  return new Promise((resolve) => {
    exec(command, { cwd: PROJECT }, (error) => resolve(error?.code ?? 0));
  });
}
