import { expect, test } from '@jest/globals';
import { createFunctionLog } from '../../../../tools/stack/function-log.ts';

test('finds the lines that contain a text, whole and in their order', () => {
  const log = createFunctionLog();
  log.write('{"OrderId":"A","Outcome":"stored"}\n');
  log.write('{"OrderId":"B"}\n{"OrderId":"A","Outcome":"acknowledged"}\n');

  expect(log.find('"A"')).toEqual([
    '{"OrderId":"A","Outcome":"stored"}',
    '{"OrderId":"A","Outcome":"acknowledged"}',
  ]);
});

test('lets go of the oldest lines, so that a long run does not fill the memory', () => {
  const log = createFunctionLog();

  for (let index = 0; index < 100_000; index += 1) log.write(`line ${index}\n`);

  const kept = log.find('line');
  expect(kept.length).toBeLessThanOrEqual(40_000);
  expect(kept.at(-1)).toBe('line 99999');
  expect(kept[0]).toBe(`line ${100_000 - kept.length}`);
});
