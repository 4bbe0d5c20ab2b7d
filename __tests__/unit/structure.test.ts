import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const SRC = join(__dirname, '../../src');
const filesOf = (room: string) => readdirSync(join(SRC, room)).map((file) => join(SRC, room, file));
const importsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)].map(([, specifier = '']) => specifier);

test.each(filesOf('orders'))('%s imports nothing of AWS: only its own room, valibot, and Node', (file) => {
  const others = importsOf(file).filter(
    (specifier) => !/^(\.\/[\w-]+\.ts|valibot|node:\w+)$/.test(specifier),
  );

  expect(others).toEqual([]);
});

test.each(filesOf('aws'))('%s imports no function', (file) => {
  expect(importsOf(file).filter((specifier) => specifier.includes('functions'))).toEqual([]);
});

test('no file imports itself by way of others', () => {
  const files = ['orders', 'aws', 'functions'].flatMap(filesOf);
  const imports = new Map(files.map((file) => [file, importsOf(file).map((name) => join(file, '..', name))]));

  // Removes, again and again, files that import none of those left: what stays is in a circle, or leads into one.
  for (let left = files.length + 1; imports.size < left; ) {
    left = imports.size;
    for (const [file, imported] of imports) {
      if (!imported.some((other) => imports.has(other))) imports.delete(file);
    }
  }

  expect([...imports.keys()]).toEqual([]);
});

test('orders/ and aws/ can be imported in an empty environment', () => {
  const imports = [...filesOf('orders'), ...filesOf('aws')].map((file) => `await import('file://${file}');`);
  const command = ['--input-type=module', '-e', imports.join('\n')];

  const { status, stderr } = spawnSync(process.execPath, command, { env: {}, encoding: 'utf8' });

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test.each(filesOf('functions'))('%s is wiring only: at most 40 lines and one use case', (file) => {
  const useCases = importsOf(file).filter((specifier) => specifier.startsWith('../orders/'));

  expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  expect(useCases).toHaveLength(1);
});
