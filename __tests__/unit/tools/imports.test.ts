import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectFiles, read } from '../../support/markdown.ts';

const SOURCES = projectFiles().filter((path) => /^(src|tools)\/.*\.ts$/.test(path));
const STACK = SOURCES.filter((path) => path.startsWith('tools/stack/'));

/** What a file imports from the project, types included. */
const importsOf = (file: string) =>
  [...read(file).matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) => join(file, '..', path));

/** Everything that a file imports, directly or through others. */
function reachableFrom(file: string): string[] {
  const reached = new Set<string>();
  const visit = (from: string) => {
    for (const next of importsOf(from)) {
      if (reached.has(next)) continue;
      reached.add(next);
      visit(next);
    }
  };
  visit(file);
  return [...reached];
}

test('there is no import circle', () => {
  expect(SOURCES.filter((file) => reachableFrom(file).includes(file))).toEqual([]);
});

test.each(['follow', 'dead-letters'])(
  '%s, a command for production, uses nothing of the embedded stack or of npm start',
  (name) => {
    const used = reachableFrom(`tools/commands/${name}/index.ts`);

    expect(used).toContain('tools/service/service-client.ts');
    expect(used.filter((path) => /^tools\/(stack|dev)\//.test(path))).toEqual([]);
  },
);

test.each(STACK)('%s knows nothing of this service', (file) => {
  expect(importsOf(file).filter((path) => !path.startsWith('tools/stack/'))).toEqual([]);
  expect(read(file)).not.toMatch(/order|high.?value/i);
});

test('backfill, a command for production, uses nothing of the embedded stack or of npm start', () => {
  const used = reachableFrom('tools/commands/backfill/index.ts');

  expect(used).toContain('tools/service/service-client.ts');
  expect(used.filter((path) => /^tools\/(stack|dev)\//.test(path))).toEqual([]);
});
