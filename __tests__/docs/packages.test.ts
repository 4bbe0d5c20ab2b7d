import { expect, test } from '@jest/globals';
import { read } from '../support/markdown.ts';

const { version, dependencies, devDependencies } = JSON.parse(read('package.json'));
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

test('the version is the latest in CHANGELOG.md, and the one that contract/released promises', () => {
  const [latest] = [...read('CHANGELOG.md').matchAll(/^## \[(\d.*)\] - \d{4}-\d{2}-\d{2}$/gm)].map(
    (match) => match[1],
  );
  const [, promised] = read('contract/released/asyncapi.yaml').match(/^ {2}version: (.*)$/m) ?? [];

  expect({ latest, promised }).toEqual({ latest: version, promised: version });
});
