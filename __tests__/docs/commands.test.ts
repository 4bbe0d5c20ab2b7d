import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { commandsOf, DOCUMENTS, PROJECT, read } from '../support/markdown.ts';

const { scripts } = JSON.parse(read('package.json'));
const functions = [...read('serverless.yml').matchAll(/^ {4}handler: src\/functions\/(\w+)\.handler$/gm)];

/** What a command may begin with, and what of it must be there. */
const KNOWN: [RegExp, (match: RegExpExecArray) => boolean][] = [
  [/^npm (ci|cit)$/, () => true],
  [/^npm (start|test)( -- --\w+.*)?$/, ([, script = '']) => script in scripts],
  [/^npm run (?:-s )?([\w:-]+)( -- --.*| < \S+)?$/, ([, script = '']) => script in scripts],
  [/^npx serverless (deploy|deploy list|info|logs|remove|rollback) --stage [$\w]+( --?\w+.*)?$/, () => true],
  [
    /^npx serverless invoke --stage [$\w]+ -f (\w+) (?:--path (\S+)|--data '\{.*\}')$/,
    ([, name, path]) => functions.some(([, known]) => known === name) && isThere(path),
  ],
  [/^docker compose (up -d --wait|down)$/, () => true],
  // The shell's own, and the AWS CLI.
  [/^(aws|cp|export|git|output)\b/, () => true],
];

test.each(DOCUMENTS)('every command of %s is one that there is', (document) => {
  const commands = commandsOf(read(document)).flatMap((line) => line.split(' && '));

  expect(commands.filter((command) => !isKnown(command))).toEqual([]);
});

function isKnown(command: string): boolean {
  return KNOWN.some(([pattern, isThere]) => {
    const match = pattern.exec(command);
    return match !== null && isThere(match);
  });
}

/** A file of the reader's own has no folder. */
function isThere(path: string | undefined): boolean {
  return path === undefined || !path.includes('/') || existsSync(join(PROJECT, path));
}
