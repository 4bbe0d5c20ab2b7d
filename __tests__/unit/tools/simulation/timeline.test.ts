import { expect, test } from '@jest/globals';
import { createRandom } from '../../../../tools/simulation/random.ts';
import { createTimeline } from '../../../../tools/simulation/timeline.ts';

test('events run in the order of their times, and of their addition at the same time', async () => {
  const timeline = createTimeline();
  const random = createRandom(1);
  const delays = Array.from({ length: 200 }, (_, index) => random.integer(`delay ${index}`, 0, 50));
  const ran: [time: number, index: number][] = [];
  for (const [index, delay] of delays.entries()) {
    timeline.after(delay, () => ran.push([timeline.now(), index]));
  }
  timeline.after(50, () => timeline.after(5, () => ran.push([timeline.now(), 200])));

  const steps = await timeline.run(() => false);

  const expected = delays.map((delay, index) => [delay, index] as const).sort(([a], [b]) => a - b);
  expect(ran).toEqual([...expected, [55, 200]]);
  expect(steps).toBe(202);
});

test('code that an event resumes runs until it waits again, before the next event', async () => {
  const timeline = createTimeline();
  const names: string[] = [];
  async function code() {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    names.push('code');
  }
  timeline.after(1, () => {
    code();
    timeline.resumesCode();
  });
  timeline.after(1, () => names.push('next event'));

  await timeline.run(() => false);

  expect(names).toEqual(['code', 'next event']);
});

test('it stops when it is told to', async () => {
  const timeline = createTimeline();
  let events = 0;
  for (let index = 0; index < 10; index++) timeline.after(index, () => events++);

  await timeline.run(() => events === 3);

  expect(events).toBe(3);
});
