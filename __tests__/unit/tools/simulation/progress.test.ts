import { expect, test } from '@jest/globals';
import { createProgress } from '../../../../tools/simulation/progress.ts';

/** What is written of a run of 200 schedules that takes a second for every 50. */
function written(isTTY: boolean): string {
  let text = '';
  let now = 0;
  const output = { isTTY, write: (part: string) => (text += part) };
  const progress = createProgress(200, output, () => now);
  for (let done = 10; done <= 200; done += 10) {
    now = done * 20;
    progress.show(done);
  }
  progress.end();
  return text;
}

test('on a terminal it shows the progress in place', () => {
  const text = written(true);

  expect(text.split('\r')).toHaveLength(21);
  expect(text.endsWith('\r100 %  200 of 200 schedules, 4.0 s\n')).toBe(true);
});

test('elsewhere it writes a line at each tenth', () => {
  const lines = written(false).trimEnd().split('\n');

  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe(' 10 %  20 of 200 schedules, 0.4 s');
  expect(lines[9]).toBe('100 %  200 of 200 schedules, 4.0 s');
});
