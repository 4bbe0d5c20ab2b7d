import { expect, test } from '@jest/globals';
import { createFunctionLog } from '../../../../tools/stack/function-log.ts';

test('finds the lines that contain a text, whoever wrote them, whole and in their order', () => {
  const log = createFunctionLog(() => 0);
  log.write('ingest', '{"OrderId":"A","Outcome":"stored"}\n');
  log.write('ingest', '{"OrderId":"B"}\n');
  log.write('consumer', '{"OrderId":"A","Outcome":"acknowledged"}\n');

  expect(log.find('"A"')).toEqual([
    '{"OrderId":"A","Outcome":"stored"}',
    '{"OrderId":"A","Outcome":"acknowledged"}',
  ]);
});

test('gives the lines of one function, with the time and a number that only grows', () => {
  let now = 1_000;
  const log = createFunctionLog(() => now++);
  log.write('ingest', 'one\n\ntwo\n');
  log.write('consumer', 'three\n');
  log.write('ingest', 'four');

  expect(log.of('ingest')).toEqual([
    { number: 0, functionName: 'ingest', timestamp: 1_000, message: 'one' },
    { number: 1, functionName: 'ingest', timestamp: 1_000, message: 'two' },
    { number: 3, functionName: 'ingest', timestamp: 1_002, message: 'four' },
  ]);
  expect(log.of('sweep')).toEqual([]);
});

test('lets go of the oldest lines, so that a long run does not fill the memory', () => {
  const log = createFunctionLog(() => 0);

  for (let index = 0; index < 100_000; index += 1) log.write('ingest', `line ${index}\n`);

  const kept = log.find('line');
  expect(kept.length).toBeLessThanOrEqual(40_000);
  expect(kept.at(-1)).toBe('line 99999');
  expect(kept[0]).toBe(`line ${100_000 - kept.length}`);
  expect(log.of('ingest')[0]?.number).toBe(100_000 - kept.length);
});
