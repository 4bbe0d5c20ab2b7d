import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { commandsOf, DOCUMENTS, PROJECT, read, withoutBlocks } from '../support/markdown.ts';

const { scripts, dependencies, devDependencies } = JSON.parse(read('package.json'));
const functions = [...read('serverless.yml').matchAll(/^ {4}handler: src\/functions\/(\w+)\.handler$/gm)];

/** The commands that documents use, and what each needs to exist. */
const KNOWN: [RegExp, (match: RegExpExecArray) => boolean][] = [
  [/^npm (ci|cit|version --no-git-tag-version \d+\.\d+\.\d+)$/, () => true],
  [/^npm install (\S+)$/, ([, name = '']) => name in { ...dependencies, ...devDependencies }],
  [/^npm (start|test)( -- --\w+.*)?$/, ([, script = '']) => script in scripts],
  [/^npm run (?:-s )?([\w:-]+)( -- .+| < \S+)?$/, ([, script = '']) => script in scripts],
  [/^npx serverless (deploy|deploy list|info|logs|remove|rollback) --stage [$\w]+( --?\w+.*)?$/, () => true],
  [
    /^npx serverless invoke --stage [$\w]+ -f (\w+) (?:--path (\S+)|--data '\{.*\}')$/,
    ([, name, path]) => functions.some(([, known]) => known === name) && isFile(path),
  ],
  [/^docker compose (up -d --wait|down)$/, () => true],
  // Shell commands and the AWS CLI.
  [/^(aws|cp|curl|export|git|output)\b/, () => true],
];

test.each(DOCUMENTS)('%s uses only commands that exist', (document) => {
  const text = read(document);
  const inline = [...withoutBlocks(text).matchAll(/`((?:npm|npx serverless) (?:[^`<]|< )+)`/g)].map(
    ([, command = '']) => command,
  );
  const commands = [...commandsOf(text), ...inline].flatMap((line) =>
    line.replaceAll(/\s+/g, ' ').split(' && '),
  );

  expect(commands.filter((command) => !isKnown(command))).toEqual([]);
});

function isKnown(command: string): boolean {
  return KNOWN.some(([pattern, exists]) => {
    const match = pattern.exec(command);
    return match !== null && exists(match);
  });
}

/** A path without a folder is the reader's own file. */
function isFile(path: string | undefined): boolean {
  return path === undefined || !path.includes('/') || existsSync(join(PROJECT, path));
}
