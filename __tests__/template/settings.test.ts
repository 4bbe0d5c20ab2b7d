import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const project = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(project, path), 'utf8');

test('.env.example names every setting that the configuration reads', () => {
  const files = [
    'serverless.yml',
    ...readdirSync(join(project, 'resources')).map((name) => `resources/${name}`),
  ];
  const used = files.flatMap((file) => [...read(file).matchAll(/\$\{env:(\w+)/g)].map(([, name]) => name));

  const named = [...read('.env.example').matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name]) => name);

  expect(named).toEqual(expect.arrayContaining([...new Set(used)]));
});
