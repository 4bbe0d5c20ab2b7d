import { expect, test } from '@jest/globals';
import { read } from '../support/markdown.ts';

const { dependencies, devDependencies } = JSON.parse(read('package.json'));
const packages: Record<string, string> = { ...dependencies, ...devDependencies };

test('every package is pinned to one version', () => {
  const exact = /^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/;

  expect(Object.entries(packages).filter(([, version]) => !exact.test(version))).toEqual([]);
});

test('Dependabot ignores the packages that are upgraded together, and none that is not installed', () => {
  const [npm = ''] = read('.github/dependabot.yml').split(/^ {2}- package-ecosystem: (?!npm)/m);

  const ignored = [...npm.matchAll(/dependency-name: "?([^",}\n ]+)/g)].map(([, name = '']) => name);

  const together = Object.keys(packages).filter((name) => name.startsWith('serverless'));
  expect(ignored).toEqual(expect.arrayContaining(together));
  expect(ignored.filter((name) => !(name in packages))).toEqual([]);
});
