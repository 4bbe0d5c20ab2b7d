import { describe, expect, test } from '@jest/globals';
import { createQueue, type QueueOptions } from '../../../../tools/simulation/models/queue.ts';

/** A queue with the time-out of a minute, on a clock that is set by hand. */
function aQueue(options: Partial<QueueOptions> = {}) {
  const clock = { now: 0 };
  const queue = createQueue({ now: () => clock.now, visibilityMs: 60_000, ...options });
  const received = (max = 10) => queue.receive(max).map(({ messageId }) => messageId);
  return { queue, clock, received };
}

test('messages come oldest first where nothing is mixed up', () => {
  const { queue, received } = aQueue();
  for (const id of ['m1', 'm2', 'm3']) queue.send('body', id);

  expect(received(2)).toEqual(['m1', 'm2']);
  expect(received(2)).toEqual(['m3']);
});

test('messages come in the sequence that is asked for', () => {
  const { queue, received } = aQueue({ sequence: (visible) => visible.reverse() });
  for (const id of ['m1', 'm2', 'm3']) queue.send('body', id);

  expect(received(2)).toEqual(['m3', 'm2']);
});

test('a copy of a message comes once more though the message was deleted, and has no copy itself', () => {
  const { queue, clock, received } = aQueue({ copyAfter: () => 10_000 });
  queue.send('body', 'm1');
  const [message] = queue.receive(1);
  queue.delete(message?.receiptHandle ?? '');

  clock.now = 9_999;
  expect(received()).toEqual([]);
  clock.now = 10_000;
  expect(received()).toEqual(['m1']);
  clock.now = 60_000;
  expect(received()).toEqual([]);
});

describe.each([
  ['carried out', true],
  ['ignored', false],
])('a delete that comes late is %s where that is drawn', (_, deletesLate) => {
  test('by an earlier receipt handle', () => {
    const { queue, clock, received } = aQueue({ deletesLate: () => deletesLate });
    queue.send('body', 'm1');
    const [first] = queue.receive(1);
    clock.now = 60_000;
    queue.receive(1);

    queue.delete(first?.receiptHandle ?? '');

    clock.now = 120_000;
    expect(received()).toEqual(deletesLate ? [] : ['m1']);
  });

  test('after the visibility timeout', () => {
    const { queue, clock, received } = aQueue({ deletesLate: () => deletesLate });
    queue.send('body', 'm1');
    const [message] = queue.receive(1);
    clock.now = 60_000;

    queue.delete(message?.receiptHandle ?? '');

    expect(received()).toEqual(deletesLate ? [] : ['m1']);
  });
});

test('a late delete of what has become a dead letter leaves it there', () => {
  const clock = { now: 0 };
  const settings = { now: () => clock.now, visibilityMs: 60_000, deletesLate: () => true };
  const deadLetters = createQueue(settings);
  const queue = createQueue({ ...settings, redrive: { to: deadLetters, maxReceives: 1 } });
  queue.send('body', 'm1');
  const [message] = queue.receive(1);
  clock.now = 60_000;
  queue.receive(1);

  queue.delete(message?.receiptHandle ?? '');

  expect(deadLetters.messages()).toHaveLength(1);
});

test('it tells when a message will be visible: once it is sent, and again after its time-out', () => {
  const told: unknown[] = [];
  const { queue } = aQueue({ onVisible: (...visible) => told.push(visible) });

  queue.send('body', 'm1');
  queue.receive(1);

  expect(told).toEqual([
    [0, 'm1', 0],
    [60_000, 'm1', 1],
  ]);
});
