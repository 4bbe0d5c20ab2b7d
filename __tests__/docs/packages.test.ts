import { expect, test } from '@jest/globals';
import { read } from '../support/markdown.ts';

const { dependencies, devDependencies, allowScripts } = JSON.parse(read('package.json'));
const packages: Record<string, string> = { ...dependencies, ...devDependencies };

test('every package is pinned to one version', () => {
  const loose = Object.entries(packages).filter(
    ([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/.test(version),
  );

  expect(loose).toEqual([]);
});

test('Dependabot leaves out the set that works together, and nothing that is not there', () => {
  const [npm = ''] = read('.github/dependabot.yml').split(/^ {2}- package-ecosystem: (?!npm)/m);

  const named = [...npm.matchAll(/dependency-name: "?([^",}\n ]+)/g)].map(([, name = '']) => name);

  expect(named).toEqual(
    expect.arrayContaining(Object.keys(packages).filter((name) => /^serverless/.test(name))),
  );
  expect(named.filter((name) => !(name in packages))).toEqual([]);
});

test('no package installs git hooks by itself', () => {
  expect(allowScripts.lefthook).toBe(false);
});
