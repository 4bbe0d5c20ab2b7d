import { expect, test } from '@jest/globals';
import { createRandom } from '../../../../tools/simulation/random.ts';
import { createTimeline } from '../../../../tools/simulation/timeline.ts';

const never = () => false;

test('events run in the order of their times, however they were added', async () => {
  const timeline = createTimeline();
  const random = createRandom(1);
  const delays = Array.from({ length: 200 }, (_, index) => random.integer(`delay ${index}`, 0, 50));
  const times: number[] = [];
  for (const delay of delays) timeline.after(delay, () => times.push(timeline.now()));
  timeline.after(50, () => timeline.after(5, () => times.push(timeline.now())));

  const steps = await timeline.run(never);

  expect(times).toEqual([...delays.sort((a, b) => a - b), 55]);
  expect(steps).toBe(202);
});

test('events of the same time run in the order in which they were added', async () => {
  const timeline = createTimeline();
  const names: string[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) timeline.after(7, () => names.push(name));

  await timeline.run(never);

  expect(names).toEqual(['a', 'b', 'c', 'd', 'e']);
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

  await timeline.run(never);

  expect(names).toEqual(['code', 'next event']);
});

test('it stops when it is told to', async () => {
  const timeline = createTimeline();
  let events = 0;
  for (let index = 0; index < 10; index++) timeline.after(index, () => events++);

  await timeline.run(() => events === 3);

  expect(events).toBe(3);
});
