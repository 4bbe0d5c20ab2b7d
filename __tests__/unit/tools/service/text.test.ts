import { expect, test } from '@jest/globals';
import { wrap } from '../../../../tools/service/text.ts';

test('keeps to 80 columns, with words of any length', () => {
  const text = wrap(`${'word '.repeat(40)}${'x'.repeat(200)} ${'word '.repeat(9)}`.trim(), '    ');

  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text.replaceAll(/\s/g, '')).toBe(`${'word'.repeat(40)}${'x'.repeat(200)}${'word'.repeat(9)}`);
});

test('leaves a command on its own line as it is', () => {
  const command = `  npm run redrive -- ${'--option '.repeat(20)}`;

  const text = wrap(`Do this:\n${command}`);

  expect(text).toBe(`Do this:\n${command}`);
});
