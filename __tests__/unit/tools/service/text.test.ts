import { expect, test } from '@jest/globals';
import { wrap } from '../../../../tools/service/text.ts';

test('wrapped text keeps to 80 columns, whatever the length of its words', () => {
  const text = wrap(`${'word '.repeat(40)}${'x'.repeat(200)} ${'word '.repeat(9)}`.trim(), '    ');

  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text.replaceAll(/\s/g, '')).toBe(`${'word'.repeat(40)}${'x'.repeat(200)}${'word'.repeat(9)}`);
});

test('a command on its own line is not wrapped', () => {
  const command = `  npm run dead-letters -- ${'--option '.repeat(20)}`;

  const text = wrap(`Do this:\n${command}`);

  expect(text).toBe(`Do this:\n${command}`);
});
