import { expect, test } from '@jest/globals';
import { compiled, PACKAGED } from '../support/compiled-template.ts';

/** Where text is right, whatever it looks like: the settings of functions, and conditions of policies. */
const TEXT = /\.(Environment\.Variables|PolicyDocument|KeyPolicy)\./;

test.each(PACKAGED)('on %s numbers are numbers and booleans are booleans', (packaged) => {
  const { resources } = compiled(packaged);

  const written = leavesOf(resources)
    .filter(([path]) => !TEXT.test(path))
    .filter(([, value]) => /^(-?\d+(\.\d+)?|true|false)$/.test(`${value}`));

  expect(written.filter(([, value]) => typeof value === 'string')).toEqual([]);
  expect(written).not.toEqual([]);
});

/** Every value in a template, with the path to it. */
function leavesOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, `${path}.${key}`));
}
