import { expect, test } from '@jest/globals';
import { createDraws } from '../../../../tools/simulation/draws.ts';
import { createTimeline } from '../../../../tools/simulation/timeline.ts';

const forEver = () => false;

test('things happen in the sequence of their times, whenever they were scheduled', async () => {
  const timeline = createTimeline();
  const draws = createDraws(1);
  const delays = Array.from({ length: 200 }, (_, index) => draws.whole(`delay ${index}`, 0, 50));
  const happened: number[] = [];
  for (const delay of delays) timeline.after(delay, () => happened.push(timeline.now()));

  const steps = await timeline.run(forEver);

  expect(happened).toEqual(delays.sort((a, b) => a - b));
  expect(steps).toBe(200);
});

test('of two things at the same time, that comes first which was scheduled first', async () => {
  const timeline = createTimeline();
  const happened: string[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) timeline.after(7, () => happened.push(name));

  await timeline.run(forEver);

  expect(happened).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('what is scheduled on the way happens after the time that it takes from then', async () => {
  const timeline = createTimeline();
  const happened: number[] = [];
  timeline.after(10, () => timeline.after(5, () => happened.push(timeline.now())));

  await timeline.run(forEver);

  expect(happened).toEqual([15]);
});

test('code that goes on gets as far as it can before anything else happens', async () => {
  const timeline = createTimeline();
  const happened: string[] = [];
  async function code(first: Promise<void>) {
    await first;
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    happened.push('code');
  }
  timeline.after(1, () => {
    code(Promise.resolve());
    timeline.goesOn();
  });
  timeline.after(1, () => happened.push('next'));

  await timeline.run(forEver);

  expect(happened).toEqual(['code', 'next']);
});

test('it stops when it is told to', async () => {
  const timeline = createTimeline();
  let count = 0;
  for (let index = 0; index < 10; index++) timeline.after(index, () => count++);

  await timeline.run(() => count === 3);

  expect(count).toBe(3);
});
